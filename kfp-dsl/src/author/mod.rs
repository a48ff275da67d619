//! Build time: what an author calls, and how it becomes IR.

mod build;
mod component;
#[cfg_attr(not(test), expect(dead_code, reason = "called by the authoring API"))]
mod emit;
mod error;
mod graph;

pub use build::{BuildOptions, Built, Names};
pub use component::{Body, ComponentDef, Container, InputDef, OutputDef};
pub use error::{BuildError, BuildErrors, Note, Place};
