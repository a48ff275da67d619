//! Environment and volumes of a pod, and its init containers.

use std::collections::BTreeMap;

use kfp_ir::model::platform::kubernetes::{InitContainer, KubernetesExecutorConfig};

use super::names::{Name, item, names};
use crate::expr::Expr;
use crate::lower::entry::{Entry, Patch, list};
use crate::lower::instance::Use;
use crate::model::{
    ClaimResources, Container, EmptyDir, EnvSource, EnvVar, EphemeralClaim, KeySelector, Metadata, Resources,
    Template, Volume, VolumeClaimSpec, VolumeMount, VolumeSource,
};
use crate::text::{BRACE, shield};

/// Variables with values from secrets, config maps and fields of the pod.
pub(super) fn environment(
    config: &KubernetesExecutorConfig,
    use_: &Use,
    container: &mut Container,
    patch: &mut Patch,
) {
    let mut late = Vec::new();
    for (field, i, input) in names(config) {
        let (kind, keys, optional): (_, Vec<(&str, &str)>, _) = match field {
            "secretAsEnv" => {
                let Some(secret) = config.secret_as_env.get(i) else { continue };
                let keys = secret.key_to_env.iter().map(|k| (k.secret_key.as_str(), k.env_var.as_str()));
                ("secretKeyRef", keys.collect(), secret.optional)
            }
            "configMapAsEnv" => {
                let Some(map) = config.config_map_as_env.get(i) else { continue };
                let keys = map.key_to_env.iter().map(|k| (k.config_map_key.as_str(), k.env_var.as_str()));
                ("configMapKeyRef", keys.collect(), map.optional)
            }
            _ => continue,
        };
        let object = Name::new(field, i, &input, use_);
        for (key, variable) in keys {
            match &object {
                Name::Text(name) => {
                    let selector = KeySelector { name: name.clone(), key: key.to_owned(), optional };
                    let source = match kind {
                        "secretKeyRef" => EnvSource::SecretKeyRef(selector),
                        _ => EnvSource::ConfigMapKeyRef(selector),
                    };
                    let name = variable.to_owned();
                    container.env.push(EnvVar { name, value: None, value_from: Some(source) });
                }
                Name::Maybe(json) => late.push(item(json, |name| {
                    let mut selector = vec![("name".to_owned(), name), ("key".to_owned(), Expr::text(key))];
                    selector.extend(optional.map(|o| ("optional".to_owned(), Expr::Bool(o))));
                    let source = Expr::Map(vec![(kind.to_owned(), Expr::Map(selector))]);
                    Expr::Map(vec![("name".into(), Expr::text(variable)), ("valueFrom".into(), source)])
                })),
            }
        }
    }
    if !late.is_empty() {
        patch.main.push(("env", Entry::Always(list(late))));
    }
    for field in &config.field_path_as_env {
        let source = EnvSource::FieldRef { field_path: field.field_path.clone() };
        container.env.push(EnvVar { name: field.name.clone(), value: None, value_from: Some(source) });
    }
}

pub(super) fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount { name: name.to_owned(), mount_path: path.to_owned(), sub_path: None }
}

/// A volume of an object that a run may name.
struct Named<'c> {
    volume: String,
    /// The name of the volume's source, and of the field in it that names the object.
    source: (&'static str, &'static str),
    optional: Option<bool>,
    path: &'c str,
    sub_path: &'c str,
}

/// The volumes of a pod, mounted into its main container.
pub(super) fn volumes(
    config: &KubernetesExecutorConfig,
    use_: &Use,
    template: &mut Template,
    container: &mut Container,
    patch: &mut Patch,
) {
    let mut late = (Vec::new(), Vec::new());
    let mut add = |name: String, source: VolumeSource, path: &str, sub_path: &str| {
        container.volume_mounts.push(VolumeMount {
            name: name.clone(),
            mount_path: path.to_owned(),
            sub_path: (!sub_path.is_empty()).then(|| sub_path.to_owned()),
        });
        template.volumes.push(Volume { name, source });
    };
    for (field, i, input) in names(config) {
        let named = match field {
            "secretAsVolume" => config.secret_as_volume.get(i).map(|secret| Named {
                volume: format!("secret-{i}"),
                source: ("secret", "secretName"),
                optional: secret.optional,
                path: &secret.mount_path,
                sub_path: "",
            }),
            "configMapAsVolume" => config.config_map_as_volume.get(i).map(|map| Named {
                volume: format!("config-map-{i}"),
                source: ("configMap", "name"),
                optional: map.optional,
                path: &map.mount_path,
                sub_path: "",
            }),
            "pvcMount" => config.pvc_mount.get(i).map(|claim| Named {
                volume: format!("claim-{i}"),
                source: ("persistentVolumeClaim", "claimName"),
                optional: None,
                path: &claim.mount_path,
                sub_path: &claim.sub_path,
            }),
            _ => None,
        };
        let Some(Named { volume, source: (kind, key), optional, path, sub_path }) = named else { continue };
        match Name::new(field, i, &input, use_) {
            Name::Text(name) => {
                let source = match kind {
                    "secret" => VolumeSource::Secret { secret_name: name, optional },
                    "configMap" => VolumeSource::ConfigMap { name, optional },
                    _ => VolumeSource::PersistentVolumeClaim { claim_name: name },
                };
                add(volume, source, path, sub_path);
            }
            Name::Maybe(json) => {
                late.0.push(item(&json, |name| {
                    let mut source = vec![(key.to_owned(), name)];
                    source.extend(optional.map(|o| ("optional".to_owned(), Expr::Bool(o))));
                    let volume = ("name".to_owned(), Expr::text(&volume));
                    Expr::Map(vec![volume, (kind.to_owned(), Expr::Map(source))])
                }));
                late.1.push(item(&json, |_| {
                    let mut mount = vec![
                        ("name".to_owned(), Expr::text(&volume)),
                        ("mountPath".to_owned(), Expr::text(path)),
                    ];
                    if !sub_path.is_empty() {
                        mount.push(("subPath".to_owned(), Expr::text(sub_path)));
                    }
                    Expr::Map(mount)
                }));
            }
        }
    }
    if !late.0.is_empty() {
        patch.pod.push(("volumes".to_owned(), Entry::Always(list(late.0))));
        patch.main.push(("volumeMounts", Entry::Always(list(late.1))));
    }
    for volume in &config.generic_ephemeral_volume {
        let class = (!volume.default_storage_class).then(|| volume.storage_class_name.clone());
        let metadata = volume.metadata.as_ref().map(|m| Metadata {
            labels: m.labels.clone(),
            annotations: m.annotations.clone(),
            ..Metadata::default()
        });
        let spec = VolumeClaimSpec {
            access_modes: volume.access_modes.clone(),
            storage_class_name: class,
            resources: storage(&volume.size),
        };
        let claim = Box::new(EphemeralClaim { metadata, spec });
        let source = VolumeSource::Ephemeral { volume_claim_template: claim };
        add(volume.volume_name.clone(), source, &volume.mount_path, "");
    }
    for volume in &config.empty_dir_mounts {
        let source = EmptyDir { medium: volume.medium.clone(), size_limit: volume.size_limit.clone() };
        add(volume.volume_name.clone(), VolumeSource::EmptyDir(source), &volume.mount_path, "");
    }
    if let Some(memory) = &config.enabled_shared_memory {
        let size_limit = Some(memory.size.clone()).filter(|s| !s.is_empty());
        let source = EmptyDir { medium: Some("Memory".into()), size_limit };
        let name = if memory.volume_name.is_empty() { "shm" } else { &memory.volume_name };
        add(name.to_owned(), VolumeSource::EmptyDir(source), "/dev/shm", "");
    }
}

pub(super) fn storage(size: &str) -> ClaimResources {
    ClaimResources { requests: BTreeMap::from([("storage".to_owned(), size.to_owned())]) }
}

pub(super) fn init_container(init: &InitContainer) -> Container {
    let all = |texts: &[String]| texts.iter().map(|t| shield(t)).collect::<Vec<_>>();
    let mut env: Vec<EnvVar> = init
        .env
        .iter()
        .map(|e| EnvVar { name: e.name.clone(), value: Some(shield(&e.value)), value_from: None })
        .collect();
    let (command, args) = (all(&init.command), all(&init.args));
    let texts = command.iter().chain(&args).chain(env.iter().filter_map(|e| e.value.as_ref()));
    if texts.into_iter().any(|t| t.contains(BRACE)) {
        env.insert(0, EnvVar { name: BRACE.into(), value: Some("{".into()), value_from: None });
    }
    Container {
        name: Some(init.name.clone()),
        image: init.image.clone(),
        command,
        args,
        env,
        resources: init
            .resources
            .as_ref()
            .map(|r| Resources { limits: r.limits.clone(), requests: r.requests.clone() }),
        restart_policy: init.restart_policy.clone(),
        volume_mounts: init.volume_mounts.iter().map(|m| mount(&m.volume_name, &m.mount_path)).collect(),
        ..Container::default()
    }
}
