//! What passes between the KFP launcher and a running container.

use std::collections::BTreeMap;

use crate::model::{ArtifactList, LegacyValue, Value};

/// `ExecutorInput`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorInput {
    /// The inputs.
    pub inputs: Option<ExecutorInputs>,
    /// The outputs.
    pub outputs: Option<ExecutorOutputs>,
}

message!(ExecutorInput {
    inputs = 1, "inputs";
    outputs = 2, "outputs";
});

/// `ExecutorInputs`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorInputs {
    /// The parameters. Deprecated in KFP.
    pub parameters: BTreeMap<String, LegacyValue>,
    /// The artifacts.
    pub artifacts: BTreeMap<String, ArtifactList>,
    /// The parameter values.
    pub parameter_values: BTreeMap<String, Value>,
}

message!(ExecutorInputs {
    artifacts = 2, "artifacts";
    parameter_values = 3, "parameterValues";
    parameters = 1, "parameters";
});

/// `OutputParameter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputParameter {
    /// The output file.
    pub output_file: String,
}

message!(OutputParameter {
    output_file = 1, "outputFile";
});

/// `ExecutorOutputs`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorOutputs {
    /// The parameters.
    pub parameters: BTreeMap<String, OutputParameter>,
    /// The artifacts.
    pub artifacts: BTreeMap<String, ArtifactList>,
    /// The output file.
    pub output_file: String,
}

message!(ExecutorOutputs {
    artifacts = 2, "artifacts";
    output_file = 3, "outputFile";
    parameters = 1, "parameters";
});

/// `ExecutorOutput`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorOutput {
    /// The parameters. Deprecated in KFP.
    pub parameters: BTreeMap<String, LegacyValue>,
    /// The artifacts.
    pub artifacts: BTreeMap<String, ArtifactList>,
    /// The parameter values.
    pub parameter_values: BTreeMap<String, Value>,
}

message!(ExecutorOutput {
    artifacts = 2, "artifacts";
    parameter_values = 3, "parameterValues";
    parameters = 1, "parameters";
});
