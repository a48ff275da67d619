//! What the KFP backend hashes to find an earlier result.

use std::collections::BTreeMap;

use crate::model::{LegacyValue, RuntimeArtifact, Value};

/// What KFP hashes to find an earlier result (`CacheKey`): SHA-256 over its JSON with sorted keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CacheKey {
    /// The artifacts of each input.
    pub input_artifact_names: BTreeMap<String, ArtifactNameList>,
    /// Parameters before KFP 2.0. Deprecated in KFP: see `input_parameter_values`.
    pub input_parameters: BTreeMap<String, LegacyValue>,
    /// The output artifacts, without their addresses.
    pub output_artifacts_spec: BTreeMap<String, RuntimeArtifact>,
    /// The types of the output parameters, by their names in JSON.
    pub output_parameters_spec: BTreeMap<String, String>,
    /// What runs.
    pub container_spec: Option<CacheContainerSpec>,
    /// The values of the input parameters.
    pub input_parameter_values: BTreeMap<String, Value>,
}

message!(CacheKey {
    container_spec = 5, "containerSpec";
    input_artifact_names = 1, "inputArtifactNames";
    input_parameter_values = 6, "inputParameterValues";
    input_parameters = 2, "inputParameters";
    output_artifacts_spec = 3, "outputArtifactsSpec";
    output_parameters_spec = 4, "outputParametersSpec";
});

/// What runs, as far as it enters the key (`ContainerSpec` of `cache_key.proto`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CacheContainerSpec {
    /// The image, with its placeholders.
    pub image: String,
    /// Command and arguments, with their placeholders.
    pub cmd_args: Vec<String>,
    /// Mounted volume claims, sorted, once each.
    pub pvc_names: Vec<String>,
}

message!(CacheContainerSpec {
    cmd_args = 2, "cmdArgs";
    image = 1, "image";
    pvc_names = 3, "pvcNames";
});

/// The artifacts of one input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactNameList {
    /// Their identifiers in the metadata store, in order.
    pub artifact_names: Vec<String>,
}

message!(ArtifactNameList {
    artifact_names = 1, "artifactNames";
});
