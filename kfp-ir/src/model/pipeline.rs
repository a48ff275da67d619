//! A pipeline and its description.

use std::collections::BTreeMap;

use crate::model::{ComponentSpec, DeploymentConfig};

/// `PipelineSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineSpec {
    /// The pipeline info.
    pub pipeline_info: Option<PipelineInfo>,
    /// The deployment spec.
    pub deployment_spec: Option<DeploymentConfig>,
    /// The sdk version.
    pub sdk_version: String,
    /// The schema version.
    pub schema_version: String,
    /// The components.
    pub components: BTreeMap<String, ComponentSpec>,
    /// The root.
    pub root: Option<ComponentSpec>,
    /// The default pipeline root.
    pub default_pipeline_root: String,
}

message!(PipelineSpec {
    components = 8, "components";
    default_pipeline_root = 10, "defaultPipelineRoot";
    deployment_spec = 7, "deploymentSpec";
    pipeline_info = 1, "pipelineInfo";
    root = 9, "root";
    schema_version = 5, "schemaVersion";
    sdk_version = 4, "sdkVersion";
});

/// `PipelineInfo`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineInfo {
    /// The name.
    pub name: String,
    /// The display name.
    pub display_name: String,
    /// The description.
    pub description: String,
}

message!(PipelineInfo {
    description = 3, "description";
    display_name = 2, "displayName";
    name = 1, "name";
});
