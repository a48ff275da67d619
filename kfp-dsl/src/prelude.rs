//! Everything a file of pipelines needs: `use kfp_dsl::prelude::*;`.

pub use crate::{
    Artifact, Bundle, ClassificationMetrics, Collected, Cond, Container, Dataset, FinalStatus, Html, Input,
    Items, Markdown, Metrics, Model, Output, Outputs, Parameter, Pipeline, Result, Retry, Scope, Settings,
    SlicedClassificationMetrics, Task, TaskConfig, Text, Value, component, container_component, importer,
    pipeline, text,
};
