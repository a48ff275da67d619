//! Typed machine-learning pipelines in Rust, compiled to KFP IR.

pub mod author;
pub mod kinds;
pub mod prelude;
pub mod run;
pub mod testing;

#[doc(hidden)]
pub mod __private;

pub use author::{
    BuildError, BuildErrors, BuildOptions, Built, Bundle, Call, Collected, Comparable, Cond, Constant,
    Container, ContainerArgument, FieldParameter, IntoInput, IntoPipeline, Item, Items, Limited, Names,
    Ordered, OutputParameter, Pipeline, PipelineArgument, PipelineReturns, Placeholder, Printed, Quantity,
    Retry, Returned, Returns, Scope, Set, Settings, StructParameter, Task, Unset, Value, When,
};
pub use kfp_dsl_macros::{Artifact, Bundle, Outputs, Parameter, component, container_component, pipeline};
pub use kinds::{
    Artifact, ArtifactType, ClassificationMetrics, Dataset, FinalStatus, Html, Kind, KindSpec, Markdown,
    Metrics, Model, Parameter, SlicedClassificationMetrics, SpecificArtifact, ValueError,
};
pub use run::{Argument, Context, Error, Input, Output, Result};
