//! Typed machine-learning pipelines in Rust, compiled to KFP IR.

pub mod author;
pub mod kinds;
pub mod prelude;
pub mod run;
pub mod testing;

#[doc(hidden)]
pub mod __private;

pub use author::{
    BuildError, BuildErrors, BuildOptions, Built, Bundle, Call, Collected, Cond, Container, IntoInput,
    IntoPipeline, Items, Names, Pipeline, Placeholder, Returned, Scope, Settings, Task, Value, When,
};
pub use kfp_dsl_macros::{Artifact, Bundle, Outputs, Parameter, component, container_component, pipeline};
pub use kinds::{Artifact, Kind, KindSpec, Parameter, ValueError};
pub use run::{Context, Error, Input, Output, Result};
