//! Containers beside that of a task, as the `kubernetes` platform describes them.

use std::collections::BTreeMap;

/// A container that runs before the task, or beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainer {
    /// Its name; KFP keeps `kfp-launcher` for itself.
    pub name: String,
    /// The image.
    pub image: String,
    /// The command.
    pub command: Vec<String>,
    /// The arguments.
    pub args: Vec<String>,
    /// Environment variables, in order.
    pub env: Vec<InitContainerEnvVar>,
    /// Volumes of the pod to mount.
    pub volume_mounts: Vec<InitContainerVolumeMount>,
    /// `Always` lets it run beside the task; nothing else is allowed.
    pub restart_policy: Option<String>,
    /// What it needs.
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

/// An environment variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainerEnvVar {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

message!(InitContainerEnvVar {
    name = 1, "name";
    value = 2, "value";
});

/// A volume to mount.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainerVolumeMount {
    /// The name of the volume.
    pub volume_name: String,
    /// The folder to mount it at.
    pub mount_path: String,
}

message!(InitContainerVolumeMount {
    mount_path = 2, "mountPath";
    volume_name = 1, "volumeName";
});

/// What a container needs, by resource, as Kubernetes writes it: `cpu: 500m`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InitContainerResources {
    /// At least.
    pub requests: BTreeMap<String, String>,
    /// At most.
    pub limits: BTreeMap<String, String>,
}

message!(InitContainerResources {
    limits = 2, "limits";
    requests = 1, "requests";
});
