//! Graphs of tasks, and what they pass out.

use std::collections::BTreeMap;

use crate::model::PipelineTaskSpec;

/// A graph of tasks (`DagSpec`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagSpec {
    /// The tasks by name. Edges are the sources of their inputs and their `dependent_tasks`.
    pub tasks: BTreeMap<String, PipelineTaskSpec>,
    /// Where the outputs of the component around the graph come from.
    pub outputs: Option<DagOutputsSpec>,
}

message!(DagSpec {
    outputs = 2, "outputs";
    tasks = 1, "tasks";
});

/// Where the outputs of a graph come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagOutputsSpec {
    /// By the name of the output artifact.
    pub artifacts: BTreeMap<String, DagOutputArtifactSpec>,
    /// By the name of the output parameter.
    pub parameters: BTreeMap<String, DagOutputParameterSpec>,
}

message!(DagOutputsSpec {
    artifacts = 1, "artifacts";
    parameters = 2, "parameters";
});

/// An output artifact of one task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactSelectorSpec {
    /// The task, in the same graph.
    pub producer_subtask: String,
    /// The name of its output.
    pub output_artifact_key: String,
}

message!(ArtifactSelectorSpec {
    output_artifact_key = 2, "outputArtifactKey";
    producer_subtask = 1, "producerSubtask";
});

/// Where one output artifact of a graph comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagOutputArtifactSpec {
    /// One source; or those of a one-of, of which the first that exists counts.
    pub artifact_selectors: Vec<ArtifactSelectorSpec>,
}

message!(DagOutputArtifactSpec {
    artifact_selectors = 1, "artifactSelectors";
});

/// An output parameter of one task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterSelectorSpec {
    /// The task, in the same graph.
    pub producer_subtask: String,
    /// The name of its output.
    pub output_parameter_key: String,
}

message!(ParameterSelectorSpec {
    output_parameter_key = 2, "outputParameterKey";
    producer_subtask = 1, "producerSubtask";
});

/// The sources of a one-of: the first that exists counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterSelectorsSpec {
    /// The sources, in order.
    pub parameter_selectors: Vec<ParameterSelectorSpec>,
}

message!(ParameterSelectorsSpec {
    parameter_selectors = 1, "parameterSelectors";
});

/// Where one output parameter of a graph comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DagOutputParameterSpec {
    /// One task. At most one of `value_from_parameter` and `value_from_oneof`: see
    /// [`DagOutputParameterSpec::kind`].
    pub value_from_parameter: Option<ParameterSelectorSpec>,
    /// The branches of a condition. At most one of `value_from_parameter` and `value_from_oneof`.
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
