//! Everything a file of pipelines needs: `use kfp_dsl::prelude::*;`.

pub use crate::author::{Collected, Cond, Container, Items, Pipeline, Retry, Scope, Settings, Task, Value};
pub use crate::kinds::{
    ClassificationMetrics, Dataset, FinalStatus, Html, Markdown, Metrics, Model, SlicedClassificationMetrics,
};
pub use crate::run::{Input, Output, Result};
pub use crate::{Artifact, Bundle, Outputs, Parameter, component, container_component, pipeline};
