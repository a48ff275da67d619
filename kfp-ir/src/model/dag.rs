//! Graphs of tasks, and what they pass out.

use std::collections::BTreeMap;

use crate::model::PipelineTaskSpec;

/// `DagSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagSpec {
    /// The tasks.
    pub tasks: BTreeMap<String, PipelineTaskSpec>,
    /// The outputs.
    pub outputs: Option<DagOutputsSpec>,
}

message!(DagSpec {
    outputs = 2, "outputs";
    tasks = 1, "tasks";
});

/// `DagOutputsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagOutputsSpec {
    /// The artifacts.
    pub artifacts: BTreeMap<String, DagOutputArtifactSpec>,
    /// The parameters.
    pub parameters: BTreeMap<String, DagOutputParameterSpec>,
}

message!(DagOutputsSpec {
    artifacts = 1, "artifacts";
    parameters = 2, "parameters";
});

/// `ArtifactSelectorSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactSelectorSpec {
    /// The producer subtask.
    pub producer_subtask: String,
    /// The output artifact key.
    pub output_artifact_key: String,
}

message!(ArtifactSelectorSpec {
    output_artifact_key = 2, "outputArtifactKey";
    producer_subtask = 1, "producerSubtask";
});

/// `DagOutputArtifactSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagOutputArtifactSpec {
    /// The artifact selectors.
    pub artifact_selectors: Vec<ArtifactSelectorSpec>,
}

message!(DagOutputArtifactSpec {
    artifact_selectors = 1, "artifactSelectors";
});

/// `ParameterSelectorSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterSelectorSpec {
    /// The producer subtask.
    pub producer_subtask: String,
    /// The output parameter key.
    pub output_parameter_key: String,
}

message!(ParameterSelectorSpec {
    output_parameter_key = 2, "outputParameterKey";
    producer_subtask = 1, "producerSubtask";
});

/// `ParameterSelectorsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterSelectorsSpec {
    /// The parameter selectors.
    pub parameter_selectors: Vec<ParameterSelectorSpec>,
}

message!(ParameterSelectorsSpec {
    parameter_selectors = 1, "parameterSelectors";
});

/// `DagOutputParameterSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagOutputParameterSpec {
    /// The value from parameter.
    pub value_from_parameter: Option<ParameterSelectorSpec>,
    /// The value from oneof.
    pub value_from_oneof: Option<ParameterSelectorsSpec>,
}

message!(DagOutputParameterSpec {
    value_from_oneof = 2, "valueFromOneof";
    value_from_parameter = 1, "valueFromParameter";
});

/// Where an output parameter of a graph comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DagOutputParameter<'a> {
    /// One task.
    Parameter(&'a ParameterSelectorSpec),
    /// The first of several tasks that ran.
    OneOf(&'a ParameterSelectorsSpec),
}

impl DagOutputParameterSpec {
    /// Where the value comes from; `None` if nothing is said.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn kind(&self) -> Option<DagOutputParameter<'_>> {
        self.value_from_parameter
            .as_ref()
            .map(DagOutputParameter::Parameter)
            .or_else(|| self.value_from_oneof.as_ref().map(DagOutputParameter::OneOf))
    }
}
