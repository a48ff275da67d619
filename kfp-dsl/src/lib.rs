//! Typed machine-learning pipelines in Rust, compiled to KFP IR.

pub mod author;
pub mod kinds;
pub mod run;

pub use author::{BuildError, BuildErrors, BuildOptions, Built};
pub use kinds::{Kind, KindSpec, Parameter, ValueError};
pub use run::{Context, Error, Input, Output, Result};
