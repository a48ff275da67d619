//! Components: a typed interface with a container or a graph behind it.

use std::collections::BTreeMap;

use crate::model::{
    ArtifactTypeSchema, DagSpec, ParameterType, PrimitiveType, SinglePlatformSpec, Struct,
    TaskConfigPassthroughType, Value, ValueOrRuntimeParameter,
};

/// A component (`ComponentSpec`): a typed interface with an executor or a graph behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentSpec {
    /// What a task must or may give to the component.
    pub input_definitions: Option<ComponentInputsSpec>,
    /// What the component gives back.
    pub output_definitions: Option<ComponentOutputsSpec>,
    /// A graph of tasks. At most one of `dag` and `executor_label`: see [`ComponentSpec::implementation`].
    pub dag: Option<DagSpec>,
    /// The key of an executor in [`DeploymentConfig::executors`](crate::model::DeploymentConfig::executors):
    /// `exec-train`. At most one of `dag` and `executor_label`.
    pub executor_label: Option<String>,
    /// Settings for single platforms. KFP's own backend ignores them.
    pub single_platform_specs: Vec<SinglePlatformSpec>,
    /// Task settings that the component receives as data, in a parameter of type `TASK_CONFIG`.
    pub task_config_passthroughs: Vec<TaskConfigPassthrough>,
}

message!(ComponentSpec {
    dag = 3, "dag";
    executor_label = 4, "executorLabel";
    input_definitions = 1, "inputDefinitions";
    output_definitions = 2, "outputDefinitions";
    single_platform_specs = 5, "singlePlatformSpecs";
    task_config_passthroughs = 6, "taskConfigPassthroughs";
});

/// The name of a component that a task uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentRef {
    /// A key of [`PipelineSpec::components`](crate::model::PipelineSpec::components).
    pub name: String,
}

message!(ComponentRef {
    name = 1, "name";
});

/// The inputs of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentInputsSpec {
    /// Input artifacts by name.
    pub artifacts: BTreeMap<String, Box<ComponentInputArtifact>>,
    /// Input parameters by name.
    pub parameters: BTreeMap<String, Box<ComponentInputParameter>>,
}

message!(ComponentInputsSpec {
    artifacts = 1, "artifacts";
    parameters = 2, "parameters";
});

/// An input artifact of a component (`ComponentInputsSpec.ArtifactSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentInputArtifact {
    /// The type that a given artifact must have.
    pub artifact_type: Option<ArtifactTypeSchema>,
    /// Whether a list of artifacts is expected.
    pub is_artifact_list: bool,
    /// Whether a task may leave it out.
    pub is_optional: bool,
    /// What it is, for humans.
    pub description: String,
}

message!(ComponentInputArtifact {
    artifact_type = 1, "artifactType";
    description = 4, "description";
    is_artifact_list = 2, "isArtifactList";
    is_optional = 3, "isOptional";
});

/// An input parameter of a component (`ComponentInputsSpec.ParameterSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentInputParameter {
    /// The type as KFP wrote it before 2.0. Deprecated in KFP.
    pub r#type: PrimitiveType,
    /// The type.
    pub parameter_type: ParameterType,
    /// The value when a run gives none. For a task that leaves the input out KFP does not use it: write
    /// constants.
    pub default_value: Option<Value>,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// What it is, for humans.
    pub description: String,
    /// The values that are allowed; empty allows all of the type.
    pub literals: Vec<Value>,
}

message!(ComponentInputParameter {
    default_value = 3, "defaultValue";
    description = 5, "description";
    is_optional = 4, "isOptional";
    literals = 6, "literals";
    parameter_type = 2, "parameterType";
    r#type = 1, "type";
});

/// The outputs of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentOutputsSpec {
    /// Output artifacts by name.
    pub artifacts: BTreeMap<String, Box<ComponentOutputArtifact>>,
    /// Output parameters by name.
    pub parameters: BTreeMap<String, Box<ComponentOutputParameter>>,
}

message!(ComponentOutputsSpec {
    artifacts = 1, "artifacts";
    parameters = 2, "parameters";
});

/// An output artifact of a component (`ComponentOutputsSpec.ArtifactSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentOutputArtifact {
    /// The type of the artifact.
    pub artifact_type: Option<ArtifactTypeSchema>,
    /// Properties of the artifact. Deprecated in KFP: see `metadata`.
    pub properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// More properties of the artifact. Deprecated in KFP: see `metadata`.
    pub custom_properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// What is known about the artifact before it is made.
    pub metadata: Option<Struct>,
    /// Whether it is a list of artifacts.
    pub is_artifact_list: bool,
    /// What it is, for humans.
    pub description: String,
}

message!(ComponentOutputArtifact {
    artifact_type = 1, "artifactType";
    custom_properties = 3, "customProperties";
    description = 6, "description";
    is_artifact_list = 5, "isArtifactList";
    metadata = 4, "metadata";
    properties = 2, "properties";
});

/// An output parameter of a component (`ComponentOutputsSpec.ParameterSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentOutputParameter {
    /// The type as KFP wrote it before 2.0. Deprecated in KFP.
    pub r#type: PrimitiveType,
    /// The type.
    pub parameter_type: ParameterType,
    /// What it is, for humans.
    pub description: String,
}

message!(ComponentOutputParameter {
    description = 3, "description";
    parameter_type = 2, "parameterType";
    r#type = 1, "type";
});

/// A group of task settings that a component receives as data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskConfigPassthrough {
    /// Which settings.
    pub field: TaskConfigPassthroughType,
    /// Whether they also act on the task itself.
    pub apply_to_task: bool,
}

message!(TaskConfigPassthrough {
    apply_to_task = 2, "applyToTask";
    field = 1, "field";
});

/// What is behind the interface of a component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Implementation<'a> {
    /// A graph of tasks.
    Dag(&'a DagSpec),
    /// The label of an executor in the deployment spec.
    Executor(&'a str),
}

impl ComponentSpec {
    /// What runs: a graph or an executor; `None` if neither is given.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn implementation(&self) -> Option<Implementation<'_>> {
        self.dag
            .as_ref()
            .map(Implementation::Dag)
            .or_else(|| self.executor_label.as_deref().map(Implementation::Executor))
    }
}
