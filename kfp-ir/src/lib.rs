//! The Kubeflow Pipelines v2 intermediate representation: model, codecs, checks.

pub mod back;
pub mod codec;
#[cfg(feature = "digest")]
pub mod digest;
pub mod explain;
#[cfg(feature = "digest")]
pub mod fingerprint;
pub mod flat;
pub mod graph;
pub mod hook;
#[cfg(feature = "read")]
pub mod import;
pub mod lang;
pub mod model;
pub mod pass;
pub mod path;
pub mod target;
pub mod valid;

pub use model::Document;
