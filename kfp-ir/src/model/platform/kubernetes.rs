//! Settings of the `kubernetes` platform, per executor.

use std::collections::BTreeMap;

use crate::model::{TaskInputParameter, TaskOutputParameterRef};

pub use super::init_container::{
    InitContainer, InitContainerEnvVar, InitContainerResources, InitContainerVolumeMount,
};

/// Kubernetes settings of one executor (`KubernetesExecutorConfig`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KubernetesExecutorConfig {
    /// Secrets as files.
    pub secret_as_volume: Vec<SecretAsVolume>,
    /// Secrets as environment variables.
    pub secret_as_env: Vec<SecretAsEnv>,
    /// Volume claims to mount.
    pub pvc_mount: Vec<PvcMount>,
    /// Which nodes the pod may run on, by label.
    pub node_selector: Option<NodeSelector>,
    /// Labels and annotations of the pod.
    pub pod_metadata: Option<PodMetadata>,
    /// Secrets to pull the image with.
    pub image_pull_secret: Vec<ImagePullSecret>,
    /// `Always`, `IfNotPresent` or `Never`; empty is the default of Kubernetes.
    pub image_pull_policy: String,
    /// Config maps as files.
    pub config_map_as_volume: Vec<ConfigMapAsVolume>,
    /// Config maps as environment variables.
    pub config_map_as_env: Vec<ConfigMapAsEnv>,
    /// Seconds after which the pod is stopped; 0 is never.
    pub active_deadline_seconds: i64,
    /// Fields of the pod as environment variables.
    pub field_path_as_env: Vec<FieldPathAsEnv>,
    /// Taints of nodes that the pod tolerates.
    pub tolerations: Vec<Toleration>,
    /// Volumes that live as long as the pod, from a storage class.
    pub generic_ephemeral_volume: Vec<GenericEphemeralVolume>,
    /// Which nodes the pod wants or needs.
    pub node_affinity: Vec<NodeAffinityTerm>,
    /// Which pods it wants beside it. KFP's own backend ignores it.
    pub pod_affinity: Vec<PodAffinityTerm>,
    /// A larger `/dev/shm`. KFP's own backend ignores it.
    pub enabled_shared_memory: Option<EnabledSharedMemory>,
    /// Volumes that live as long as the pod, on its node.
    pub empty_dir_mounts: Vec<EmptyDirMount>,
    /// The user that the container runs as. Settings of the administrator win.
    pub security_context: Option<SecurityContext>,
    /// Containers that run before it, or beside it.
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

/// A larger `/dev/shm`. KFP's own backend ignores it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnabledSharedMemory {
    /// The name of the volume.
    pub volume_name: String,
    /// Its size, as Kubernetes writes it: `1Gi`.
    pub size: String,
}

message!(EnabledSharedMemory {
    size = 2, "size";
    volume_name = 1, "volumeName";
});

/// A secret as files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretAsVolume {
    /// The secret. Deprecated in KFP: see `secret_name_parameter`; the SDK writes both.
    pub secret_name: String,
    /// The folder of the files.
    pub mount_path: String,
    /// Whether the pod starts without the secret.
    pub optional: Option<bool>,
    /// The secret, constant or from an input.
    pub secret_name_parameter: Option<TaskInputParameter>,
}

message!(SecretAsVolume {
    mount_path = 2, "mountPath";
    optional = 3, "optional";
    secret_name = 1, "secretName";
    secret_name_parameter = 4, "secretNameParameter";
});

/// A secret as environment variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretAsEnv {
    /// The secret. Deprecated in KFP: see `secret_name_parameter`; the SDK writes both.
    pub secret_name: String,
    /// Which key becomes which variable.
    pub key_to_env: Vec<SecretKeyToEnv>,
    /// Whether the pod starts without the secret.
    pub optional: Option<bool>,
    /// The secret, constant or from an input.
    pub secret_name_parameter: Option<TaskInputParameter>,
}

message!(SecretAsEnv {
    key_to_env = 2, "keyToEnv";
    optional = 3, "optional";
    secret_name = 1, "secretName";
    secret_name_parameter = 4, "secretNameParameter";
});

/// One key of a secret as an environment variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecretKeyToEnv {
    /// The key.
    pub secret_key: String,
    /// The variable.
    pub env_var: String,
}

message!(SecretKeyToEnv {
    env_var = 2, "envVar";
    secret_key = 1, "secretKey";
});

/// A volume claim to mount. At most one of the three old references is set; the SDK writes it beside
/// `pvc_name_parameter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PvcMount {
    /// The claim, from another task. At most one of the old references. Deprecated in KFP: see
    /// `pvc_name_parameter`.
    pub task_output_parameter: Option<TaskOutputParameterRef>,
    /// The claim, by name. At most one of the old references. Deprecated in KFP: see `pvc_name_parameter`.
    pub constant: Option<String>,
    /// The claim, from an input. At most one of the old references. Deprecated in KFP: see
    /// `pvc_name_parameter`.
    pub component_input_parameter: Option<String>,
    /// The folder to mount it at.
    pub mount_path: String,
    /// The claim, constant or from an input. Its name enters the cache key.
    pub pvc_name_parameter: Option<TaskInputParameter>,
    /// A folder of the volume; empty mounts all of it.
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

/// Which nodes a pod may run on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeSelector {
    /// The labels that a node must have.
    pub labels: BTreeMap<String, String>,
    /// The labels as a JSON map, from an input.
    pub node_selector_json: Option<TaskInputParameter>,
}

message!(NodeSelector {
    labels = 1, "labels";
    node_selector_json = 2, "nodeSelectorJson";
});

/// Labels and annotations of a pod.
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

/// A config map as files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMapAsVolume {
    /// The config map. Deprecated in KFP: see `config_map_name_parameter`; the SDK writes both.
    pub config_map_name: String,
    /// The folder of the files.
    pub mount_path: String,
    /// Whether the pod starts without the config map.
    pub optional: Option<bool>,
    /// The config map, constant or from an input.
    pub config_map_name_parameter: Option<TaskInputParameter>,
}

message!(ConfigMapAsVolume {
    config_map_name = 1, "configMapName";
    config_map_name_parameter = 4, "configMapNameParameter";
    mount_path = 2, "mountPath";
    optional = 3, "optional";
});

/// A config map as environment variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMapAsEnv {
    /// The config map. Deprecated in KFP: see `config_map_name_parameter`; the SDK writes both.
    pub config_map_name: String,
    /// Which key becomes which variable.
    pub key_to_env: Vec<ConfigMapKeyToEnv>,
    /// The config map, constant or from an input.
    pub config_map_name_parameter: Option<TaskInputParameter>,
    /// Whether the pod starts without the config map.
    pub optional: Option<bool>,
}

message!(ConfigMapAsEnv {
    config_map_name = 1, "configMapName";
    config_map_name_parameter = 3, "configMapNameParameter";
    key_to_env = 2, "keyToEnv";
    optional = 4, "optional";
});

/// One key of a config map as an environment variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMapKeyToEnv {
    /// The key.
    pub config_map_key: String,
    /// The variable.
    pub env_var: String,
}

message!(ConfigMapKeyToEnv {
    config_map_key = 1, "configMapKey";
    env_var = 2, "envVar";
});

/// A volume that lives as long as its pod, from a storage class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GenericEphemeralVolume {
    /// The name of the volume.
    pub volume_name: String,
    /// The folder to mount it at.
    pub mount_path: String,
    /// How it may be used: `ReadWriteOnce` and the like.
    pub access_modes: Vec<String>,
    /// Its size, as Kubernetes writes it: `10Gi`.
    pub size: String,
    /// Whether to use the default storage class of the cluster.
    pub default_storage_class: bool,
    /// The storage class, unless the default one is used.
    pub storage_class_name: String,
    /// Labels and annotations of its volume claim.
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

/// A secret to pull the image with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImagePullSecret {
    /// The secret. Deprecated in KFP: see `secret_name_parameter`; the SDK writes both.
    pub secret_name: String,
    /// The secret, constant or from an input.
    pub secret_name_parameter: Option<TaskInputParameter>,
}

message!(ImagePullSecret {
    secret_name = 1, "secretName";
    secret_name_parameter = 2, "secretNameParameter";
});

/// A field of the pod as an environment variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldPathAsEnv {
    /// The variable.
    pub name: String,
    /// The field, such as `metadata.name`.
    pub field_path: String,
}

message!(FieldPathAsEnv {
    field_path = 2, "fieldPath";
    name = 1, "name";
});

/// A taint of nodes that a pod tolerates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toleration {
    /// The key of the taint; empty is every key.
    pub key: String,
    /// `Equal` or `Exists`.
    pub operator: String,
    /// The value of the taint, for `Equal`.
    pub value: String,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`; empty is every effect.
    pub effect: String,
    /// Seconds for which `NoExecute` is tolerated; absent is for ever.
    pub toleration_seconds: Option<i64>,
    /// One toleration or a list of them as JSON, from an input; it replaces the other fields.
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

/// A condition on a label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SelectorRequirement {
    /// The label.
    pub key: String,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
    pub operator: String,
    /// What it is compared with.
    pub values: Vec<String>,
}

message!(SelectorRequirement {
    key = 1, "key";
    operator = 2, "operator";
    values = 3, "values";
});

/// Nodes that a pod wants or needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeAffinityTerm {
    /// Conditions on the labels of a node.
    pub match_expressions: Vec<SelectorRequirement>,
    /// Conditions on the fields of a node.
    pub match_fields: Vec<SelectorRequirement>,
    /// How much they are wanted, 1 to 100; absent means needed.
    pub weight: Option<i32>,
    /// A whole affinity as JSON, from an input; it replaces the other fields.
    pub node_affinity_json: Option<TaskInputParameter>,
}

message!(NodeAffinityTerm {
    match_expressions = 1, "matchExpressions";
    match_fields = 2, "matchFields";
    node_affinity_json = 4, "nodeAffinityJson";
    weight = 3, "weight";
});

/// Pods that a pod wants beside it. KFP's own backend ignores it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodAffinityTerm {
    /// Conditions on the labels of the other pods.
    pub match_pod_expressions: Vec<SelectorRequirement>,
    /// Labels of the other pods.
    pub match_pod_labels: BTreeMap<String, String>,
    /// The label of nodes that says what "beside" is.
    pub topology_key: String,
    /// The namespaces of the other pods.
    pub namespaces: Vec<String>,
    /// Conditions on the labels of those namespaces.
    pub match_namespace_expressions: Vec<SelectorRequirement>,
    /// Labels of those namespaces.
    pub match_namespace_labels: BTreeMap<String, String>,
    /// How much they are wanted, 1 to 100; absent means needed.
    pub weight: Option<i32>,
    /// Whether they are wanted elsewhere instead.
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

/// The user that a container runs as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecurityContext {
    /// The number of the user.
    pub run_as_user: Option<i64>,
    /// The number of the group.
    pub run_as_group: Option<i64>,
    /// Whether a container that would run as root is refused.
    pub run_as_non_root: Option<bool>,
}

message!(SecurityContext {
    run_as_group = 2, "runAsGroup";
    run_as_non_root = 6, "runAsNonRoot";
    run_as_user = 1, "runAsUser";
});

/// A volume that lives as long as its pod, on its node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmptyDirMount {
    /// The name of the volume.
    pub volume_name: String,
    /// The folder to mount it at.
    pub mount_path: String,
    /// `Memory` for a volume in memory; absent is the disk.
    pub medium: Option<String>,
    /// Its size at most, as Kubernetes writes it: `1Gi`.
    pub size_limit: Option<String>,
}

message!(EmptyDirMount {
    medium = 3, "medium";
    mount_path = 2, "mountPath";
    size_limit = 4, "sizeLimit";
    volume_name = 1, "volumeName";
});
