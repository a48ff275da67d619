//! Components: a typed interface with a container or a graph behind it.

use std::collections::BTreeMap;

use crate::model::{
    ArtifactTypeSchema, DagSpec, ParameterType, PrimitiveType, SinglePlatformSpec, Struct,
    TaskConfigPassthroughType, Value, ValueOrRuntimeParameter,
};

/// `ComponentSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentSpec {
    /// The input definitions.
    pub input_definitions: Option<ComponentInputsSpec>,
    /// The output definitions.
    pub output_definitions: Option<ComponentOutputsSpec>,
    /// The dag.
    pub dag: Option<DagSpec>,
    /// The executor label.
    pub executor_label: Option<String>,
    /// The single platform specs.
    pub single_platform_specs: Vec<SinglePlatformSpec>,
    /// The task config passthroughs.
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

/// `ComponentRef`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentRef {
    /// The name.
    pub name: String,
}

message!(ComponentRef {
    name = 1, "name";
});

/// `ComponentInputsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentInputsSpec {
    /// The artifacts.
    pub artifacts: BTreeMap<String, ComponentInputArtifact>,
    /// The parameters.
    pub parameters: BTreeMap<String, ComponentInputParameter>,
}

message!(ComponentInputsSpec {
    artifacts = 1, "artifacts";
    parameters = 2, "parameters";
});

/// `ComponentInputArtifact`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentInputArtifact {
    /// The artifact type.
    pub artifact_type: Option<ArtifactTypeSchema>,
    /// The is artifact list.
    pub is_artifact_list: bool,
    /// The is optional.
    pub is_optional: bool,
    /// The description.
    pub description: String,
}

message!(ComponentInputArtifact {
    artifact_type = 1, "artifactType";
    description = 4, "description";
    is_artifact_list = 2, "isArtifactList";
    is_optional = 3, "isOptional";
});

/// `ComponentInputParameter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentInputParameter {
    /// The type. Deprecated in KFP.
    pub r#type: PrimitiveType,
    /// The parameter type.
    pub parameter_type: ParameterType,
    /// The default value.
    pub default_value: Option<Value>,
    /// The is optional.
    pub is_optional: bool,
    /// The description.
    pub description: String,
    /// The literals.
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

/// `ComponentOutputsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentOutputsSpec {
    /// The artifacts.
    pub artifacts: BTreeMap<String, ComponentOutputArtifact>,
    /// The parameters.
    pub parameters: BTreeMap<String, ComponentOutputParameter>,
}

message!(ComponentOutputsSpec {
    artifacts = 1, "artifacts";
    parameters = 2, "parameters";
});

/// `ComponentOutputArtifact`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentOutputArtifact {
    /// The artifact type.
    pub artifact_type: Option<ArtifactTypeSchema>,
    /// The properties. Deprecated in KFP.
    pub properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// The custom properties. Deprecated in KFP.
    pub custom_properties: BTreeMap<String, ValueOrRuntimeParameter>,
    /// The metadata.
    pub metadata: Option<Struct>,
    /// The is artifact list.
    pub is_artifact_list: bool,
    /// The description.
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

/// `ComponentOutputParameter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComponentOutputParameter {
    /// The type. Deprecated in KFP.
    pub r#type: PrimitiveType,
    /// The parameter type.
    pub parameter_type: ParameterType,
    /// The description.
    pub description: String,
}

message!(ComponentOutputParameter {
    description = 3, "description";
    parameter_type = 2, "parameterType";
    r#type = 1, "type";
});

/// `TaskConfigPassthrough`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskConfigPassthrough {
    /// The field.
    pub field: TaskConfigPassthroughType,
    /// The apply to task.
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
