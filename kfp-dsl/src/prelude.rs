//! Everything a file of pipelines needs: `use kfp_dsl::prelude::*;`.

#[cfg(feature = "import")]
pub use crate::import_component;
pub use crate::{
    Artifact, Bundle, Call, ClassificationMetrics, Collected, Cond, Container, Dataset, FinalStatus, Html,
    Input, Items, Markdown, Metrics, Model, Output, Outputs, Parameter, Pipeline, PipelineConfig, Result,
    Retry, Scope, Settings, SlicedClassificationMetrics, Task, TaskConfig, Text, Value, WORKSPACE_PATH,
    Workspace, component, container_component, importer, pipeline, text,
};
