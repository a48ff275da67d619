//! What a template does when it is no graph: containers, scripts, objects, calls.

use crate::object::message::objects;
use crate::object::{
    AnyText, Artifact, ContainerPort, ContainerResizePolicy, ContainerRestartRule, EnvFromSource, EnvVar,
    Lifecycle, Probe, ResourceRequirements, SecretKeySelector, SecurityContext, VolumeDevice, VolumeMount,
};

objects! {
    /// A container with a program as text.
    ScriptTemplate {
        args: Vec<String> = "args";
        command: Vec<String> = "command";
        env: Vec<EnvVar> = "env";
        env_from: Vec<EnvFromSource> = "envFrom";
        image: String = "image";
        image_pull_policy: String = "imagePullPolicy";
        lifecycle: Lifecycle = "lifecycle";
        liveness_probe: Probe = "livenessProbe";
        name: String = "name";
        ports: Vec<ContainerPort> = "ports";
        readiness_probe: Probe = "readinessProbe";
        resize_policy: Vec<ContainerResizePolicy> = "resizePolicy";
        resources: ResourceRequirements = "resources";
        restart_policy: String = "restartPolicy";
        restart_policy_rules: Vec<ContainerRestartRule> = "restartPolicyRules";
        security_context: SecurityContext = "securityContext";
        source: String = "source";
        startup_probe: Probe = "startupProbe";
        stdin: bool = "stdin";
        stdin_once: bool = "stdinOnce";
        termination_message_path: String = "terminationMessagePath";
        termination_message_policy: String = "terminationMessagePolicy";
        tty: bool = "tty";
        volume_devices: Vec<VolumeDevice> = "volumeDevices";
        volume_mounts: Vec<VolumeMount> = "volumeMounts";
        working_dir: String = "workingDir";
    }

    /// A container beside the main one.
    UserContainer {
        args: Vec<String> = "args";
        command: Vec<String> = "command";
        env: Vec<EnvVar> = "env";
        env_from: Vec<EnvFromSource> = "envFrom";
        image: String = "image";
        image_pull_policy: String = "imagePullPolicy";
        lifecycle: Lifecycle = "lifecycle";
        liveness_probe: Probe = "livenessProbe";
        mirror_volume_mounts: bool = "mirrorVolumeMounts";
        name: String = "name";
        ports: Vec<ContainerPort> = "ports";
        readiness_probe: Probe = "readinessProbe";
        resize_policy: Vec<ContainerResizePolicy> = "resizePolicy";
        resources: ResourceRequirements = "resources";
        restart_policy: String = "restartPolicy";
        restart_policy_rules: Vec<ContainerRestartRule> = "restartPolicyRules";
        security_context: SecurityContext = "securityContext";
        startup_probe: Probe = "startupProbe";
        stdin: bool = "stdin";
        stdin_once: bool = "stdinOnce";
        termination_message_path: String = "terminationMessagePath";
        termination_message_policy: String = "terminationMessagePolicy";
        tty: bool = "tty";
        volume_devices: Vec<VolumeDevice> = "volumeDevices";
        volume_mounts: Vec<VolumeMount> = "volumeMounts";
        working_dir: String = "workingDir";
    }

    /// Several containers in one pod.
    ContainerSetTemplate {
        containers: Vec<ContainerNode> = "containers";
        retry_strategy: ContainerSetRetryStrategy = "retryStrategy";
        volume_mounts: Vec<VolumeMount> = "volumeMounts";
    }

    /// One of several containers.
    ContainerNode {
        args: Vec<String> = "args";
        command: Vec<String> = "command";
        dependencies: Vec<String> = "dependencies";
        env: Vec<EnvVar> = "env";
        env_from: Vec<EnvFromSource> = "envFrom";
        image: String = "image";
        image_pull_policy: String = "imagePullPolicy";
        lifecycle: Lifecycle = "lifecycle";
        liveness_probe: Probe = "livenessProbe";
        name: String = "name";
        ports: Vec<ContainerPort> = "ports";
        readiness_probe: Probe = "readinessProbe";
        resize_policy: Vec<ContainerResizePolicy> = "resizePolicy";
        resources: ResourceRequirements = "resources";
        restart_policy: String = "restartPolicy";
        restart_policy_rules: Vec<ContainerRestartRule> = "restartPolicyRules";
        security_context: SecurityContext = "securityContext";
        startup_probe: Probe = "startupProbe";
        stdin: bool = "stdin";
        stdin_once: bool = "stdinOnce";
        termination_message_path: String = "terminationMessagePath";
        termination_message_policy: String = "terminationMessagePolicy";
        tty: bool = "tty";
        volume_devices: Vec<VolumeDevice> = "volumeDevices";
        volume_mounts: Vec<VolumeMount> = "volumeMounts";
        working_dir: String = "workingDir";
    }

    /// Attempts within a pod.
    ContainerSetRetryStrategy {
        duration: String = "duration";
        retries: AnyText = "retries";
    }

    /// Something that is done with a Kubernetes object.
    ResourceTemplate {
        action: String = "action";
        failure_condition: String = "failureCondition";
        flags: Vec<String> = "flags";
        manifest: String = "manifest";
        manifest_from: ManifestFrom = "manifestFrom";
        merge_strategy: String = "mergeStrategy";
        set_owner_reference: bool = "setOwnerReference";
        success_condition: String = "successCondition";
    }

    /// An object that is an artifact.
    ManifestFrom {
        artifact: Artifact = "artifact";
    }

    /// A list of files, and what is made of it.
    Data {
        source: DataSource = "source";
        transformation: Vec<TransformationStep> = "transformation";
    }

    /// Where the list is from.
    DataSource {
        artifact_paths: Artifact = "artifactPaths";
    }

    /// One expression over the list.
    TransformationStep {
        expression: String = "expression";
    }

    /// A request.
    Http {
        body: String = "body";
        body_from: HttpBodySource = "bodyFrom";
        headers: Vec<HttpHeader> = "headers";
        insecure_skip_verify: bool = "insecureSkipVerify";
        method: String = "method";
        success_condition: String = "successCondition";
        timeout_seconds: i64 = "timeoutSeconds";
        url: String = "url";
    }

    /// A header of a request.
    HttpHeader {
        name: String = "name";
        value: String = "value";
        value_from: HttpHeaderSource = "valueFrom";
    }

    /// A secret header.
    HttpHeaderSource {
        secret_key_ref: SecretKeySelector = "secretKeyRef";
    }

    /// A body of bytes.
    HttpBodySource {
        bytes: String = "bytes";
    }
}
