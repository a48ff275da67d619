//! Executors: what runs when a leaf component runs.

use std::collections::BTreeMap;

use crate::model::{ArtifactTypeSchema, Struct, ValueOrRuntimeParameter};

/// `DeploymentConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentConfig {
    /// The executors.
    pub executors: BTreeMap<String, ExecutorSpec>,
}

message!(DeploymentConfig inside Struct {
    executors = 1, "executors";
});

/// `ExecutorSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorSpec {
    /// The container.
    pub container: Option<ContainerSpec>,
    /// The importer.
    pub importer: Option<ImporterSpec>,
    /// The resolver.
    pub resolver: Option<ResolverSpec>,
    /// The custom job. Deprecated in KFP.
    pub custom_job: Option<CustomJobSpec>,
}

message!(ExecutorSpec {
    container = 1, "container";
    custom_job = 4, "customJob";
    importer = 2, "importer";
    resolver = 3, "resolver";
});

/// `ContainerSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerSpec {
    /// The image.
    pub image: String,
    /// The command.
    pub command: Vec<String>,
    /// The args.
    pub args: Vec<String>,
    /// The lifecycle.
    pub lifecycle: Option<Lifecycle>,
    /// The resources.
    pub resources: Option<ResourceSpec>,
    /// The env.
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

/// `Lifecycle`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifecycle {
    /// The pre cache check.
    pub pre_cache_check: Option<LifecycleExec>,
}

message!(Lifecycle {
    pre_cache_check = 1, "preCacheCheck";
});

/// `LifecycleExec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LifecycleExec {
    /// The command.
    pub command: Vec<String>,
    /// The args.
    pub args: Vec<String>,
}

message!(LifecycleExec {
    args = 3, "args";
    command = 2, "command";
});

/// `ResourceSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceSpec {
    /// The cpu limit. Deprecated in KFP.
    pub cpu_limit: f64,
    /// The memory limit. Deprecated in KFP.
    pub memory_limit: f64,
    /// The cpu request. Deprecated in KFP.
    pub cpu_request: f64,
    /// The memory request. Deprecated in KFP.
    pub memory_request: f64,
    /// The resource cpu limit.
    pub resource_cpu_limit: String,
    /// The resource memory limit.
    pub resource_memory_limit: String,
    /// The resource cpu request.
    pub resource_cpu_request: String,
    /// The resource memory request.
    pub resource_memory_request: String,
    /// The accelerator.
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

/// `AcceleratorConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AcceleratorConfig {
    /// The type. Deprecated in KFP.
    pub r#type: String,
    /// The count. Deprecated in KFP.
    pub count: i64,
    /// The resource type.
    pub resource_type: String,
    /// The resource count.
    pub resource_count: String,
}

message!(AcceleratorConfig {
    count = 2, "count";
    resource_count = 4, "resourceCount";
    resource_type = 3, "resourceType";
    r#type = 1, "type";
});

/// `EnvVar`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

message!(EnvVar {
    name = 1, "name";
    value = 2, "value";
});

/// `ImporterSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImporterSpec {
    /// The artifact uri.
    pub artifact_uri: Option<ValueOrRuntimeParameter>,
    /// The type schema.
    pub type_schema: Option<ArtifactTypeSchema>,
    /// The properties. Deprecated in KFP.
    pub properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// The custom properties. Deprecated in KFP.
    pub custom_properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// The reimport.
    pub reimport: bool,
    /// The metadata.
    pub metadata: Option<Struct>,
    /// The download to workspace.
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

/// `ResolverSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResolverSpec {
    /// The output artifact queries.
    pub output_artifact_queries: BTreeMap<String, ArtifactQuerySpec>,
}

message!(ResolverSpec {
    output_artifact_queries = 1, "outputArtifactQueries";
});

/// `ArtifactQuerySpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactQuerySpec {
    /// The filter.
    pub filter: String,
    /// The limit.
    pub limit: i32,
}

message!(ArtifactQuerySpec {
    filter = 1, "filter";
    limit = 2, "limit";
});

/// `CustomJobSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomJobSpec {
    /// The custom job.
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
            .or_else(|| self.importer.as_ref().map(Executor::Importer))
            .or_else(|| self.resolver.as_ref().map(Executor::Resolver))
            .or_else(|| self.custom_job.as_ref().map(Executor::CustomJob))
    }
}
