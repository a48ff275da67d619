//! What only some platforms understand: the second document of an IR file.

pub mod kubernetes;

use std::collections::BTreeMap;

use crate::model::Struct;
use kubernetes::KubernetesExecutorConfig;

/// `PlatformSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlatformSpec {
    /// The platforms.
    pub platforms: BTreeMap<String, SinglePlatformSpec>,
}

message!(PlatformSpec {
    platforms = 1, "platforms";
});

/// `SinglePlatformSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SinglePlatformSpec {
    /// The deployment spec.
    pub deployment_spec: Option<PlatformDeploymentConfig>,
    /// The platform.
    pub platform: String,
    /// The config.
    pub config: Option<Struct>,
    /// The pipeline config.
    pub pipeline_config: Option<PipelineConfig>,
}

message!(SinglePlatformSpec {
    config = 3, "config";
    deployment_spec = 1, "deploymentSpec";
    pipeline_config = 4, "pipelineConfig";
    platform = 2, "platform";
});

/// `PlatformDeploymentConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlatformDeploymentConfig {
    /// The executors.
    pub executors: BTreeMap<String, PlatformExecutor>,
}

message!(PlatformDeploymentConfig {
    executors = 1, "executors";
});

/// `PipelineConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineConfig {
    /// The resource ttl on completion.
    pub resource_ttl_on_completion: i32,
    /// The workspace.
    pub workspace: Option<WorkspaceConfig>,
    /// The resource ttl on success.
    pub resource_ttl_on_success: i32,
    /// The resource ttl on failure.
    pub resource_ttl_on_failure: i32,
    /// The active deadline seconds.
    pub active_deadline_seconds: i32,
}

message!(PipelineConfig {
    active_deadline_seconds = 5, "activeDeadlineSeconds";
    resource_ttl_on_completion = 1, "resourceTtlOnCompletion";
    resource_ttl_on_failure = 4, "resourceTtlOnFailure";
    resource_ttl_on_success = 3, "resourceTtlOnSuccess";
    workspace = 2, "workspace";
});

/// `WorkspaceConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkspaceConfig {
    /// The size.
    pub size: String,
    /// The kubernetes.
    pub kubernetes: Option<KubernetesWorkspaceConfig>,
}

message!(WorkspaceConfig {
    kubernetes = 2, "kubernetes";
    size = 1, "size";
});

/// `KubernetesWorkspaceConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KubernetesWorkspaceConfig {
    /// The pvc spec patch.
    pub pvc_spec_patch: Option<Struct>,
}

message!(KubernetesWorkspaceConfig {
    pvc_spec_patch = 1, "pvcSpecPatch";
});

/// The settings of one executor for one platform. They travel as a `Struct`; for `kubernetes` they are typed.
#[derive(Clone, Debug, PartialEq)]
pub enum PlatformExecutor {
    /// Under the platform key `kubernetes`.
    Kubernetes(Box<KubernetesExecutorConfig>),
    /// Under any other platform key.
    Other(Struct),
}

impl Default for PlatformExecutor {
    /// No settings.
    fn default() -> Self {
        PlatformExecutor::Other(Struct::default())
    }
}
