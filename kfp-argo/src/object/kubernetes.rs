//! The types of Kubernetes inside Argo's: JSON values that were checked against the fields that each type has.

use serde::ser::{Serialize, Serializer};

use kfp_ir::codec::tree::{Node, Shape};
use kfp_ir::model::Value;

use super::message::Element;
use super::reader::Reader;

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
enum Holds {
    Text,
    Bool,
    Whole,
    /// Text or a number: quantities, ports.
    Scalar,
    Any,
    List(&'static Holds),
    Map(&'static Holds),
    Object(&'static Fields),
}

/// The name of a type, and its fields.
#[derive(Debug)]
struct Fields {
    name: &'static str,
    names: &'static [&'static str],
    holds: &'static [Holds],
}

fn check(node: &Node<'_>, holds: Holds, cx: &mut Reader) {
    match (holds, node.shape()) {
        (_, Shape::Null)
        | (Holds::Any, _)
        | (Holds::Text, Shape::Text(_))
        | (Holds::Bool, Shape::Bool(_))
        | (Holds::Scalar, Shape::Text(_) | Shape::Number(_)) => {}
        (Holds::Whole, Shape::Number(n)) if n.fract() == 0.0 => {}
        (Holds::List(item), Shape::List(items)) => {
            for (i, node) in items.iter().enumerate() {
                cx.item(i, |cx| check(node, *item, cx));
            }
        }
        (Holds::Map(value), Shape::Map(_)) => {
            cx.entries(node, |_, node, cx| check(node, *value, cx));
        }
        (Holds::Object(fields), Shape::Map(_)) => {
            cx.fields(node, fields.name, fields.names, |key, node, cx| {
                let found = fields.names.iter().zip(fields.holds).find(|(name, _)| **name == key);
                if let Some((_, holds)) = found {
                    check(node, *holds, cx);
                }
            });
        }
        (holds, _) => {
            cx.wrong::<()>(
                node,
                match holds {
                    Holds::Text => "text",
                    Holds::Bool => "`true` or `false`",
                    Holds::Whole => "a whole number",
                    Holds::Scalar => "text or a number",
                    Holds::List(_) => "a list",
                    _ => "a map",
                },
            );
        }
    }
}

macro_rules! holds {
    (Text) => {
        Holds::Text
    };
    (Bool) => {
        Holds::Bool
    };
    (Whole) => {
        Holds::Whole
    };
    (Scalar) => {
        Holds::Scalar
    };
    (Any) => {
        Holds::Any
    };
    ([$item:tt]) => {
        Holds::List(&holds!($item))
    };
    ({$value:tt}) => {
        Holds::Map(&holds!($value))
    };
    ($object:ident) => {
        Holds::Object($object::FIELDS)
    };
}

macro_rules! kubernetes {
    ($($name:ident { $($field:literal: $holds:tt),* })*) => {$(
        #[doc = concat!("Kubernetes' `", stringify!($name), "`.")]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name(
            /// The object as JSON.
            pub Value,
        );

        impl $name {
            const FIELDS: &'static Fields = &Fields {
                name: stringify!($name),
                names: &[$($field),*],
                holds: &[$(holds!($holds)),*],
            };
        }

        impl Element for $name {
            fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
                check(node, Holds::Object(Self::FIELDS), cx);
                Some(Self(node.to_value()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::to_json(&self.0).serialize(serializer)
            }
        }
    )*};
}

kubernetes! {
    AWSElasticBlockStoreVolumeSource {
        "fsType": Text, "partition": Whole, "readOnly": Bool, "volumeID": Text
    }
    Affinity {
        "nodeAffinity": NodeAffinity, "podAffinity": PodAffinity, "podAntiAffinity": PodAntiAffinity
    }
    AppArmorProfile { "localhostProfile": Text, "type": Text }
    AzureDiskVolumeSource {
        "cachingMode": Text, "diskName": Text, "diskURI": Text, "fsType": Text, "kind": Text,
        "readOnly": Bool
    }
    AzureFileVolumeSource { "readOnly": Bool, "secretName": Text, "shareName": Text }
    CSIVolumeSource {
        "driver": Text, "fsType": Text, "nodePublishSecretRef": LocalObjectReference, "readOnly": Bool,
        "volumeAttributes": {Text}
    }
    Capabilities { "add": [Text], "drop": [Text] }
    CephFSVolumeSource {
        "monitors": [Text], "path": Text, "readOnly": Bool, "secretFile": Text,
        "secretRef": LocalObjectReference, "user": Text
    }
    CinderVolumeSource {
        "fsType": Text, "readOnly": Bool, "secretRef": LocalObjectReference, "volumeID": Text
    }
    ClusterTrustBundleProjection {
        "labelSelector": LabelSelector, "name": Text, "optional": Bool, "path": Text, "signerName": Text
    }
    ConfigMapEnvSource { "name": Text, "optional": Bool }
    ConfigMapKeySelector { "key": Text, "name": Text, "optional": Bool }
    ConfigMapProjection { "items": [KeyToPath], "name": Text, "optional": Bool }
    ConfigMapVolumeSource { "defaultMode": Whole, "items": [KeyToPath], "name": Text, "optional": Bool }
    Container {
        "args": [Text], "command": [Text], "env": [EnvVar], "envFrom": [EnvFromSource], "image": Text,
        "imagePullPolicy": Text, "lifecycle": Lifecycle, "livenessProbe": Probe, "name": Text,
        "ports": [ContainerPort], "readinessProbe": Probe, "resizePolicy": [ContainerResizePolicy],
        "resources": ResourceRequirements, "restartPolicy": Text,
        "restartPolicyRules": [ContainerRestartRule], "securityContext": SecurityContext,
        "startupProbe": Probe, "stdin": Bool, "stdinOnce": Bool, "terminationMessagePath": Text,
        "terminationMessagePolicy": Text, "tty": Bool, "volumeDevices": [VolumeDevice],
        "volumeMounts": [VolumeMount], "workingDir": Text
    }
    ContainerPort {
        "containerPort": Whole, "hostIP": Text, "hostPort": Whole, "name": Text, "protocol": Text
    }
    ContainerResizePolicy { "resourceName": Text, "restartPolicy": Text }
    ContainerRestartRule { "action": Text, "exitCodes": ContainerRestartRuleOnExitCodes }
    ContainerRestartRuleOnExitCodes { "operator": Text, "values": [Whole] }
    DownwardAPIProjection { "items": [DownwardAPIVolumeFile] }
    DownwardAPIVolumeFile {
        "fieldRef": ObjectFieldSelector, "mode": Whole, "path": Text,
        "resourceFieldRef": ResourceFieldSelector
    }
    DownwardAPIVolumeSource { "defaultMode": Whole, "items": [DownwardAPIVolumeFile] }
    EmptyDirVolumeSource { "medium": Text, "sizeLimit": Scalar }
    EnvFromSource { "configMapRef": ConfigMapEnvSource, "prefix": Text, "secretRef": SecretEnvSource }
    EnvVar { "name": Text, "value": Text, "valueFrom": EnvVarSource }
    EnvVarSource {
        "configMapKeyRef": ConfigMapKeySelector, "fieldRef": ObjectFieldSelector,
        "fileKeyRef": FileKeySelector, "resourceFieldRef": ResourceFieldSelector,
        "secretKeyRef": SecretKeySelector
    }
    EphemeralVolumeSource { "volumeClaimTemplate": PersistentVolumeClaimTemplate }
    ExecAction { "command": [Text] }
    FCVolumeSource {
        "fsType": Text, "lun": Whole, "readOnly": Bool, "targetWWNs": [Text], "wwids": [Text]
    }
    FileKeySelector { "key": Text, "optional": Bool, "path": Text, "volumeName": Text }
    FlexVolumeSource {
        "driver": Text, "fsType": Text, "options": {Text}, "readOnly": Bool,
        "secretRef": LocalObjectReference
    }
    FlockerVolumeSource { "datasetName": Text, "datasetUUID": Text }
    GCEPersistentDiskVolumeSource { "fsType": Text, "partition": Whole, "pdName": Text, "readOnly": Bool }
    GRPCAction { "port": Whole, "service": Text }
    GitRepoVolumeSource { "directory": Text, "repository": Text, "revision": Text }
    GlusterfsVolumeSource { "endpoints": Text, "path": Text, "readOnly": Bool }
    HTTPGetAction {
        "host": Text, "httpHeaders": [HTTPHeader], "path": Text, "port": Scalar, "scheme": Text
    }
    HTTPHeader { "name": Text, "value": Text }
    HostAlias { "hostnames": [Text], "ip": Text }
    HostPathVolumeSource { "path": Text, "type": Text }
    ISCSIVolumeSource {
        "chapAuthDiscovery": Bool, "chapAuthSession": Bool, "fsType": Text, "initiatorName": Text,
        "iqn": Text, "iscsiInterface": Text, "lun": Whole, "portals": [Text], "readOnly": Bool,
        "secretRef": LocalObjectReference, "targetPortal": Text
    }
    ImageVolumeSource { "pullPolicy": Text, "reference": Text }
    KeyToPath { "key": Text, "mode": Whole, "path": Text }
    LabelSelector { "matchExpressions": [LabelSelectorRequirement], "matchLabels": {Text} }
    LabelSelectorRequirement { "key": Text, "operator": Text, "values": [Text] }
    Lifecycle { "postStart": LifecycleHandler, "preStop": LifecycleHandler, "stopSignal": Text }
    LifecycleHandler {
        "exec": ExecAction, "httpGet": HTTPGetAction, "sleep": SleepAction, "tcpSocket": TCPSocketAction
    }
    LocalObjectReference { "name": Text }
    ManagedFieldsEntry {
        "apiVersion": Text, "fieldsType": Text, "fieldsV1": Any, "manager": Text, "operation": Text,
        "subresource": Text, "time": Text
    }
    NFSVolumeSource { "path": Text, "readOnly": Bool, "server": Text }
    NodeAffinity {
        "preferredDuringSchedulingIgnoredDuringExecution": [PreferredSchedulingTerm],
        "requiredDuringSchedulingIgnoredDuringExecution": NodeSelector
    }
    NodeSelector { "nodeSelectorTerms": [NodeSelectorTerm] }
    NodeSelectorRequirement { "key": Text, "operator": Text, "values": [Text] }
    NodeSelectorTerm {
        "matchExpressions": [NodeSelectorRequirement], "matchFields": [NodeSelectorRequirement]
    }
    ObjectFieldSelector { "apiVersion": Text, "fieldPath": Text }
    ObjectMeta {
        "annotations": {Text}, "creationTimestamp": Text, "deletionGracePeriodSeconds": Whole,
        "deletionTimestamp": Text, "finalizers": [Text], "generateName": Text, "generation": Whole,
        "labels": {Text}, "managedFields": [ManagedFieldsEntry], "name": Text, "namespace": Text,
        "ownerReferences": [OwnerReference], "resourceVersion": Text, "selfLink": Text, "uid": Text
    }
    OwnerReference {
        "apiVersion": Text, "blockOwnerDeletion": Bool, "controller": Bool, "kind": Text, "name": Text,
        "uid": Text
    }
    PersistentVolumeClaim {
        "apiVersion": Text, "kind": Text, "metadata": ObjectMeta, "spec": PersistentVolumeClaimSpec,
        "status": Any
    }
    PersistentVolumeClaimSpec {
        "accessModes": [Text], "dataSource": TypedLocalObjectReference,
        "dataSourceRef": TypedObjectReference, "resources": VolumeResourceRequirements,
        "selector": LabelSelector, "storageClassName": Text, "volumeAttributesClassName": Text,
        "volumeMode": Text, "volumeName": Text
    }
    PersistentVolumeClaimTemplate { "metadata": ObjectMeta, "spec": PersistentVolumeClaimSpec }
    PersistentVolumeClaimVolumeSource { "claimName": Text, "readOnly": Bool }
    PhotonPersistentDiskVolumeSource { "fsType": Text, "pdID": Text }
    PodAffinity {
        "preferredDuringSchedulingIgnoredDuringExecution": [WeightedPodAffinityTerm],
        "requiredDuringSchedulingIgnoredDuringExecution": [PodAffinityTerm]
    }
    PodAffinityTerm {
        "labelSelector": LabelSelector, "matchLabelKeys": [Text], "mismatchLabelKeys": [Text],
        "namespaceSelector": LabelSelector, "namespaces": [Text], "topologyKey": Text
    }
    PodAntiAffinity {
        "preferredDuringSchedulingIgnoredDuringExecution": [WeightedPodAffinityTerm],
        "requiredDuringSchedulingIgnoredDuringExecution": [PodAffinityTerm]
    }
    PodCertificateProjection {
        "certificateChainPath": Text, "credentialBundlePath": Text, "keyPath": Text, "keyType": Text,
        "maxExpirationSeconds": Whole, "signerName": Text, "userAnnotations": {Text}
    }
    PodDNSConfig { "nameservers": [Text], "options": [PodDNSConfigOption], "searches": [Text] }
    PodDNSConfigOption { "name": Text, "value": Text }
    PodDisruptionBudgetSpec {
        "maxUnavailable": Scalar, "minAvailable": Scalar, "selector": LabelSelector,
        "unhealthyPodEvictionPolicy": Text
    }
    PodResourceClaim { "name": Text, "resourceClaimName": Text, "resourceClaimTemplateName": Text }
    PodSecurityContext {
        "appArmorProfile": AppArmorProfile, "fsGroup": Whole, "fsGroupChangePolicy": Text,
        "runAsGroup": Whole, "runAsNonRoot": Bool, "runAsUser": Whole, "seLinuxChangePolicy": Text,
        "seLinuxOptions": SELinuxOptions, "seccompProfile": SeccompProfile,
        "supplementalGroups": [Whole], "supplementalGroupsPolicy": Text, "sysctls": [Sysctl],
        "windowsOptions": WindowsSecurityContextOptions
    }
    PortworxVolumeSource { "fsType": Text, "readOnly": Bool, "volumeID": Text }
    PreferredSchedulingTerm { "preference": NodeSelectorTerm, "weight": Whole }
    Probe {
        "exec": ExecAction, "failureThreshold": Whole, "grpc": GRPCAction, "httpGet": HTTPGetAction,
        "initialDelaySeconds": Whole, "periodSeconds": Whole, "successThreshold": Whole,
        "tcpSocket": TCPSocketAction, "terminationGracePeriodSeconds": Whole, "timeoutSeconds": Whole
    }
    ProjectedVolumeSource { "defaultMode": Whole, "sources": [VolumeProjection] }
    QuobyteVolumeSource {
        "group": Text, "readOnly": Bool, "registry": Text, "tenant": Text, "user": Text, "volume": Text
    }
    RBDVolumeSource {
        "fsType": Text, "image": Text, "keyring": Text, "monitors": [Text], "pool": Text,
        "readOnly": Bool, "secretRef": LocalObjectReference, "user": Text
    }
    ResourceClaim { "name": Text, "request": Text }
    ResourceFieldSelector { "containerName": Text, "divisor": Scalar, "resource": Text }
    ResourceRequirements { "claims": [ResourceClaim], "limits": {Scalar}, "requests": {Scalar} }
    SELinuxOptions { "level": Text, "role": Text, "type": Text, "user": Text }
    ScaleIOVolumeSource {
        "fsType": Text, "gateway": Text, "protectionDomain": Text, "readOnly": Bool,
        "secretRef": LocalObjectReference, "sslEnabled": Bool, "storageMode": Text, "storagePool": Text,
        "system": Text, "volumeName": Text
    }
    SeccompProfile { "localhostProfile": Text, "type": Text }
    SecretEnvSource { "name": Text, "optional": Bool }
    SecretKeySelector { "key": Text, "name": Text, "optional": Bool }
    SecretProjection { "items": [KeyToPath], "name": Text, "optional": Bool }
    SecretVolumeSource { "defaultMode": Whole, "items": [KeyToPath], "optional": Bool, "secretName": Text }
    SecurityContext {
        "allowPrivilegeEscalation": Bool, "appArmorProfile": AppArmorProfile,
        "capabilities": Capabilities, "privileged": Bool, "procMount": Text,
        "readOnlyRootFilesystem": Bool, "runAsGroup": Whole, "runAsNonRoot": Bool, "runAsUser": Whole,
        "seLinuxOptions": SELinuxOptions, "seccompProfile": SeccompProfile,
        "windowsOptions": WindowsSecurityContextOptions
    }
    ServiceAccountTokenProjection { "audience": Text, "expirationSeconds": Whole, "path": Text }
    SleepAction { "seconds": Whole }
    StorageOSVolumeSource {
        "fsType": Text, "readOnly": Bool, "secretRef": LocalObjectReference, "volumeName": Text,
        "volumeNamespace": Text
    }
    Sysctl { "name": Text, "value": Text }
    TCPSocketAction { "host": Text, "port": Scalar }
    Toleration { "effect": Text, "key": Text, "operator": Text, "tolerationSeconds": Whole, "value": Text }
    TypedLocalObjectReference { "apiGroup": Text, "kind": Text, "name": Text }
    TypedObjectReference { "apiGroup": Text, "kind": Text, "name": Text, "namespace": Text }
    Volume {
        "awsElasticBlockStore": AWSElasticBlockStoreVolumeSource, "azureDisk": AzureDiskVolumeSource,
        "azureFile": AzureFileVolumeSource, "cephfs": CephFSVolumeSource, "cinder": CinderVolumeSource,
        "configMap": ConfigMapVolumeSource, "csi": CSIVolumeSource,
        "downwardAPI": DownwardAPIVolumeSource, "emptyDir": EmptyDirVolumeSource,
        "ephemeral": EphemeralVolumeSource, "fc": FCVolumeSource, "flexVolume": FlexVolumeSource,
        "flocker": FlockerVolumeSource, "gcePersistentDisk": GCEPersistentDiskVolumeSource,
        "gitRepo": GitRepoVolumeSource, "glusterfs": GlusterfsVolumeSource,
        "hostPath": HostPathVolumeSource, "image": ImageVolumeSource, "iscsi": ISCSIVolumeSource,
        "name": Text, "nfs": NFSVolumeSource, "persistentVolumeClaim": PersistentVolumeClaimVolumeSource,
        "photonPersistentDisk": PhotonPersistentDiskVolumeSource, "portworxVolume": PortworxVolumeSource,
        "projected": ProjectedVolumeSource, "quobyte": QuobyteVolumeSource, "rbd": RBDVolumeSource,
        "scaleIO": ScaleIOVolumeSource, "secret": SecretVolumeSource, "storageos": StorageOSVolumeSource,
        "vsphereVolume": VsphereVirtualDiskVolumeSource
    }
    VolumeDevice { "devicePath": Text, "name": Text }
    VolumeMount {
        "mountPath": Text, "mountPropagation": Text, "name": Text, "readOnly": Bool,
        "recursiveReadOnly": Text, "subPath": Text, "subPathExpr": Text
    }
    VolumeProjection {
        "clusterTrustBundle": ClusterTrustBundleProjection, "configMap": ConfigMapProjection,
        "downwardAPI": DownwardAPIProjection, "podCertificate": PodCertificateProjection,
        "secret": SecretProjection, "serviceAccountToken": ServiceAccountTokenProjection
    }
    VolumeResourceRequirements { "limits": {Scalar}, "requests": {Scalar} }
    VsphereVirtualDiskVolumeSource {
        "fsType": Text, "storagePolicyID": Text, "storagePolicyName": Text, "volumePath": Text
    }
    WeightedPodAffinityTerm { "podAffinityTerm": PodAffinityTerm, "weight": Whole }
    WindowsSecurityContextOptions {
        "gmsaCredentialSpec": Text, "gmsaCredentialSpecName": Text, "hostProcess": Bool,
        "runAsUserName": Text
    }
}
