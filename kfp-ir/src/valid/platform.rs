//! Rules about platform settings.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::model::platform::WorkspaceConfig;
use crate::model::{ComponentSpec, PipelineConfig, PipelineSpec, PlatformExecutor};
use crate::path::At;
use crate::valid::context::Context;
use crate::valid::{argo, kubernetes, placeholder, quantity, rules};

const KUBERNETES: &str = "kubernetes";

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
    let Some(spec) = &cx.document.platform else { return };
    let pipeline = cx.pipeline;
    // Only settings for Argo ask.
    let users = LazyCell::new(|| users(pipeline));
    let at = top.key("platforms");
    for (name, platform) in &spec.platforms {
        let at = at.key(name);
        if let Some(config) = &platform.pipeline_config {
            pipeline_config(cx, &at.key("pipelineConfig"), config);
        }
        if name == "argo" && platform.config.is_some() {
            argo::check_pipeline(cx, &at.key("config"), spec);
        }
        let deployment = at.key("deploymentSpec");
        let at = deployment.key("executors");
        for (label, settings) in platform.deployment_spec.iter().flat_map(|d| &d.executors) {
            let at = at.key(label);
            if !executors.is_some_and(|executors| executors.contains_key(label)) {
                let help = cx.similar(label, executors.into_iter().flat_map(|e| e.keys()));
                cx.report(rules::PLATFORM_LABEL, &at, format!("there is no executor `{label}`"), help);
            }
            match settings {
                PlatformExecutor::Kubernetes(settings) => kubernetes::check(cx, &at, settings),
                PlatformExecutor::Argo(settings) => {
                    let users = users.get(label.as_str()).map_or(&[][..], Vec::as_slice);
                    argo::check(cx, &at, users, settings);
                }
                PlatformExecutor::Other(_) => {}
            }
        }
    }
}

/// The components that run each executor.
fn users(pipeline: &PipelineSpec) -> BTreeMap<&str, Vec<&ComponentSpec>> {
    let mut users: BTreeMap<&str, Vec<&ComponentSpec>> = BTreeMap::new();
    for component in pipeline.root.iter().chain(pipeline.components.values()) {
        if let Some(label) = &component.executor_label {
            users.entry(label).or_default().push(component);
        }
    }
    users
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
