//! The workflow object.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Arguments, LocalObjectReference, Template};

/// A Kubernetes object, ready to be applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Manifest {
    /// A workflow: one run.
    Workflow(Box<Workflow>),
}

/// `Workflow`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workflow {
    /// `argoproj.io/v1alpha1`.
    pub api_version: &'static str,
    /// `Workflow`.
    pub kind: &'static str,
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// What runs.
    pub spec: WorkflowSpec,
}

/// The metadata of an object or pod.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowSpec {
    /// The template that runs first.
    pub entrypoint: String,
    /// The inputs of the run.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
    /// The service account of the pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<String>,
    /// Secrets for pulling images.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secrets: Vec<LocalObjectReference>,
    /// Where artifacts are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_repository_ref: Option<ArtifactRepositoryRef>,
    /// How many pods may run at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<u32>,
    /// How long the workflow may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<i64>,
    /// When a finished workflow is deleted.
    #[serde(rename = "ttlStrategy", skip_serializing_if = "Option::is_none")]
    pub ttl_strategy: Option<TtlStrategy>,
    /// Volumes that live as long as the workflow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volume_claim_templates: Vec<VolumeClaimTemplate>,
    /// What runs.
    pub templates: Vec<Template>,
}

/// A reference to an artifact repository.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactRepositoryRef {
    /// The config map.
    pub config_map: String,
    /// The key in it.
    pub key: String,
}

/// `TTLStrategy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VolumeClaimTemplate {
    /// The name.
    pub metadata: Metadata,
    /// What is claimed.
    pub spec: VolumeClaimSpec,
}

/// `PersistentVolumeClaimSpec`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClaimResources {
    /// `storage` and its size.
    pub requests: BTreeMap<String, String>,
}
