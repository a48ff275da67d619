//! What can flow along an edge of a pipeline: parameters and artifacts, and their Rust types.

mod kind;

pub use kind::{Kind, KindSpec};
