//! Where the inputs of a task come from.

use std::collections::BTreeMap;

use crate::model::Value;

/// `TaskInputsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInputsSpec {
    /// The parameters.
    pub parameters: BTreeMap<String, TaskInputParameter>,
    /// The artifacts.
    pub artifacts: BTreeMap<String, TaskInputArtifact>,
}

message!(TaskInputsSpec {
    artifacts = 2, "artifacts";
    parameters = 1, "parameters";
});

/// `TaskInputArtifact`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInputArtifact {
    /// The task output artifact.
    pub task_output_artifact: Option<TaskOutputArtifactRef>,
    /// The component input artifact.
    pub component_input_artifact: Option<String>,
}

message!(TaskInputArtifact {
    component_input_artifact = 4, "componentInputArtifact";
    task_output_artifact = 3, "taskOutputArtifact";
});

/// `TaskOutputArtifactRef`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskOutputArtifactRef {
    /// The producer task.
    pub producer_task: String,
    /// The output artifact key.
    pub output_artifact_key: String,
}

message!(TaskOutputArtifactRef {
    output_artifact_key = 2, "outputArtifactKey";
    producer_task = 1, "producerTask";
});

/// `TaskInputParameter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInputParameter {
    /// The task output parameter.
    pub task_output_parameter: Option<TaskOutputParameterRef>,
    /// The runtime value.
    pub runtime_value: Option<ValueOrRuntimeParameter>,
    /// The component input parameter.
    pub component_input_parameter: Option<String>,
    /// The task final status.
    pub task_final_status: Option<TaskFinalStatusRef>,
    /// The parameter expression selector.
    pub parameter_expression_selector: String,
}

message!(TaskInputParameter {
    component_input_parameter = 3, "componentInputParameter";
    parameter_expression_selector = 4, "parameterExpressionSelector";
    runtime_value = 2, "runtimeValue";
    task_final_status = 5, "taskFinalStatus";
    task_output_parameter = 1, "taskOutputParameter";
});

/// `TaskOutputParameterRef`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskOutputParameterRef {
    /// The producer task.
    pub producer_task: String,
    /// The output parameter key.
    pub output_parameter_key: String,
}

message!(TaskOutputParameterRef {
    output_parameter_key = 2, "outputParameterKey";
    producer_task = 1, "producerTask";
});

/// `TaskFinalStatusRef`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskFinalStatusRef {
    /// The producer task.
    pub producer_task: String,
}

message!(TaskFinalStatusRef {
    producer_task = 1, "producerTask";
});

/// `ValueOrRuntimeParameter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueOrRuntimeParameter {
    /// The constant value. Deprecated in KFP.
    pub constant_value: Option<LegacyValue>,
    /// The runtime parameter.
    pub runtime_parameter: Option<String>,
    /// The constant.
    pub constant: Option<Value>,
}

message!(ValueOrRuntimeParameter {
    constant = 3, "constant";
    constant_value = 1, "constantValue";
    runtime_parameter = 2, "runtimeParameter";
});

/// `LegacyValue`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LegacyValue {
    /// The int value.
    pub int_value: Option<i64>,
    /// The double value.
    pub double_value: Option<f64>,
    /// The string value.
    pub string_value: Option<String>,
}

message!(LegacyValue {
    double_value = 2, "doubleValue";
    int_value = 1, "intValue";
    string_value = 3, "stringValue";
});
