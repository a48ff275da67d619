//! What a user can choose about the emitted workflow.

mod memoize;
mod object;

use std::collections::BTreeMap;

use kfp_ir::model::Value;
use kfp_ir::target::Target;

pub use memoize::{Memoize, Shards};
pub use object::{Concurrency, ObjectKind, PodGc, Schedule, Security};

/// How a document is lowered. Start from the default and change what differs.
///
/// ```
/// use kfp_argo::{ArtifactStore, Options};
///
/// let options = Options { store: ArtifactStore::s3("ml-artifacts"), namespace: Some("ml".into()), ..Options::default() };
/// assert_eq!(options.store.uri("a/b"), "s3://ml-artifacts/a/b");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The Argo version that runs the workflow.
    pub profile: Profile,
    /// The object that the pipeline becomes.
    pub kind: ObjectKind,
    /// A fixed object name. Without it a run gets the pipeline's name with a suffix (`generateName`), every other object
    /// the pipeline's name.
    pub name: Option<String>,
    /// The namespace of the workflow.
    pub namespace: Option<String>,
    /// Labels of the workflow object.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the workflow object.
    pub annotations: BTreeMap<String, String>,
    /// The service account of the pods. It needs `create` and `patch` on `workflowtaskresults`.
    pub service_account: Option<String>,
    /// Secrets for pulling images, for all pods.
    pub image_pull_secrets: Vec<String>,
    /// Where artifacts are stored.
    pub store: ArtifactStore,
    /// Values of pipeline inputs, in place of their defaults.
    pub parameters: BTreeMap<String, Value>,
    /// Seconds after which a finished workflow is deleted; a setting in the pipeline's own config wins.
    pub ttl_seconds: Option<i32>,
    /// The same for one that succeeded.
    pub ttl_success_seconds: Option<i32>,
    /// The same for one that failed.
    pub ttl_failure_seconds: Option<i32>,
    /// When finished pods are deleted; never before their workflow when absent.
    pub pod_gc: Option<PodGc>,
    /// Whether logs are stored as artifacts.
    pub archive_logs: bool,
    /// The rights of containers that say nothing about them.
    pub security: Security,
    /// The user id of all pods.
    pub run_as_user: Option<i64>,
    /// How many pods may run at once.
    pub parallelism: Option<u32>,
    /// The priority of the workflow: of those that wait, the controller takes that with the highest number first.
    pub priority: Option<i32>,
    /// Whether a task with caching takes the result of an earlier run; when absent every task runs every time.
    pub memoize: Option<Memoize>,
    /// What the cluster accepts.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Options::new(Profile::default())
    }
}

impl Options {
    /// The defaults for that Argo version.
    pub fn new(profile: Profile) -> Self {
        Options {
            profile,
            kind: ObjectKind::default(),
            name: None,
            namespace: None,
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            service_account: None,
            image_pull_secrets: Vec::new(),
            store: ArtifactStore::s3("my-bucket"),
            parameters: BTreeMap::new(),
            ttl_seconds: None,
            ttl_success_seconds: None,
            ttl_failure_seconds: None,
            pod_gc: None,
            archive_logs: false,
            security: Security::default(),
            run_as_user: None,
            parallelism: None,
            priority: None,
            memoize: None,
            limits: Limits::of(profile),
        }
    }
}

/// An Argo Workflows version, by what it accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// 3.6.
    V3_6,
    /// 3.7.
    V3_7,
    /// 4.0, the version inside KFP 2.17.
    #[default]
    V4_0,
    /// 4.1.
    V4_1,
}

impl Profile {
    /// All of them, oldest first.
    pub const ALL: &'static [Self] = &[Self::V3_6, Self::V3_7, Self::V4_0, Self::V4_1];

    /// The version number.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3_6 => "3.6",
            Self::V3_7 => "3.7",
            Self::V4_0 => "4.0",
            Self::V4_1 => "4.1",
        }
    }

    /// The engine to check documents for before they are lowered.
    pub fn target(self) -> Target {
        match self {
            Self::V3_6 => Target::Argo36,
            Self::V3_7 => Target::Argo37,
            Self::V4_0 => Target::Argo40,
            Self::V4_1 => Target::Argo41,
        }
    }

    /// The profile of that version number.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.name() == name)
    }
}

/// The object store behind the artifact repository of the namespace.
///
/// The workflow carries keys only; endpoint and credentials come from the repository. The bucket is named here
/// because it is part of every artifact's uri and local path: it has to be the bucket of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactStore {
    /// The kind of store.
    pub scheme: Scheme,
    /// The bucket of the repository.
    pub bucket: String,
    /// What every key starts with, without slashes at its ends; empty for none.
    pub prefix: String,
    /// The config map that holds the repository and the key in it, when it is not the default repository.
    pub repository: Option<(String, String)>,
}

impl ArtifactStore {
    /// A bucket of an S3-compatible store.
    pub fn s3(bucket: impl Into<String>) -> Self {
        ArtifactStore { scheme: Scheme::S3, bucket: bucket.into(), prefix: String::new(), repository: None }
    }

    /// The address of a key.
    pub fn uri(&self, key: &str) -> String {
        format!("{}://{}/{key}", self.scheme.name(), self.bucket)
    }

    /// The folder in a container under which KFP's SDK looks for the artifacts of this store.
    pub(crate) fn local_root(&self) -> String {
        format!("/{}/{}", self.scheme.local(), self.bucket)
    }
}

/// The kind of an object store, as uris spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `s3://`
    S3,
    /// `minio://`, an S3 store by KFP's name for its own.
    Minio,
    /// `gs://`
    Gs,
}

impl Scheme {
    /// The name in a uri.
    pub fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Minio => "minio",
            Self::Gs => "gs",
        }
    }

    /// The name of the local folder (KFP: `sdk/python/kfp/dsl/types/artifact_types.py`).
    pub(crate) fn local(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Minio => "minio",
            Self::Gs => "gcs",
        }
    }
}

/// What the API server accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The templates of a workflow (`spec.templates`).
    pub templates: usize,
    /// The tasks of one template (`dag.tasks`).
    pub tasks: usize,
    /// The input parameters of one template.
    pub parameters: usize,
    /// The bytes of the object as compact JSON: etcd takes 1.5 MiB, spec and status together.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits::of(Profile::default())
    }
}

impl Limits {
    /// The limits of that version as it is installed by default: since 4.0 with the full custom resource definitions,
    /// which count templates, tasks and inputs.
    pub fn of(profile: Profile) -> Self {
        let bytes = 1 << 20;
        match profile {
            Profile::V3_6 | Profile::V3_7 => {
                Limits { templates: usize::MAX, tasks: usize::MAX, parameters: usize::MAX, bytes }
            }
            Profile::V4_0 | Profile::V4_1 => Limits { templates: 200, tasks: 200, parameters: 500, bytes },
        }
    }
}
