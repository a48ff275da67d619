//! What the KFP backend hashes to find an earlier result.

use std::collections::BTreeMap;

use crate::model::{LegacyValue, RuntimeArtifact, Value};

/// `CacheKey`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CacheKey {
    /// The input artifact names.
    pub input_artifact_names: BTreeMap<String, ArtifactNameList>,
    /// The input parameters. Deprecated in KFP.
    pub input_parameters: BTreeMap<String, LegacyValue>,
    /// The output artifacts spec.
    pub output_artifacts_spec: BTreeMap<String, RuntimeArtifact>,
    /// The output parameters spec.
    pub output_parameters_spec: BTreeMap<String, String>,
    /// The container spec.
    pub container_spec: Option<CacheContainerSpec>,
    /// The input parameter values.
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

/// `CacheContainerSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CacheContainerSpec {
    /// The image.
    pub image: String,
    /// The cmd args.
    pub cmd_args: Vec<String>,
    /// The pvc names.
    pub pvc_names: Vec<String>,
}

message!(CacheContainerSpec {
    cmd_args = 2, "cmdArgs";
    image = 1, "image";
    pvc_names = 3, "pvcNames";
});

/// `ArtifactNameList`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactNameList {
    /// The artifact names.
    pub artifact_names: Vec<String>,
}

message!(ArtifactNameList {
    artifact_names = 1, "artifactNames";
});
