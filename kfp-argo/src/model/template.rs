//! Templates, and the tasks that use them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Affinity, Container, LocalObjectReference, Metadata, Toleration, Volume};

/// `Template`: a graph of tasks or a container.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// The name.
    pub name: String,
    /// Labels and annotations of the pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Box<Metadata>>,
    /// What it receives.
    #[serde(skip_serializing_if = "Inputs::is_empty")]
    pub inputs: Inputs,
    /// What it gives back.
    #[serde(skip_serializing_if = "Outputs::is_empty")]
    pub outputs: Outputs,
    /// How many of its tasks may run at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<i64>,
    /// How often a failed pod is started again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_strategy: Option<Box<RetryStrategy>>,
    /// How long the pod may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<i64>,
    /// The labels of the nodes it may run on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub node_selector: BTreeMap<String, String>,
    /// The taints it tolerates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Toleration>,
    /// Which nodes and which neighbours it prefers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Box<Affinity>>,
    /// The priority class of the pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_class_name: Option<String>,
    /// What the pod has to hold to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronization: Option<Box<Synchronization>>,
    /// Where the result of an earlier run may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memoize: Option<Box<Memoize>>,
    /// A patch of the pod, for what cannot be known before the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_spec_patch: Option<String>,
    /// Volumes of the pod.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Volume>,
    /// Containers that run before the main one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub init_containers: Vec<Container>,
    /// The container, if the template is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Box<Container>>,
    /// The object to create or delete, if the template is that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Box<ResourceAction>>,
    /// A wait for a person, if the template is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<Suspend>,
    /// The graph, if the template is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dag: Option<Dag>,
}

/// `ResourceTemplate`: something that is done with a Kubernetes object.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceAction {
    /// Such as `create`.
    pub action: String,
    /// How a patch is merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_strategy: Option<String>,
    /// Whether the object goes away with the workflow.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub set_owner_reference: bool,
    /// What the object looks like when it is over and well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_condition: Option<String>,
    /// What it looks like when it has failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_condition: Option<String>,
    /// The object.
    pub manifest: String,
}

/// `SuspendTemplate`: a wait for a person, or for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Suspend {
    /// Seconds until nobody is waited for any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
}

/// `Memoize`: the outputs of an earlier pod in place of a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memoize {
    /// What makes two pods the same.
    pub key: String,
    /// How old the outputs may be; empty for any age, as the full resource definitions demand the field.
    pub max_age: String,
    /// Where outputs are kept.
    pub cache: Cache,
}

/// `Cache`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cache {
    /// The config map, in the namespace of the controller.
    pub config_map: LocalObjectReference,
}

/// `Synchronization`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Synchronization {
    /// What only one may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mutexes: Vec<MutexRef>,
    /// What only so many may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub semaphores: Vec<SemaphoreRef>,
}

/// `Mutex`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MutexRef {
    /// Its name.
    pub name: String,
    /// Its namespace, when it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

/// `SemaphoreRef`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SemaphoreRef {
    /// Where the number is.
    pub config_map_key_ref: ConfigMapKey,
    /// The namespace of that, when it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

/// `ConfigMapKeySelector`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ConfigMapKey {
    /// The config map.
    pub name: String,
    /// The key.
    pub key: String,
}

/// `Inputs`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct Inputs {
    /// The parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The artifacts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Artifact>,
}

impl Inputs {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.artifacts.is_empty()
    }
}

/// `Outputs`.
pub type Outputs = Inputs;

/// `Arguments`.
pub type Arguments = Inputs;

/// `Parameter`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The values that a run may choose from.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The value when nobody gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where the value comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<Box<ValueFrom>>,
    /// The name under which the value is among the outputs of the whole workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub global_name: Option<String>,
}

impl Parameter {
    /// A parameter that someone else gives a value to.
    pub fn named(name: impl Into<String>) -> Self {
        Parameter { name: name.into(), ..Parameter::default() }
    }
}

/// `ValueFrom`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueFrom {
    /// A file of the container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A field of the object of a resource template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json_path: Option<String>,
    /// A tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// An expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// A person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplied: Option<Empty>,
    /// What is used when the file is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// `Artifact`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Artifact {
    /// The name.
    pub name: String,
    /// The file or folder in the container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// An expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_expression: Option<String>,
    /// Whether a missing file is fine.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// How files are packed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// A place in an S3 store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3: Option<BucketKey>,
    /// A place in Google Cloud Storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gcs: Option<BucketKey>,
    /// A page of the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<HttpLocation>,
    /// The content itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
}

/// `RawArtifact`: a text that becomes a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Raw {
    /// The text.
    pub data: String,
}

/// `ArchiveStrategy`: not packed at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Archive {
    /// Files stay as they are.
    pub none: Empty,
}

/// `{}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Empty {}

/// A place in an object store; the bucket of the repository when none is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct BucketKey {
    /// The bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// The key.
    pub key: String,
}

/// `HTTPArtifact`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HttpLocation {
    /// The address.
    pub url: String,
}

/// `RetryStrategy`; without a policy only failures count, as in KFP.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RetryStrategy {
    /// How many attempts after the first.
    pub limit: String,
    /// How long to wait between attempts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backoff: Option<Backoff>,
    /// Where another attempt goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<RetryAffinity>,
}

/// `RetryAffinity`: to another node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RetryAffinity {
    /// Not to the nodes of earlier attempts.
    pub node_anti_affinity: Empty,
}

/// `Backoff`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Backoff {
    /// Seconds before the second attempt.
    pub duration: String,
    /// By what the wait grows, a whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<String>,
    /// Seconds after the first start in which new attempts begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<String>,
}

/// `DAGTemplate`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct Dag {
    /// The tasks whose results decide that of the graph; the last ones when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The tasks.
    pub tasks: Vec<DagTask>,
}

/// `DAGTask`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DagTask {
    /// The name.
    pub name: String,
    /// What it runs.
    pub template: String,
    /// What has to be over before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends: Option<String>,
    /// Whether it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How often it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_sequence: Option<Sequence>,
    /// What it is given.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
    /// What runs beside it, or when it is over.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hooks: BTreeMap<String, LifecycleHook>,
}

/// `LifecycleHook`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct LifecycleHook {
    /// When it starts; the hook `exit` has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// What runs.
    pub template: String,
    /// What that is given.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
}

/// `Sequence`.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct Sequence {
    /// How many.
    pub count: String,
}
