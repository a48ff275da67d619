//! Everything a file of pipelines needs: `use kfp_dsl::prelude::*;`.

pub use crate::{
    Artifact, Bundle, ClassificationMetrics, Collected, Cond, Container, Dataset, FinalStatus, Html, Input,
    Items, Markdown, Metrics, Model, Output, Outputs, Parameter, Pipeline, Result, Retry, Scope, Settings,
    SlicedClassificationMetrics, Task, TaskConfig, Value, component, container_component, pipeline,
};
