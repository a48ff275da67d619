//! Settings of the `kubernetes` platform, per executor.

use std::collections::BTreeMap;

use crate::model::{TaskInputParameter, TaskOutputParameterRef};

/// `KubernetesExecutorConfig`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KubernetesExecutorConfig {
    /// The secret as volume.
    pub secret_as_volume: Vec<SecretAsVolume>,
    /// The secret as env.
    pub secret_as_env: Vec<SecretAsEnv>,
    /// The pvc mount.
    pub pvc_mount: Vec<PvcMount>,
    /// The node selector.
    pub node_selector: Option<NodeSelector>,
    /// The pod metadata.
    pub pod_metadata: Option<PodMetadata>,
    /// The image pull secret.
    pub image_pull_secret: Vec<ImagePullSecret>,
    /// The image pull policy.
    pub image_pull_policy: String,
    /// The config map as volume.
    pub config_map_as_volume: Vec<ConfigMapAsVolume>,
    /// The config map as env.
    pub config_map_as_env: Vec<ConfigMapAsEnv>,
    /// The active deadline seconds.
    pub active_deadline_seconds: i64,
    /// The field path as env.
    pub field_path_as_env: Vec<FieldPathAsEnv>,
    /// The tolerations.
    pub tolerations: Vec<Toleration>,
    /// The generic ephemeral volume.
    pub generic_ephemeral_volume: Vec<GenericEphemeralVolume>,
    /// The node affinity.
    pub node_affinity: Vec<NodeAffinityTerm>,
    /// The pod affinity.
    pub pod_affinity: Vec<PodAffinityTerm>,
    /// The enabled shared memory.
    pub enabled_shared_memory: Option<EnabledSharedMemory>,
    /// The empty dir mounts.
    pub empty_dir_mounts: Vec<EmptyDirMount>,
    /// The security context.
    pub security_context: Option<SecurityContext>,
    /// The init containers.
    pub init_containers: Vec<InitContainer>,
}

message!(KubernetesExecutorConfig {
    active_deadline_seconds = 10, "activeDeadlineSeconds";
    config_map_as_env = 9, "configMapAsEnv";
    config_map_as_volume = 8, "configMapAsVolume";
    empty_dir_mounts = 17, "emptyDirMounts";
    enabled_shared_memory = 16, "enabledSharedMemory";
    field_path_as_env = 11, "fieldPathAsEnv";
    generic_ephemeral_volume = 13, "genericEphemeralVolume";
    image_pull_policy = 7, "imagePullPolicy";
    image_pull_secret = 6, "imagePullSecret";
    init_containers = 19, "initContainers";
    node_affinity = 14, "nodeAffinity";
    node_selector = 4, "nodeSelector";
    pod_affinity = 15, "podAffinity";
    pod_metadata = 5, "podMetadata";
    pvc_mount = 3, "pvcMount";
    secret_as_env = 2, "secretAsEnv";
    secret_as_volume = 1, "secretAsVolume";
    security_context = 18, "securityContext";
    tolerations = 12, "tolerations";
});

/// `EnabledSharedMemory`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnabledSharedMemory {
    /// The volume name.
    pub volume_name: String,
    /// The size.
    pub size: String,
}

message!(EnabledSharedMemory {
    size = 2, "size";
    volume_name = 1, "volumeName";
});

/// `SecretAsVolume`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretAsVolume {
    /// The secret name. Deprecated in KFP.
    pub secret_name: String,
    /// The mount path.
    pub mount_path: String,
    /// The optional.
    pub optional: Option<bool>,
    /// The secret name parameter.
    pub secret_name_parameter: Option<TaskInputParameter>,
}

message!(SecretAsVolume {
    mount_path = 2, "mountPath";
    optional = 3, "optional";
    secret_name = 1, "secretName";
    secret_name_parameter = 4, "secretNameParameter";
});

/// `SecretAsEnv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretAsEnv {
    /// The secret name. Deprecated in KFP.
    pub secret_name: String,
    /// The key to env.
    pub key_to_env: Vec<SecretKeyToEnv>,
    /// The optional.
    pub optional: Option<bool>,
    /// The secret name parameter.
    pub secret_name_parameter: Option<TaskInputParameter>,
}

message!(SecretAsEnv {
    key_to_env = 2, "keyToEnv";
    optional = 3, "optional";
    secret_name = 1, "secretName";
    secret_name_parameter = 4, "secretNameParameter";
});

/// `SecretKeyToEnv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretKeyToEnv {
    /// The secret key.
    pub secret_key: String,
    /// The env var.
    pub env_var: String,
}

message!(SecretKeyToEnv {
    env_var = 2, "envVar";
    secret_key = 1, "secretKey";
});

/// `PvcMount`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PvcMount {
    /// The task output parameter. Deprecated in KFP.
    pub task_output_parameter: Option<TaskOutputParameterRef>,
    /// The constant. Deprecated in KFP.
    pub constant: Option<String>,
    /// The component input parameter. Deprecated in KFP.
    pub component_input_parameter: Option<String>,
    /// The mount path.
    pub mount_path: String,
    /// The pvc name parameter.
    pub pvc_name_parameter: Option<TaskInputParameter>,
    /// The sub path.
    pub sub_path: String,
}

message!(PvcMount {
    component_input_parameter = 3, "componentInputParameter";
    constant = 2, "constant";
    mount_path = 4, "mountPath";
    pvc_name_parameter = 5, "pvcNameParameter";
    sub_path = 6, "subPath";
    task_output_parameter = 1, "taskOutputParameter";
});

/// `NodeSelector`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeSelector {
    /// The labels.
    pub labels: BTreeMap<String, String>,
    /// The node selector json.
    pub node_selector_json: Option<TaskInputParameter>,
}

message!(NodeSelector {
    labels = 1, "labels";
    node_selector_json = 2, "nodeSelectorJson";
});

/// `PodMetadata`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodMetadata {
    /// The labels.
    pub labels: BTreeMap<String, String>,
    /// The annotations.
    pub annotations: BTreeMap<String, String>,
}

message!(PodMetadata {
    annotations = 2, "annotations";
    labels = 1, "labels";
});

/// `ConfigMapAsVolume`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMapAsVolume {
    /// The config map name. Deprecated in KFP.
    pub config_map_name: String,
    /// The mount path.
    pub mount_path: String,
    /// The optional.
    pub optional: Option<bool>,
    /// The config map name parameter.
    pub config_map_name_parameter: Option<TaskInputParameter>,
}

message!(ConfigMapAsVolume {
    config_map_name = 1, "configMapName";
    config_map_name_parameter = 4, "configMapNameParameter";
    mount_path = 2, "mountPath";
    optional = 3, "optional";
});

/// `ConfigMapAsEnv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMapAsEnv {
    /// The config map name. Deprecated in KFP.
    pub config_map_name: String,
    /// The key to env.
    pub key_to_env: Vec<ConfigMapKeyToEnv>,
    /// The config map name parameter.
    pub config_map_name_parameter: Option<TaskInputParameter>,
    /// The optional.
    pub optional: Option<bool>,
}

message!(ConfigMapAsEnv {
    config_map_name = 1, "configMapName";
    config_map_name_parameter = 3, "configMapNameParameter";
    key_to_env = 2, "keyToEnv";
    optional = 4, "optional";
});

/// `ConfigMapKeyToEnv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMapKeyToEnv {
    /// The config map key.
    pub config_map_key: String,
    /// The env var.
    pub env_var: String,
}

message!(ConfigMapKeyToEnv {
    config_map_key = 1, "configMapKey";
    env_var = 2, "envVar";
});

/// `GenericEphemeralVolume`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GenericEphemeralVolume {
    /// The volume name.
    pub volume_name: String,
    /// The mount path.
    pub mount_path: String,
    /// The access modes.
    pub access_modes: Vec<String>,
    /// The size.
    pub size: String,
    /// The default storage class.
    pub default_storage_class: bool,
    /// The storage class name.
    pub storage_class_name: String,
    /// The metadata.
    pub metadata: Option<PodMetadata>,
}

message!(GenericEphemeralVolume {
    access_modes = 3, "accessModes";
    default_storage_class = 5, "defaultStorageClass";
    metadata = 7, "metadata";
    mount_path = 2, "mountPath";
    size = 4, "size";
    storage_class_name = 6, "storageClassName";
    volume_name = 1, "volumeName";
});

/// `ImagePullSecret`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImagePullSecret {
    /// The secret name. Deprecated in KFP.
    pub secret_name: String,
    /// The secret name parameter.
    pub secret_name_parameter: Option<TaskInputParameter>,
}

message!(ImagePullSecret {
    secret_name = 1, "secretName";
    secret_name_parameter = 2, "secretNameParameter";
});

/// `FieldPathAsEnv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldPathAsEnv {
    /// The name.
    pub name: String,
    /// The field path.
    pub field_path: String,
}

message!(FieldPathAsEnv {
    field_path = 2, "fieldPath";
    name = 1, "name";
});

/// `Toleration`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toleration {
    /// The key.
    pub key: String,
    /// The operator.
    pub operator: String,
    /// The value.
    pub value: String,
    /// The effect.
    pub effect: String,
    /// The toleration seconds.
    pub toleration_seconds: Option<i64>,
    /// The toleration json.
    pub toleration_json: Option<TaskInputParameter>,
}

message!(Toleration {
    effect = 4, "effect";
    key = 1, "key";
    operator = 2, "operator";
    toleration_json = 6, "tolerationJson";
    toleration_seconds = 5, "tolerationSeconds";
    value = 3, "value";
});

/// `SelectorRequirement`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SelectorRequirement {
    /// The key.
    pub key: String,
    /// The operator.
    pub operator: String,
    /// The values.
    pub values: Vec<String>,
}

message!(SelectorRequirement {
    key = 1, "key";
    operator = 2, "operator";
    values = 3, "values";
});

/// `NodeAffinityTerm`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeAffinityTerm {
    /// The match expressions.
    pub match_expressions: Vec<SelectorRequirement>,
    /// The match fields.
    pub match_fields: Vec<SelectorRequirement>,
    /// The weight.
    pub weight: Option<i32>,
    /// The node affinity json.
    pub node_affinity_json: Option<TaskInputParameter>,
}

message!(NodeAffinityTerm {
    match_expressions = 1, "matchExpressions";
    match_fields = 2, "matchFields";
    node_affinity_json = 4, "nodeAffinityJson";
    weight = 3, "weight";
});

/// `PodAffinityTerm`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodAffinityTerm {
    /// The match pod expressions.
    pub match_pod_expressions: Vec<SelectorRequirement>,
    /// The match pod labels.
    pub match_pod_labels: BTreeMap<String, String>,
    /// The topology key.
    pub topology_key: String,
    /// The namespaces.
    pub namespaces: Vec<String>,
    /// The match namespace expressions.
    pub match_namespace_expressions: Vec<SelectorRequirement>,
    /// The match namespace labels.
    pub match_namespace_labels: BTreeMap<String, String>,
    /// The weight.
    pub weight: Option<i32>,
    /// The anti.
    pub anti: Option<bool>,
}

message!(PodAffinityTerm {
    anti = 8, "anti";
    match_namespace_expressions = 5, "matchNamespaceExpressions";
    match_namespace_labels = 6, "matchNamespaceLabels";
    match_pod_expressions = 1, "matchPodExpressions";
    match_pod_labels = 2, "matchPodLabels";
    namespaces = 4, "namespaces";
    topology_key = 3, "topologyKey";
    weight = 7, "weight";
});

/// `SecurityContext`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecurityContext {
    /// The run as user.
    pub run_as_user: Option<i64>,
    /// The run as group.
    pub run_as_group: Option<i64>,
    /// The run as non root.
    pub run_as_non_root: Option<bool>,
}

message!(SecurityContext {
    run_as_group = 2, "runAsGroup";
    run_as_non_root = 6, "runAsNonRoot";
    run_as_user = 1, "runAsUser";
});

/// `EmptyDirMount`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmptyDirMount {
    /// The volume name.
    pub volume_name: String,
    /// The mount path.
    pub mount_path: String,
    /// The medium.
    pub medium: Option<String>,
    /// The size limit.
    pub size_limit: Option<String>,
}

message!(EmptyDirMount {
    medium = 3, "medium";
    mount_path = 2, "mountPath";
    size_limit = 4, "sizeLimit";
    volume_name = 1, "volumeName";
});

/// `InitContainer`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainer {
    /// The name.
    pub name: String,
    /// The image.
    pub image: String,
    /// The command.
    pub command: Vec<String>,
    /// The args.
    pub args: Vec<String>,
    /// The env.
    pub env: Vec<InitContainerEnvVar>,
    /// The volume mounts.
    pub volume_mounts: Vec<InitContainerVolumeMount>,
    /// The restart policy.
    pub restart_policy: Option<String>,
    /// The resources.
    pub resources: Option<InitContainerResources>,
}

message!(InitContainer {
    args = 4, "args";
    command = 3, "command";
    env = 5, "env";
    image = 2, "image";
    name = 1, "name";
    resources = 8, "resources";
    restart_policy = 7, "restartPolicy";
    volume_mounts = 6, "volumeMounts";
});

/// `InitContainerEnvVar`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainerEnvVar {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

message!(InitContainerEnvVar {
    name = 1, "name";
    value = 2, "value";
});

/// `InitContainerVolumeMount`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainerVolumeMount {
    /// The volume name.
    pub volume_name: String,
    /// The mount path.
    pub mount_path: String,
}

message!(InitContainerVolumeMount {
    mount_path = 2, "mountPath";
    volume_name = 1, "volumeName";
});

/// `InitContainerResources`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainerResources {
    /// The requests.
    pub requests: BTreeMap<String, String>,
    /// The limits.
    pub limits: BTreeMap<String, String>,
}

message!(InitContainerResources {
    limits = 2, "limits";
    requests = 1, "requests";
});
