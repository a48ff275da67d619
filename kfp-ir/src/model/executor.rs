//! Executors: what runs when a leaf component runs.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::{ArtifactTypeSchema, Struct, UnknownFields, ValueOrRuntimeParameter};

/// What leaf components run (`PipelineDeploymentConfig`). It travels as a `google.protobuf.Struct`, in which
/// KFP ignores fields that it does not know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentConfig {
    /// The executors by label: `exec-train`.
    pub executors: BTreeMap<String, ExecutorSpec>,
    /// Fields beside `executors`, which KFP ignores.
    pub unknown: UnknownFields,
}

message!(DeploymentConfig inside Struct keeps unknown {
    executors = 1, "executors";
});

/// What runs when a leaf component runs. At most one member is set: see [`ExecutorSpec::spec`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorSpec {
    /// Runs a container. At most one of the members.
    pub container: Option<ContainerSpec>,
    /// Registers an artifact that exists. At most one of the members.
    pub importer: Option<Box<ImporterSpec>>,
    /// Looks artifacts up. At most one of the members. KFP's own backend refuses it.
    pub resolver: Option<ResolverSpec>,
    /// Runs a job of Vertex AI. At most one of the members. KFP's own backend refuses it. Deprecated in KFP.
    pub custom_job: Option<CustomJobSpec>,
    /// Fields anywhere in the executor that KFP ignores, such as those of a later version.
    pub unknown: UnknownFields,
}

message!(ExecutorSpec keeps unknown {
    container = 1, "container";
    custom_job = 4, "customJob";
    importer = 2, "importer";
    resolver = 3, "resolver";
});

/// A container (`PipelineContainerSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerSpec {
    /// The image.
    pub image: String,
    /// The command, which may hold placeholders. KFP needs one.
    pub command: Vec<String>,
    /// The arguments, which may hold placeholders.
    pub args: Vec<String>,
    /// What runs around the container. KFP's own backend ignores it.
    pub lifecycle: Option<Box<Lifecycle>>,
    /// What the container needs.
    pub resources: Option<Box<ResourceSpec>>,
    /// Environment variables, in order. Their values hold no placeholders.
    pub env: Vec<EnvVar>,
}

message!(ContainerSpec {
    args = 3, "args";
    command = 2, "command";
    env = 6, "env";
    image = 1, "image";
    lifecycle = 4, "lifecycle";
    resources = 5, "resources";
});

impl ContainerSpec {
    /// A number that equal containers share. Two containers that share it still have to be compared.
    ///
    /// ```
    /// use kfp_ir::model::ContainerSpec;
    ///
    /// let container = ContainerSpec { image: "alpine:3.22".into(), ..ContainerSpec::default() };
    /// assert_eq!(container.short_hash(), container.clone().short_hash());
    /// ```
    pub fn short_hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.image, &self.command, &self.args).hash(&mut hasher);
        for EnvVar { name, value } in &self.env {
            (name, value).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// What runs around a container.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifecycle {
    /// Runs before the cache is asked. KFP's own backend ignores it.
    pub pre_cache_check: Option<LifecycleExec>,
}

message!(Lifecycle {
    pre_cache_check = 1, "preCacheCheck";
});

/// A command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LifecycleExec {
    /// The program and its first arguments.
    pub command: Vec<String>,
    /// More arguments.
    pub args: Vec<String>,
}

message!(LifecycleExec {
    args = 3, "args";
    command = 2, "command";
});

/// What a container needs. The SDK writes old and new fields; the new ones count, and may hold placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceSpec {
    /// Cores at most. Deprecated in KFP: see `resource_cpu_limit`.
    pub cpu_limit: f64,
    /// Memory at most, in units of 10^9 bytes. Deprecated in KFP: see `resource_memory_limit`.
    pub memory_limit: f64,
    /// Cores at least. Deprecated in KFP: see `resource_cpu_request`.
    pub cpu_request: f64,
    /// Memory at least, in units of 10^9 bytes. Deprecated in KFP: see `resource_memory_request`.
    pub memory_request: f64,
    /// Cores at most, as Kubernetes writes them: `500m`.
    pub resource_cpu_limit: String,
    /// Memory at most, as Kubernetes writes it: `1Gi`.
    pub resource_memory_limit: String,
    /// Cores at least, as Kubernetes writes them: `500m`.
    pub resource_cpu_request: String,
    /// Memory at least, as Kubernetes writes it: `1Gi`.
    pub resource_memory_request: String,
    /// GPUs and the like.
    pub accelerator: Option<AcceleratorConfig>,
}

message!(ResourceSpec {
    accelerator = 3, "accelerator";
    cpu_limit = 1, "cpuLimit";
    cpu_request = 5, "cpuRequest";
    memory_limit = 2, "memoryLimit";
    memory_request = 6, "memoryRequest";
    resource_cpu_limit = 7, "resourceCpuLimit";
    resource_cpu_request = 9, "resourceCpuRequest";
    resource_memory_limit = 8, "resourceMemoryLimit";
    resource_memory_request = 10, "resourceMemoryRequest";
});

/// GPUs and the like. The SDK writes old and new fields; the new ones count, and may hold placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AcceleratorConfig {
    /// The kind. Deprecated in KFP: see `resource_type`.
    pub r#type: String,
    /// How many. Deprecated in KFP: see `resource_count`.
    pub count: i64,
    /// The kind, such as `nvidia.com/gpu`.
    pub resource_type: String,
    /// How many, as text.
    pub resource_count: String,
}

message!(AcceleratorConfig {
    count = 2, "count";
    resource_count = 4, "resourceCount";
    resource_type = 3, "resourceType";
    r#type = 1, "type";
});

/// An environment variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

message!(EnvVar {
    name = 1, "name";
    value = 2, "value";
});

/// Registers an artifact that exists (`ImporterSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImporterSpec {
    /// Where it is.
    pub artifact_uri: Option<ValueOrRuntimeParameter>,
    /// Its type.
    pub type_schema: Option<ArtifactTypeSchema>,
    /// Properties of the artifact. Deprecated in KFP: see `metadata`.
    pub properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// More properties of the artifact. Deprecated in KFP: see `metadata`.
    pub custom_properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// Whether to register it again when it is known already.
    pub reimport: bool,
    /// What is known about it; texts may hold placeholders.
    pub metadata: Option<Struct>,
    /// Whether to copy it to the workspace of the pipeline.
    pub download_to_workspace: bool,
}

message!(ImporterSpec {
    artifact_uri = 1, "artifactUri";
    custom_properties = 4, "customProperties";
    download_to_workspace = 7, "downloadToWorkspace";
    metadata = 6, "metadata";
    properties = 3, "properties";
    reimport = 5, "reimport";
    type_schema = 2, "typeSchema";
});

/// Looks artifacts up in the metadata store. KFP's own backend refuses it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResolverSpec {
    /// The query for each output.
    pub output_artifact_queries: BTreeMap<String, ArtifactQuerySpec>,
}

message!(ResolverSpec {
    output_artifact_queries = 1, "outputArtifactQueries";
});

/// Which artifacts to find.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactQuerySpec {
    /// The filter, in the language of the metadata store.
    pub filter: String,
    /// How many at most.
    pub limit: i32,
}

message!(ArtifactQuerySpec {
    filter = 1, "filter";
    limit = 2, "limit";
});

/// A job of Vertex AI (`AIPlatformCustomJobSpec`). Deprecated in KFP.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomJobSpec {
    /// The job, as its own API has it.
    pub custom_job: Option<Struct>,
}

message!(CustomJobSpec {
    custom_job = 1, "customJob";
});

/// What an executor does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Executor<'a> {
    /// Runs a container.
    Container(&'a ContainerSpec),
    /// Registers an artifact that exists.
    Importer(&'a ImporterSpec),
    /// Looks artifacts up. KFP's own backend refuses it.
    Resolver(&'a ResolverSpec),
    /// Runs a job of Vertex AI. Deprecated in KFP.
    CustomJob(&'a CustomJobSpec),
}

impl ExecutorSpec {
    /// What the executor does; `None` if nothing is said.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn spec(&self) -> Option<Executor<'_>> {
        self.container
            .as_ref()
            .map(Executor::Container)
            .or_else(|| self.importer.as_deref().map(Executor::Importer))
            .or_else(|| self.resolver.as_ref().map(Executor::Resolver))
            .or_else(|| self.custom_job.as_ref().map(Executor::CustomJob))
    }
}
