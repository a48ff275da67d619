//! Where the inputs of a task come from.

use std::collections::BTreeMap;

use crate::model::Value;

/// Where the inputs of a task come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInputsSpec {
    /// By the name of the component's input parameter.
    pub parameters: BTreeMap<String, Box<TaskInputParameter>>,
    /// By the name of the component's input artifact.
    pub artifacts: BTreeMap<String, Box<TaskInputArtifact>>,
}

message!(TaskInputsSpec {
    artifacts = 2, "artifacts";
    parameters = 1, "parameters";
});

/// Where an input artifact comes from (`TaskInputsSpec.InputArtifactSpec`). At most one member is set: see
/// [`TaskInputArtifact::source`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInputArtifact {
    /// An output of another task in the same graph. At most one of the members.
    pub task_output_artifact: Option<TaskOutputArtifactRef>,
    /// An input artifact of the component around the graph. At most one of the members.
    pub component_input_artifact: Option<String>,
}

message!(TaskInputArtifact {
    component_input_artifact = 4, "componentInputArtifact";
    task_output_artifact = 3, "taskOutputArtifact";
});

/// An output artifact of another task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskOutputArtifactRef {
    /// The task, in the same graph.
    pub producer_task: String,
    /// The name of its output.
    pub output_artifact_key: String,
}

message!(TaskOutputArtifactRef {
    output_artifact_key = 2, "outputArtifactKey";
    producer_task = 1, "producerTask";
});

/// Where an input parameter comes from (`TaskInputsSpec.InputParameterSpec`). At most one source is set: see
/// [`TaskInputParameter::source`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInputParameter {
    /// An output of another task in the same graph. At most one of the sources.
    pub task_output_parameter: Option<TaskOutputParameterRef>,
    /// A constant, which may hold placeholders. At most one of the sources.
    pub runtime_value: Option<Box<ValueOrRuntimeParameter>>,
    /// An input parameter of the component around the graph. At most one of the sources.
    pub component_input_parameter: Option<String>,
    /// How another task ended. At most one of the sources.
    pub task_final_status: Option<Box<TaskFinalStatusRef>>,
    /// A CEL expression that takes a part of the value: `parseJson(string_value)["key"]`; empty takes all of
    /// it.
    pub parameter_expression_selector: String,
}

message!(TaskInputParameter {
    component_input_parameter = 3, "componentInputParameter";
    parameter_expression_selector = 4, "parameterExpressionSelector";
    runtime_value = 2, "runtimeValue";
    task_final_status = 5, "taskFinalStatus";
    task_output_parameter = 1, "taskOutputParameter";
});

/// An output parameter of another task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskOutputParameterRef {
    /// The task, in the same graph.
    pub producer_task: String,
    /// The name of its output.
    pub output_parameter_key: String,
}

message!(TaskOutputParameterRef {
    output_parameter_key = 2, "outputParameterKey";
    producer_task = 1, "producerTask";
});

/// How another task ended, given to an exit task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskFinalStatusRef {
    /// The task, in the same graph.
    pub producer_task: String,
}

message!(TaskFinalStatusRef {
    producer_task = 1, "producerTask";
});

/// A constant, or the name of a parameter. At most one member is set: see [`ValueOrRuntimeParameter::kind`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueOrRuntimeParameter {
    /// A constant as KFP wrote it before 2.0. At most one of the members. Deprecated in KFP.
    pub constant_value: Option<Box<LegacyValue>>,
    /// The name of an input parameter, known at run time. At most one of the members.
    pub runtime_parameter: Option<String>,
    /// A constant; its text may hold placeholders. At most one of the members.
    pub constant: Option<Value>,
}

message!(ValueOrRuntimeParameter {
    constant = 3, "constant";
    constant_value = 1, "constantValue";
    runtime_parameter = 2, "runtimeParameter";
});

/// A value before KFP 2.0 (`ml_pipelines.Value`). At most one member is set: see [`LegacyValue::kind`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LegacyValue {
    /// An integer. At most one of the members.
    pub int_value: Option<i64>,
    /// A double. At most one of the members.
    pub double_value: Option<f64>,
    /// Text. At most one of the members.
    pub string_value: Option<String>,
}

message!(LegacyValue {
    double_value = 2, "doubleValue";
    int_value = 1, "intValue";
    string_value = 3, "stringValue";
});

/// Where the value of an input parameter comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParameterSource<'a> {
    /// An output parameter of another task in the same graph.
    TaskOutput(&'a TaskOutputParameterRef),
    /// A constant, which may hold placeholders.
    Runtime(&'a ValueOrRuntimeParameter),
    /// An input parameter of the component around the graph.
    ComponentInput(&'a str),
    /// The final status of another task.
    FinalStatus(&'a TaskFinalStatusRef),
}

impl TaskInputParameter {
    /// Where the value comes from; `None` if nothing is said.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn source(&self) -> Option<ParameterSource<'_>> {
        self.task_output_parameter
            .as_ref()
            .map(ParameterSource::TaskOutput)
            .or_else(|| self.runtime_value.as_deref().map(ParameterSource::Runtime))
            .or_else(|| self.component_input_parameter.as_deref().map(ParameterSource::ComponentInput))
            .or_else(|| self.task_final_status.as_deref().map(ParameterSource::FinalStatus))
    }
}

/// Where an input artifact comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArtifactSource<'a> {
    /// An output artifact of another task in the same graph.
    TaskOutput(&'a TaskOutputArtifactRef),
    /// An input artifact of the component around the graph.
    ComponentInput(&'a str),
}

impl TaskInputArtifact {
    /// Where the artifact comes from; `None` if nothing is said.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn source(&self) -> Option<ArtifactSource<'_>> {
        self.task_output_artifact
            .as_ref()
            .map(ArtifactSource::TaskOutput)
            .or_else(|| self.component_input_artifact.as_deref().map(ArtifactSource::ComponentInput))
    }
}

/// A constant, old or new, or the name of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RuntimeValue<'a> {
    /// A constant.
    Constant(&'a Value),
    /// A constant as KFP wrote it before 2.0.
    LegacyConstant(&'a LegacyValue),
    /// The name of an input parameter, known at run time.
    RuntimeParameter(&'a str),
}

impl ValueOrRuntimeParameter {
    /// Which kind of value it is; `None` if nothing is given.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn kind(&self) -> Option<RuntimeValue<'_>> {
        self.constant
            .as_ref()
            .map(RuntimeValue::Constant)
            .or_else(|| self.constant_value.as_deref().map(RuntimeValue::LegacyConstant))
            .or_else(|| self.runtime_parameter.as_deref().map(RuntimeValue::RuntimeParameter))
    }
}

/// The content of a [`LegacyValue`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LegacyValueKind<'a> {
    /// An integer.
    Int(i64),
    /// A double.
    Double(f64),
    /// Text.
    String(&'a str),
}

impl LegacyValue {
    /// Its content; `None` if it is empty.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn kind(&self) -> Option<LegacyValueKind<'_>> {
        self.int_value
            .map(LegacyValueKind::Int)
            .or_else(|| self.double_value.map(LegacyValueKind::Double))
            .or_else(|| self.string_value.as_deref().map(LegacyValueKind::String))
    }
}

impl TaskInputParameter {
    /// A constant.
    pub fn constant(value: impl Into<Value>) -> Self {
        TaskInputParameter {
            runtime_value: Some(Box::new(ValueOrRuntimeParameter::constant(value))),
            ..TaskInputParameter::default()
        }
    }

    /// An input parameter of the component around the graph.
    pub fn component_input(name: impl Into<String>) -> Self {
        TaskInputParameter { component_input_parameter: Some(name.into()), ..TaskInputParameter::default() }
    }

    /// An output parameter of another task.
    pub fn task_output(task: impl Into<String>, key: impl Into<String>) -> Self {
        let output = TaskOutputParameterRef { producer_task: task.into(), output_parameter_key: key.into() };
        TaskInputParameter { task_output_parameter: Some(output), ..TaskInputParameter::default() }
    }

    /// The final status of another task.
    pub fn final_status(task: impl Into<String>) -> Self {
        let status = Box::new(TaskFinalStatusRef { producer_task: task.into() });
        TaskInputParameter { task_final_status: Some(status), ..TaskInputParameter::default() }
    }
}

impl TaskInputArtifact {
    /// An input artifact of the component around the graph.
    pub fn component_input(name: impl Into<String>) -> Self {
        TaskInputArtifact { component_input_artifact: Some(name.into()), ..TaskInputArtifact::default() }
    }

    /// An output artifact of another task.
    pub fn task_output(task: impl Into<String>, key: impl Into<String>) -> Self {
        let output = TaskOutputArtifactRef { producer_task: task.into(), output_artifact_key: key.into() };
        TaskInputArtifact { task_output_artifact: Some(output), ..TaskInputArtifact::default() }
    }
}

impl ValueOrRuntimeParameter {
    /// A constant.
    pub fn constant(value: impl Into<Value>) -> Self {
        ValueOrRuntimeParameter { constant: Some(value.into()), ..ValueOrRuntimeParameter::default() }
    }
}
