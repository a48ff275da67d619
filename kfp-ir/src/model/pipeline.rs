//! A pipeline and its description.

use std::collections::BTreeMap;

use crate::model::{ComponentSpec, DeploymentConfig};

/// A compiled pipeline (`PipelineSpec`): an interface and a graph of tasks, the components they use, and what
/// those run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineSpec {
    /// Name and description. KFP's API server requires a name.
    pub pipeline_info: Option<PipelineInfo>,
    /// What leaf components run. It travels as a `google.protobuf.Struct`.
    pub deployment_spec: Option<DeploymentConfig>,
    /// What compiled the pipeline, such as `kfp-2.17.0`; not checked by KFP.
    pub sdk_version: String,
    /// The version of this format: `2.1.0`, and nothing else for KFP's API server.
    pub schema_version: String,
    /// The components by name: `comp-train`.
    pub components: BTreeMap<String, ComponentSpec>,
    /// The pipeline itself, as a component with a graph. Its inputs are those of a run.
    pub root: Option<ComponentSpec>,
    /// Where artifacts are stored by default. KFP's own backend ignores it.
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

/// What a pipeline is called.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineInfo {
    /// The name: lower-case letters, digits and `-`, at most 128 characters.
    pub name: String,
    /// The name for humans.
    pub display_name: String,
    /// What it does, for humans.
    pub description: String,
}

message!(PipelineInfo {
    description = 3, "description";
    display_name = 2, "displayName";
    name = 1, "name";
});
