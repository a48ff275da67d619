//! Build time: what an author calls, and how it becomes IR.

mod component;
mod graph;

pub use component::{Body, ComponentDef, ContainerSpec, InputDef, OutputDef};
