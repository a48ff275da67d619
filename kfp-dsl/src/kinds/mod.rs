//! What can flow along an edge of a pipeline: parameters and artifacts, and their Rust types.

mod artifact;
mod collections;
mod final_status;
mod kind;
mod parameter;
mod scalars;
mod task_config;

pub use artifact::{
    Artifact, ArtifactType, ClassificationMetrics, Dataset, Html, Markdown, Metrics, Model,
    SlicedClassificationMetrics, SpecificArtifact,
};
pub use final_status::FinalStatus;
pub use kind::{FieldDef, Kind, KindSpec};
pub use parameter::{Parameter, ValueError};
pub use task_config::TaskConfig;
