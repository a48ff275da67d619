//! What passes between the KFP launcher and a running container.

use std::collections::BTreeMap;

use crate::model::{ArtifactList, LegacyValue, Value};

/// What a container is told (`ExecutorInput`): the JSON that replaces `{{$}}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorInput {
    /// The values of its inputs.
    pub inputs: Option<ExecutorInputs>,
    /// Where to put its outputs.
    pub outputs: Option<ExecutorOutputs>,
}

message!(ExecutorInput {
    inputs = 1, "inputs";
    outputs = 2, "outputs";
});

/// The values of the inputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorInputs {
    /// Parameters before KFP 2.0. Deprecated in KFP: see `parameter_values`.
    pub parameters: BTreeMap<String, LegacyValue>,
    /// Artifacts by the name of the input.
    pub artifacts: BTreeMap<String, ArtifactList>,
    /// Parameters by the name of the input; those left out are absent.
    pub parameter_values: BTreeMap<String, Value>,
}

message!(ExecutorInputs {
    artifacts = 2, "artifacts";
    parameter_values = 3, "parameterValues";
    parameters = 1, "parameters";
});

/// Where an output parameter goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputParameter {
    /// The file to write its value to.
    pub output_file: String,
}

message!(OutputParameter {
    output_file = 1, "outputFile";
});

/// Where the outputs go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorOutputs {
    /// By the name of the output parameter.
    pub parameters: BTreeMap<String, OutputParameter>,
    /// The artifacts to fill, by the name of the output.
    pub artifacts: BTreeMap<String, ArtifactList>,
    /// Where to write an [`ExecutorOutput`].
    pub output_file: String,
}

message!(ExecutorOutputs {
    artifacts = 2, "artifacts";
    output_file = 3, "outputFile";
    parameters = 1, "parameters";
});

/// What a container tells about its outputs (`ExecutorOutput`). It may be left out; KFP refuses unknown
/// fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutorOutput {
    /// Parameters before KFP 2.0. Deprecated in KFP: see `parameter_values`.
    pub parameters: BTreeMap<String, LegacyValue>,
    /// Address and metadata of output artifacts; they replace those of [`ExecutorOutputs::artifacts`].
    pub artifacts: BTreeMap<String, ArtifactList>,
    /// Values of output parameters; they come before the files.
    pub parameter_values: BTreeMap<String, Value>,
}

message!(ExecutorOutput {
    artifacts = 2, "artifacts";
    parameter_values = 3, "parameterValues";
    parameters = 1, "parameters";
});
