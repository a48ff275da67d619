//! The Kubeflow Pipelines v2 intermediate representation: model, codecs, checks.

pub mod back;
pub mod codec;
pub mod explain;
pub mod graph;
#[cfg(feature = "read")]
pub mod import;
pub mod lang;
pub mod model;
pub mod pass;
pub mod path;
pub mod target;
pub mod valid;

pub use model::Document;
