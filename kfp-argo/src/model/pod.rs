//! Containers, volumes and where pods run.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Metadata, VolumeClaimSpec};

/// `Container`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    /// The name; only of init containers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The image.
    pub image: String,
    /// When the image is pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pull_policy: Option<String>,
    /// The program and its first arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// More arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// The environment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<EnvVar>,
    /// What it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Resources>,
    /// Its rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<SecurityContext>,
    /// `Always` makes an init container a sidecar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_policy: Option<String>,
    /// Where volumes are mounted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volume_mounts: Vec<VolumeMount>,
}

/// `EnvVar`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where the value comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<EnvSource>,
}

/// `EnvVarSource`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EnvSource {
    /// A key of a secret.
    SecretKeyRef(KeySelector),
    /// A key of a config map.
    ConfigMapKeyRef(KeySelector),
    /// A field of the pod.
    FieldRef {
        /// Such as `metadata.name`.
        #[serde(rename = "fieldPath")]
        field_path: String,
    },
}

/// A key of a secret or config map.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct KeySelector {
    /// The name of the object.
    pub name: String,
    /// The key.
    pub key: String,
    /// Whether it may be missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
}

/// `ResourceRequirements`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct Resources {
    /// The most it gets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, String>,
    /// The least it gets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub requests: BTreeMap<String, String>,
}

/// `SecurityContext`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityContext {
    /// The user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_user: Option<i64>,
    /// The group id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_group: Option<i64>,
    /// Whether user 0 is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_non_root: Option<bool>,
    /// Whether a process may get more rights than its parent; of containers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_privilege_escalation: Option<bool>,
    /// What root may do; of containers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// Which system calls are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seccomp_profile: Option<SeccompProfile>,
}

/// `Capabilities`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct Capabilities {
    /// Those that are taken away.
    pub drop: Vec<String>,
}

/// `SeccompProfile`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct SeccompProfile {
    /// Such as `RuntimeDefault`.
    pub r#type: String,
}

/// `VolumeMount`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeMount {
    /// The volume.
    pub name: String,
    /// The folder.
    pub mount_path: String,
    /// The folder within the volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_path: Option<String>,
}

/// `Volume`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    /// The name.
    pub name: String,
    /// What it is.
    #[serde(flatten)]
    pub source: VolumeSource,
}

/// `VolumeSource`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum VolumeSource {
    /// A folder that goes away with the pod.
    EmptyDir(EmptyDir),
    /// A secret.
    #[serde(rename_all = "camelCase")]
    Secret {
        /// Its name.
        secret_name: String,
        /// Whether it may be missing.
        #[serde(skip_serializing_if = "Option::is_none")]
        optional: Option<bool>,
    },
    /// A config map.
    ConfigMap {
        /// Its name.
        name: String,
        /// Whether it may be missing.
        #[serde(skip_serializing_if = "Option::is_none")]
        optional: Option<bool>,
    },
    /// A claim that exists.
    #[serde(rename_all = "camelCase")]
    PersistentVolumeClaim {
        /// Its name.
        claim_name: String,
    },
    /// A claim that goes away with the pod.
    #[serde(rename_all = "camelCase")]
    Ephemeral {
        /// The claim.
        volume_claim_template: Box<EphemeralClaim>,
    },
}

/// The claim of an ephemeral volume.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
pub struct EphemeralClaim {
    /// Labels and annotations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// What is claimed.
    pub spec: VolumeClaimSpec,
}

/// `EmptyDirVolumeSource`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EmptyDir {
    /// `Memory` or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// The size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_limit: Option<String>,
}

/// `Toleration`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Toleration {
    /// The taint's key.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// `Exists` or `Equal`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub operator: String,
    /// The taint's value.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// The taint's effect.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub effect: String,
    /// How long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toleration_seconds: Option<i64>,
}

/// `Affinity`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Affinity {
    /// To nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_affinity: Option<NodeAffinity>,
    /// To pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_affinity: Option<PodAffinity>,
    /// Away from pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_anti_affinity: Option<PodAffinity>,
}

/// `PodAffinity` and `PodAntiAffinity`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct PodAffinity {
    /// All of these have to hold.
    #[serde(
        rename = "requiredDuringSchedulingIgnoredDuringExecution",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub required: Vec<PodTerm>,
    /// These count.
    #[serde(
        rename = "preferredDuringSchedulingIgnoredDuringExecution",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub preferred: Vec<PreferredPod>,
}

/// `WeightedPodAffinityTerm`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreferredPod {
    /// From 1 to 100.
    pub weight: i32,
    /// Which pods.
    pub pod_affinity_term: PodTerm,
}

/// `PodAffinityTerm`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodTerm {
    /// The pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_selector: Option<LabelSelector>,
    /// Their namespaces by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// Their namespaces by label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace_selector: Option<LabelSelector>,
    /// The label of nodes that have to agree.
    pub topology_key: String,
}

/// `LabelSelector`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelSelector {
    /// Labels with one value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub match_labels: BTreeMap<String, String>,
    /// Other conditions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub match_expressions: Vec<Requirement>,
}

/// `NodeAffinity`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeAffinity {
    /// One of these has to hold.
    #[serde(
        rename = "requiredDuringSchedulingIgnoredDuringExecution",
        skip_serializing_if = "Option::is_none"
    )]
    pub required: Option<NodeSelector>,
    /// These count.
    #[serde(
        rename = "preferredDuringSchedulingIgnoredDuringExecution",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub preferred: Vec<PreferredTerm>,
}

/// `NodeSelector`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeSelector {
    /// One of these has to hold.
    pub node_selector_terms: Vec<NodeSelectorTerm>,
}

/// `PreferredSchedulingTerm`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct PreferredTerm {
    /// From 1 to 100.
    pub weight: i32,
    /// What is preferred.
    pub preference: NodeSelectorTerm,
}

/// `NodeSelectorTerm`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeSelectorTerm {
    /// About labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub match_expressions: Vec<Requirement>,
    /// About fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub match_fields: Vec<Requirement>,
}

/// `NodeSelectorRequirement`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct Requirement {
    /// The label or field.
    pub key: String,
    /// Such as `In`.
    pub operator: String,
    /// The values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// `LocalObjectReference`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LocalObjectReference {
    /// The name.
    pub name: String,
}
