//! The `kubernetes` platform: what an executor asks of its pod.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::Document;
use kfp_ir::model::platform::PipelineConfig;
use kfp_ir::model::platform::kubernetes::{InitContainer, KubernetesExecutorConfig, PvcMount};
use kfp_ir::model::{PlatformExecutor, TaskInputParameter, Value};
use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::container::plain;
use crate::lower::facts::{Body, Facts, Leaf};
use crate::lower::graph::Scope;
use crate::lower::inputs::Bindings;
use crate::lower::scheduling;
use crate::lower::source::Source;
use crate::model::{
    ClaimResources, Container, EmptyDir, EnvSource, EnvVar, EphemeralClaim, KeySelector, Metadata, Parameter,
    Resources, SecurityContext, Template, Volume, VolumeClaimSpec, VolumeClaimTemplate, VolumeMount,
    VolumeSource,
};
use crate::text::{BRACE, shield};

/// Where the workspace is mounted, as in KFP.
pub(super) const WORKSPACE_PATH: &str = "/kfp-workspace";

const WORKSPACE: &str = "kfp-workspace";

/// The settings of a document.
#[derive(Debug, Default)]
pub(super) struct Settings<'a> {
    executors: BTreeMap<&'a str, &'a KubernetesExecutorConfig>,
    pub(super) pipeline: Option<&'a PipelineConfig>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(document: &'a Document, report: &mut crate::loss::Report) -> Self {
        let mut settings = Settings::default();
        for (name, platform) in document.platform.iter().flat_map(|p| &p.platforms) {
            let path = IrPath::new(["platforms", name]);
            let executors = platform.deployment_spec.iter().flat_map(|d| &d.executors);
            for (label, executor) in executors {
                match executor {
                    PlatformExecutor::Kubernetes(config) => _ = settings.executors.insert(label, config),
                    PlatformExecutor::Other(_) => report.impossible(
                        "AR210",
                        &path.key("deploymentSpec").key("executors").key(label),
                        format!("settings for the platform `{name}` have no effect"),
                        "",
                    ),
                }
            }
            if name == "kubernetes" {
                settings.pipeline = platform.pipeline_config.as_ref();
            }
        }
        settings
    }
}

/// A part of the settings that is only known in a run.
struct Late<'c> {
    argument: String,
    input: std::borrow::Cow<'c, TaskInputParameter>,
    path: IrPath,
}

fn executor_path(label: &str) -> IrPath {
    IrPath::new(["platforms", "kubernetes", "deploymentSpec", "executors", label])
}

/// What a run may decide, such as the names of objects, with the field that each is in.
fn names(
    config: &KubernetesExecutorConfig,
) -> Vec<(&'static str, usize, std::borrow::Cow<'_, TaskInputParameter>)> {
    use std::borrow::Cow::{Borrowed, Owned};
    let mut all = Vec::new();
    let mut add = |field, i, input: Option<&'_ TaskInputParameter>, plain: &str| {
        all.push((field, i, input.cloned().map_or_else(|| Owned(constant(plain)), Owned)));
    };
    for (i, s) in config.secret_as_volume.iter().enumerate() {
        add("secretAsVolume", i, s.secret_name_parameter.as_ref(), &s.secret_name);
    }
    for (i, s) in config.secret_as_env.iter().enumerate() {
        add("secretAsEnv", i, s.secret_name_parameter.as_ref(), &s.secret_name);
    }
    for (i, c) in config.config_map_as_volume.iter().enumerate() {
        add("configMapAsVolume", i, c.config_map_name_parameter.as_ref(), &c.config_map_name);
    }
    for (i, c) in config.config_map_as_env.iter().enumerate() {
        add("configMapAsEnv", i, c.config_map_name_parameter.as_ref(), &c.config_map_name);
    }
    for (i, s) in config.image_pull_secret.iter().enumerate() {
        add("imagePullSecret", i, s.secret_name_parameter.as_ref(), &s.secret_name);
    }
    let json = config.parameters().filter(|(_, _, key, _)| key.ends_with("Json"));
    all.extend(json.map(|(field, i, _, input)| (field, i.unwrap_or_default(), Borrowed(input))));
    for (i, mount) in config.pvc_mount.iter().enumerate() {
        let input = match &mount.pvc_name_parameter {
            Some(input) => Borrowed(input),
            None => Owned(legacy_claim(mount)),
        };
        all.push(("pvcMount", i, input));
    }
    all
}

fn legacy_claim(mount: &PvcMount) -> TaskInputParameter {
    TaskInputParameter {
        task_output_parameter: mount.task_output_parameter.clone(),
        component_input_parameter: mount.component_input_parameter.clone(),
        ..constant(mount.constant.as_deref().unwrap_or_default())
    }
}

fn constant(text: &str) -> TaskInputParameter {
    TaskInputParameter::constant(text)
}

pub(super) fn fixed(input: &TaskInputParameter) -> Option<&Value> {
    let from = (&input.task_output_parameter, &input.component_input_parameter);
    if let (None, None) = from { input.runtime_value.as_ref()?.constant.as_ref() } else { None }
}

fn late(config: &KubernetesExecutorConfig, label: &str) -> Vec<Late<'static>> {
    names(config)
        .into_iter()
        .filter(|(_, _, input)| fixed(input).is_none())
        .map(|(field, i, input)| Late {
            argument: argument(field, i),
            input: std::borrow::Cow::Owned(input.into_owned()),
            path: executor_path(label).key(field).index(i),
        })
        .collect()
}

pub(super) fn argument(field: &str, i: usize) -> String {
    format!("kfp-{field}-{i}")
}

impl Context<'_> {
    /// The arguments that a task passes for the settings of its pod.
    pub(super) fn kubernetes_arguments(
        &mut self,
        scope: &Scope<'_>,
        child: &Facts<'_>,
        bindings: &Bindings<'_>,
    ) -> Vec<(String, Source)> {
        let Body::Container(leaf) = &child.body else { return Vec::new() };
        let Some(config) = self.kubernetes.executors.get(leaf.label).copied() else { return Vec::new() };
        let mut arguments = Vec::new();
        for late in late(config, leaf.label) {
            match bindings.source(self, scope, &late.input, None, &late.path) {
                Some(bound) if !bound.nullable => arguments.push((late.argument, bound.source)),
                _ => self.report.error(
                    "AR115",
                    &late.path,
                    "the value may be missing in a run, and a pod cannot leave the setting out then",
                    "give the input a default, or make it required",
                ),
            }
        }
        arguments
    }

    /// The secrets with which all pods pull images.
    pub(super) fn image_pull_secrets(&self) -> Vec<String> {
        let own = self.kubernetes.executors.values().flat_map(|config| {
            let secrets = names(config).into_iter().filter(|(field, _, _)| *field == "imagePullSecret");
            secrets.filter_map(|(_, _, input)| fixed(&input).map(plain)).collect::<Vec<_>>()
        });
        let all: BTreeSet<String> = self.options.image_pull_secrets.iter().cloned().chain(own).collect();
        all.into_iter().filter(|name| !name.is_empty()).collect()
    }

    /// The claim for the workspace of a run.
    pub(super) fn workspace_claims(&self) -> Vec<VolumeClaimTemplate> {
        let Some(workspace) = self.kubernetes.pipeline.and_then(|p| p.workspace.as_ref()) else {
            return Vec::new();
        };
        let patch = workspace.kubernetes.as_ref().and_then(|k| k.pvc_spec_patch.as_ref()).map(|p| &p.0);
        let modes = match patch.and_then(|p| p.get("accessModes")) {
            Some(Value::List(modes)) => modes.iter().map(plain).collect(),
            _ => vec!["ReadWriteOnce".to_owned()],
        };
        let spec = VolumeClaimSpec {
            access_modes: modes,
            storage_class_name: patch.and_then(|p| p.get("storageClassName")).map(plain),
            resources: storage(&workspace.size),
        };
        let metadata = Metadata { name: Some(WORKSPACE.to_owned()), ..Metadata::default() };
        vec![VolumeClaimTemplate { metadata, spec }]
    }

    /// Puts the settings of an executor into its template.
    pub(super) fn kubernetes_settings(
        &mut self,
        leaf: &Leaf<'_>,
        template: &mut Template,
        container: &mut Container,
        patch: &mut Vec<(String, Expr)>,
    ) {
        if self.kubernetes.pipeline.is_some_and(|p| p.workspace.is_some()) {
            container.volume_mounts.push(mount(WORKSPACE, WORKSPACE_PATH));
        }
        let Some(config) = self.kubernetes.executors.get(leaf.label).copied() else { return };
        let path = executor_path(leaf.label);
        let late = late(config, leaf.label);
        for late in &late {
            if late.argument.starts_with("kfp-imagePullSecret") {
                let help = "name the secret in the pipeline";
                self.report.error(
                    "AR115",
                    &late.path,
                    "the name of a pull secret has to be known before the run",
                    help,
                );
            }
            template.inputs.parameters.push(Parameter::named(&late.argument));
        }
        environment(config, container);
        volumes(config, template, container);
        scheduling::lower(self.report, config, template, patch, &path);
        let metadata = config.pod_metadata.as_ref().map(|m| Metadata {
            labels: m.labels.clone(),
            annotations: m.annotations.clone(),
            ..Metadata::default()
        });
        template.metadata = metadata.filter(|m| *m != Metadata::default());
        if !config.image_pull_policy.is_empty() {
            container.image_pull_policy = Some(config.image_pull_policy.clone());
        }
        template.active_deadline_seconds = Some(config.active_deadline_seconds).filter(|s| *s > 0);
        container.security_context = config.security_context.as_ref().map(|s| SecurityContext {
            run_as_user: s.run_as_user,
            run_as_group: s.run_as_group,
            run_as_non_root: s.run_as_non_root,
        });
        template.init_containers = config.init_containers.iter().map(init_container).collect();
        if !config.pod_affinity.is_empty() {
            let help = "remove it; KFP's own backend ignores it, too";
            self.report.impossible("AR211", &path.key("podAffinity"), "the pod affinity has no effect", help);
        }
    }
}

fn environment(config: &KubernetesExecutorConfig, container: &mut Container) {
    let mut add = |name: &str, source| {
        container.env.push(EnvVar { name: name.to_owned(), value: None, value_from: Some(source) });
    };
    for (field, i, input) in names(config) {
        let name = name_text(field, i, &input);
        match field {
            "secretAsEnv" => {
                let Some(secret) = config.secret_as_env.get(i) else { continue };
                for key in &secret.key_to_env {
                    let selector = KeySelector {
                        name: name.clone(),
                        key: key.secret_key.clone(),
                        optional: secret.optional,
                    };
                    add(&key.env_var, EnvSource::SecretKeyRef(selector));
                }
            }
            "configMapAsEnv" => {
                let Some(map) = config.config_map_as_env.get(i) else { continue };
                for key in &map.key_to_env {
                    let selector = KeySelector {
                        name: name.clone(),
                        key: key.config_map_key.clone(),
                        optional: map.optional,
                    };
                    add(&key.env_var, EnvSource::ConfigMapKeyRef(selector));
                }
            }
            _ => {}
        }
    }
    for field in &config.field_path_as_env {
        add(&field.name, EnvSource::FieldRef { field_path: field.field_path.clone() });
    }
}

/// The name, or a tag for it.
fn name_text(field: &str, i: usize, input: &TaskInputParameter) -> String {
    match fixed(input) {
        Some(value) => plain(value),
        None => Expr::Input(argument(field, i)).parsed().tag(),
    }
}

fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount { name: name.to_owned(), mount_path: path.to_owned(), sub_path: None }
}

fn volumes(config: &KubernetesExecutorConfig, template: &mut Template, container: &mut Container) {
    let mut add = |name: String, source: VolumeSource, path: &str, sub_path: &str| {
        container.volume_mounts.push(VolumeMount {
            name: name.clone(),
            mount_path: path.to_owned(),
            sub_path: (!sub_path.is_empty()).then(|| sub_path.to_owned()),
        });
        template.volumes.push(Volume { name, source });
    };
    for (field, i, input) in names(config) {
        let name = name_text(field, i, &input);
        match field {
            "secretAsVolume" => {
                let Some(secret) = config.secret_as_volume.get(i) else { continue };
                let source = VolumeSource::Secret { secret_name: name, optional: secret.optional };
                add(format!("secret-{i}"), source, &secret.mount_path, "");
            }
            "configMapAsVolume" => {
                let Some(map) = config.config_map_as_volume.get(i) else { continue };
                let source = VolumeSource::ConfigMap { name, optional: map.optional };
                add(format!("config-map-{i}"), source, &map.mount_path, "");
            }
            "pvcMount" => {
                let Some(claim) = config.pvc_mount.get(i) else { continue };
                let source = VolumeSource::PersistentVolumeClaim { claim_name: name };
                add(format!("claim-{i}"), source, &claim.mount_path, &claim.sub_path);
            }
            _ => {}
        }
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
        let source = VolumeSource::Ephemeral { volume_claim_template: EphemeralClaim { metadata, spec } };
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

fn storage(size: &str) -> ClaimResources {
    ClaimResources { requests: BTreeMap::from([("storage".to_owned(), size.to_owned())]) }
}

fn init_container(init: &InitContainer) -> Container {
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
