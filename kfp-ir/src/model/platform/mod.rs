//! What only some platforms understand: the second document of an IR file.

pub mod argo;
mod init_container;
pub mod kubernetes;
mod late;

use std::collections::BTreeMap;

use crate::codec::ReadError;
use crate::codec::value::from_struct;
use crate::model::Struct;
use argo::{ArgoExecutorConfig, ArgoPipelineConfig};
use kubernetes::KubernetesExecutorConfig;

pub use late::ObjectName;

/// Settings for platforms (`PlatformSpec`): the second document of a YAML file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlatformSpec {
    /// By platform: `kubernetes` for KFP's own backend.
    pub platforms: BTreeMap<String, SinglePlatformSpec>,
}

message!(PlatformSpec {
    platforms = 1, "platforms";
});

impl PlatformSpec {
    /// What the platform `kubernetes` says of an executor.
    pub fn kubernetes(&self, label: &str) -> Option<&KubernetesExecutorConfig> {
        match self.executor("kubernetes", label)? {
            PlatformExecutor::Kubernetes(config) => Some(config),
            _ => None,
        }
    }

    /// What the platform `argo` says of an executor.
    pub fn argo(&self, label: &str) -> Option<&ArgoExecutorConfig> {
        match self.executor("argo", label)? {
            PlatformExecutor::Argo(config) => Some(config),
            _ => None,
        }
    }

    /// What the platform `argo` says of the whole pipeline.
    ///
    /// # Errors
    /// It says something else, or in another form.
    pub fn argo_pipeline(&self) -> Result<ArgoPipelineConfig, ReadError> {
        match self.platforms.get("argo").and_then(|argo| argo.config.as_ref()) {
            Some(config) => from_struct(config),
            None => Ok(ArgoPipelineConfig::default()),
        }
    }

    fn executor(&self, platform: &str, label: &str) -> Option<&PlatformExecutor> {
        self.platforms.get(platform)?.deployment_spec.as_ref()?.executors.get(label)
    }
}

/// Settings for one platform.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SinglePlatformSpec {
    /// Settings of single executors.
    pub deployment_spec: Option<PlatformDeploymentConfig>,
    /// The name of the platform, where it is not a key already.
    pub platform: String,
    /// Settings of the platform itself.
    pub config: Option<Struct>,
    /// Settings of the whole pipeline.
    pub pipeline_config: Option<PipelineConfig>,
}

message!(SinglePlatformSpec {
    config = 3, "config";
    deployment_spec = 1, "deploymentSpec";
    pipeline_config = 4, "pipelineConfig";
    platform = 2, "platform";
});

/// Settings of single executors for one platform.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlatformDeploymentConfig {
    /// By the label in [`DeploymentConfig::executors`](crate::model::DeploymentConfig::executors).
    pub executors: BTreeMap<String, PlatformExecutor>,
}

message!(PlatformDeploymentConfig {
    executors = 1, "executors";
});

/// Settings of a whole pipeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineConfig {
    /// Seconds after which an ended run is removed from the cluster; 0 is never.
    pub resource_ttl_on_completion: i32,
    /// A volume that all tasks of a run share.
    pub workspace: Option<WorkspaceConfig>,
    /// Seconds after which a successful run is removed from the cluster; 0 is never.
    pub resource_ttl_on_success: i32,
    /// Seconds after which a failed run is removed from the cluster; 0 is never.
    pub resource_ttl_on_failure: i32,
    /// Seconds after which a run is stopped; 0 is never.
    pub active_deadline_seconds: i32,
}

message!(PipelineConfig {
    active_deadline_seconds = 5, "activeDeadlineSeconds";
    resource_ttl_on_completion = 1, "resourceTtlOnCompletion";
    resource_ttl_on_failure = 4, "resourceTtlOnFailure";
    resource_ttl_on_success = 3, "resourceTtlOnSuccess";
    workspace = 2, "workspace";
});

/// A volume that all tasks of a run share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkspaceConfig {
    /// Its size, as Kubernetes writes it: `10Gi`.
    pub size: String,
    /// Settings of its volume claim.
    pub kubernetes: Option<KubernetesWorkspaceConfig>,
}

message!(WorkspaceConfig {
    kubernetes = 2, "kubernetes";
    size = 1, "size";
});

/// Settings of the volume claim of a workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KubernetesWorkspaceConfig {
    /// Fields of the claim; KFP takes `accessModes` and `storageClassName`.
    pub pvc_spec_patch: Option<Struct>,
}

message!(KubernetesWorkspaceConfig {
    pvc_spec_patch = 1, "pvcSpecPatch";
});

/// The settings of one executor for one platform. They travel as a `Struct`; for `kubernetes` and `argo`
/// they are typed.
#[derive(Clone, Debug, PartialEq)]
pub enum PlatformExecutor {
    /// Under the platform key `kubernetes`.
    Kubernetes(Box<KubernetesExecutorConfig>),
    /// Under the platform key `argo`.
    Argo(Box<ArgoExecutorConfig>),
    /// Under any other platform key.
    Other(Struct),
}

impl Default for PlatformExecutor {
    /// No settings.
    fn default() -> Self {
        PlatformExecutor::Other(Struct::default())
    }
}
