//! The workflow object.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Arguments, LifecycleHook, LocalObjectReference, SecurityContext, Template};

/// A Kubernetes object, ready to be applied.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(untagged)]
pub enum Manifest {
    /// A workflow, or a template of one.
    Workflow(Box<Workflow>),
    /// A workflow by the clock.
    CronWorkflow(Box<CronWorkflow>),
}

/// `CronWorkflow`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CronWorkflow {
    /// `argoproj.io/v1alpha1`.
    pub api_version: &'static str,
    /// `CronWorkflow`.
    pub kind: &'static str,
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// When what runs.
    pub spec: CronSpec,
}

/// `CronWorkflowSpec`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CronSpec {
    /// When.
    pub schedules: Vec<String>,
    /// The time zone of the schedules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// What happens when the run before is not over.
    pub concurrency_policy: &'static str,
    /// How many seconds late a run may start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_deadline_seconds: Option<u32>,
    /// Whether no run starts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suspend: bool,
    /// How many successful runs are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successful_jobs_history_limit: Option<u32>,
    /// How many failed runs are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_jobs_history_limit: Option<u32>,
    /// Labels and annotations of the runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_metadata: Option<Metadata>,
    /// What runs.
    pub workflow_spec: WorkflowSpec,
}

/// `Workflow`, `WorkflowTemplate` and `ClusterWorkflowTemplate`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workflow {
    /// `argoproj.io/v1alpha1`.
    pub api_version: &'static str,
    /// `Workflow`, `WorkflowTemplate` or `ClusterWorkflowTemplate`.
    pub kind: &'static str,
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// What runs.
    pub spec: WorkflowSpec,
}

/// The metadata of an object or pod.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The start of a name that the API server completes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generate_name: Option<String>,
    /// The namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The labels.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The annotations.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

/// `WorkflowSpec`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowSpec {
    /// The workflow template that is run, in place of templates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_template_ref: Option<TemplateRef>,
    /// The template that runs first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub entrypoint: String,
    /// The inputs of the run.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
    /// The service account of the pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<String>,
    /// The rights of all pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<SecurityContext>,
    /// Secrets for pulling images.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secrets: Vec<LocalObjectReference>,
    /// Where artifacts are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_repository_ref: Option<ArtifactRepositoryRef>,
    /// How many pods may run at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<u32>,
    /// How soon it is its turn, of the workflows that wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// How long the workflow may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<i64>,
    /// When a finished workflow is deleted.
    #[serde(rename = "ttlStrategy", skip_serializing_if = "Option::is_none")]
    pub ttl_strategy: Option<TtlStrategy>,
    /// When finished pods are deleted.
    #[serde(rename = "podGC", skip_serializing_if = "Option::is_none")]
    pub pod_gc: Option<PodGcSpec>,
    /// Whether logs are stored as artifacts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archive_logs: bool,
    /// What runs beside the workflow, or when it is over.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hooks: BTreeMap<String, LifecycleHook>,
    /// Volumes that live as long as the workflow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volume_claim_templates: Vec<VolumeClaimTemplate>,
    /// What runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<Template>,
}

/// `WorkflowTemplateRef`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateRef {
    /// The name of the template.
    pub name: String,
    /// Whether it is one of the cluster.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cluster_scope: bool,
}

/// `PodGC`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
pub struct PodGcSpec {
    /// When.
    pub strategy: &'static str,
}

/// A reference to an artifact repository.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactRepositoryRef {
    /// The config map.
    pub config_map: String,
    /// The key in it.
    pub key: String,
}

/// `TTLStrategy`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TtlStrategy {
    /// Seconds after the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_after_completion: Option<i32>,
    /// Seconds after a success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_after_success: Option<i32>,
    /// Seconds after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_after_failure: Option<i32>,
}

/// A claim of a volume, with its name.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
pub struct VolumeClaimTemplate {
    /// The name.
    pub metadata: Metadata,
    /// What is claimed.
    pub spec: VolumeClaimSpec,
}

/// `PersistentVolumeClaimSpec`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeClaimSpec {
    /// The access modes.
    pub access_modes: Vec<String>,
    /// The storage class; the cluster's default when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class_name: Option<String>,
    /// The size.
    pub resources: ClaimResources,
}

/// What a claim asks for.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct ClaimResources {
    /// `storage` and its size.
    pub requests: BTreeMap<String, String>,
}
