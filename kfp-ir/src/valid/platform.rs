//! Rules about platform settings.

use crate::codec::reading::At;
use crate::model::platform::WorkspaceConfig;
use crate::model::platform::kubernetes::KubernetesExecutorConfig;
use crate::model::{PipelineConfig, PlatformExecutor};
use crate::valid::context::Context;
use crate::valid::{placeholder, quantity, rules};

const KUBERNETES: &str = "kubernetes";
const WORKSPACE_PATH: &str = "/kfp-workspace";

pub(crate) fn check(cx: &mut Context<'_>) {
    let top = At::default();
    let executors = cx.pipeline.deployment_spec.as_ref().map(|d| &d.executors);
    let importers = executors.into_iter().flatten();
    for (label, executor) in importers {
        if executor.importer.as_ref().is_some_and(|i| i.download_to_workspace) {
            let (deployment, list) = (top.key("deploymentSpec"), "executors");
            let executors = deployment.key(list);
            placeholder::workspace(cx, &executors.key(label), "the importer downloads into the workspace");
        }
    }
    let Some(platform) = &cx.document.platform else { return };
    let at = top.key("platforms");
    for (name, platform) in &platform.platforms {
        let at = at.key(name);
        if let Some(config) = &platform.pipeline_config {
            pipeline_config(cx, &at.key("pipelineConfig"), config);
        }
        let deployment = at.key("deploymentSpec");
        let at = deployment.key("executors");
        for (label, settings) in platform.deployment_spec.iter().flat_map(|d| &d.executors) {
            let at = at.key(label);
            if !executors.is_some_and(|executors| executors.contains_key(label)) {
                let help = cx.similar(label, executors.into_iter().flat_map(|e| e.keys()));
                cx.report(rules::PLATFORM_LABEL, &at, format!("there is no executor `{label}`"), help);
            }
            if let PlatformExecutor::Kubernetes(settings) = settings {
                kubernetes(cx, &at, settings);
            }
        }
    }
}

fn value(cx: &mut Context<'_>, at: &At<'_>, message: String) {
    cx.report(rules::PLATFORM_VALUE, at, message, None);
}

fn kubernetes(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    if !matches!(settings.image_pull_policy.as_str(), "" | "Always" | "Never" | "IfNotPresent") {
        let message = format!("`{}` is not an image pull policy", settings.image_pull_policy);
        let help = "use `Always`, `Never` or `IfNotPresent`".to_owned();
        cx.report(rules::PLATFORM_VALUE, &at.key("imagePullPolicy"), message, Some(help));
    }
    if settings.active_deadline_seconds < 0 {
        let message = format!("a task cannot end after {} seconds", settings.active_deadline_seconds);
        value(cx, &at.key("activeDeadlineSeconds"), message);
    }
    let secrets = settings.secret_as_volume.iter().map(|v| ("secretAsVolume", &v.mount_path));
    let maps = settings.config_map_as_volume.iter().map(|v| ("configMapAsVolume", &v.mount_path));
    let claims = settings.pvc_mount.iter().map(|v| ("pvcMount", &v.mount_path));
    let ephemeral =
        settings.generic_ephemeral_volume.iter().map(|v| ("genericEphemeralVolume", &v.mount_path));
    let empty = settings.empty_dir_mounts.iter().map(|v| ("emptyDirMounts", &v.mount_path));
    for (field, path) in secrets.chain(maps).chain(claims).chain(ephemeral).chain(empty) {
        let at = at.key(field);
        if !path.starts_with('/') {
            value(cx, &at, format!("`{path}` is not an absolute path to mount a volume at"));
        } else if path == WORKSPACE_PATH || path.starts_with(&format!("{WORKSPACE_PATH}/")) {
            value(cx, &at, format!("`{path}` is inside the workspace, where no volume can be mounted"));
        }
    }
    for (i, term) in settings.node_affinity.iter().enumerate() {
        if term.weight.is_some_and(|weight| !(1..=100).contains(&weight)) {
            let at = at.key("nodeAffinity");
            value(cx, &at.index(i), "the weight of an affinity is between 1 and 100".to_owned());
        }
    }
    let ignored = [
        ("podAffinity", !settings.pod_affinity.is_empty()),
        ("enabledSharedMemory", settings.enabled_shared_memory.is_some()),
    ];
    let kfp = cx.kfp();
    for (field, _) in ignored.iter().filter(|(_, there)| *there && kfp) {
        let message = format!("{} ignores `{field}`", cx.target);
        cx.report(rules::PLATFORM_IGNORED, &at.key(field), message, None);
    }
    if !settings.init_containers.is_empty() && !cx.can.init_containers {
        let message = format!("{} does not know `initContainers` and refuses the pipeline", cx.target);
        cx.report(rules::PLATFORM_UNKNOWN, &at.key("initContainers"), message, None);
    }
}

fn pipeline_config(cx: &mut Context<'_>, at: &At<'_>, config: &PipelineConfig) {
    for (field, seconds) in [
        ("resourceTtlOnCompletion", config.resource_ttl_on_completion),
        ("resourceTtlOnSuccess", config.resource_ttl_on_success),
        ("resourceTtlOnFailure", config.resource_ttl_on_failure),
        ("activeDeadlineSeconds", config.active_deadline_seconds),
    ] {
        if seconds < 0 {
            let message = format!("`{field}` cannot be negative");
            cx.report(rules::PIPELINE_CONFIG, &at.key(field), message, None);
        }
    }
    if let Some(workspace) = &config.workspace {
        workspace_config(cx, &at.key("workspace"), workspace);
    }
}

fn workspace_config(cx: &mut Context<'_>, at: &At<'_>, workspace: &WorkspaceConfig) {
    if quantity::parse(&workspace.size).is_none_or(|size| size <= 0.0) {
        let message = format!("`{}` is not the size of a workspace", workspace.size);
        cx.report(rules::PIPELINE_CONFIG, &at.key("size"), message, Some("write it as `10Gi`".to_owned()));
    }
    let at_kubernetes = at.key(KUBERNETES);
    let Some(kubernetes) = &workspace.kubernetes else {
        if cx.kfp() {
            let message = format!("{} makes no workspace without its `kubernetes` settings", cx.target);
            let help = "write `kubernetes: {}`".to_owned();
            cx.report(rules::PIPELINE_CONFIG, &at_kubernetes, message, Some(help));
        }
        return;
    };
    let patched = kubernetes.pvc_spec_patch.iter().flat_map(|patch| patch.0.keys());
    for key in patched.filter(|key| !matches!(key.as_str(), "accessModes" | "storageClassName")) {
        if cx.kfp() {
            let message = format!("{} does not let a workspace change `{key}`", cx.target);
            let help = "only `accessModes` and `storageClassName` can be set".to_owned();
            let at = at_kubernetes.key("pvcSpecPatch");
            cx.report(rules::PIPELINE_CONFIG, &at.key(key), message, Some(help));
        }
    }
}
