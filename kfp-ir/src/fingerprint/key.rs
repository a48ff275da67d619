//! The key of a task with known inputs, and its hash.

use std::collections::{BTreeMap, BTreeSet};

use crate::codec::value::to_value;
use crate::digest::Digest;
use crate::model::{
    ArtifactNameList, ArtifactTypeSchema, CacheContainerSpec, CacheKey, ComponentSpec, ContainerSpec,
    RuntimeArtifact, Value,
};

/// The resolved inputs of one execution of a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyInputs {
    /// The values of all parameters that the task is given, also of those its component does not declare.
    pub parameters: BTreeMap<String, Value>,
    /// The identifiers of the artifacts of each input in KFP's metadata store.
    pub artifacts: BTreeMap<String, Vec<String>>,
    /// The volume claims that it mounts, in any order.
    pub claims: Vec<String>,
}

/// What KFP hashes for a task (`GenerateCacheKey`).
///
/// `publish_logs` is the setting of KFP's API server: with it, which is the default, a task has one more output,
/// `executor-logs`.
pub fn cache_key(
    component: &ComponentSpec,
    container: &ContainerSpec,
    inputs: &KeyInputs,
    publish_logs: bool,
) -> CacheKey {
    let outputs = component.output_definitions.as_ref();
    let declared = outputs.into_iter().flat_map(|outputs| &outputs.artifacts);
    let mut artifacts: BTreeMap<String, RuntimeArtifact> = declared
        .map(|(name, output)| {
            let artifact = RuntimeArtifact {
                name: name.clone(),
                r#type: output.artifact_type.clone(),
                metadata: output.metadata.clone(),
                ..RuntimeArtifact::default()
            };
            (name.clone(), artifact)
        })
        .collect();
    if publish_logs {
        let name = "executor-logs".to_owned();
        let r#type = Some(ArtifactTypeSchema::title("system.Artifact", ""));
        artifacts.insert(name.clone(), RuntimeArtifact { name, r#type, ..RuntimeArtifact::default() });
    }
    let parameters = outputs.into_iter().flat_map(|outputs| &outputs.parameters);
    let claims: BTreeSet<&String> = inputs.claims.iter().collect();
    CacheKey {
        input_artifact_names: inputs
            .artifacts
            .iter()
            .map(|(name, ids)| (name.clone(), ArtifactNameList { artifact_names: ids.clone() }))
            .collect(),
        input_parameter_values: inputs.parameters.clone(),
        output_artifacts_spec: artifacts,
        output_parameters_spec: parameters
            .map(|(name, output)| (name.clone(), output.parameter_type.name().to_owned()))
            .collect(),
        container_spec: Some(CacheContainerSpec {
            image: container.image.clone(),
            cmd_args: container.command.iter().chain(&container.args).cloned().collect(),
            pvc_names: claims.into_iter().cloned().collect(),
        }),
        ..CacheKey::default()
    }
}

/// The hash of a key (`GenerateFingerPrint`): SHA-256 over its [canonical JSON](crate::codec::canonical).
///
/// `None` for a key with NaN or an infinity, which KFP cannot hash either.
pub fn fingerprint(key: &CacheKey) -> Option<Digest> {
    Some(Digest::of_value(&to_value(key).ok()?))
}

/// The fingerprint of a task with a cache key of its own: that key, behind the name of the component, replaces everything
/// else. KFP after 2.17; 2.17 ignores such keys.
pub fn custom_fingerprint(component_name: &str, key: &str) -> Digest {
    let mut bytes = component_name.as_bytes().to_vec();
    if !bytes.is_empty() {
        bytes.push(0);
    }
    bytes.extend_from_slice(key.as_bytes());
    Digest::of_bytes(&bytes)
}
