//! Settings that a component receives as data: a task has only those that its component can handle.

use kfp_ir::model::{ParameterType, PlatformExecutor, TaskConfigPassthroughType as Field};

use super::container::place;
use super::late::Late;
use super::settings::ExecutorSettings;
use crate::author::{BuildError, ComponentDef};
use crate::kinds::KindSpec;

/// Reports settings that would get lost: KFP takes settings away from a task whose component receives any (SDK
/// `_validate_task_config_passthroughs_for_container_settings`).
pub(super) fn check(def: &ComponentDef, settings: &ExecutorSettings, late: &mut Late<'_, '_, '_>) {
    if def.task_config.is_empty() {
        return;
    }
    let mut given =
        vec![(Field::Resources, settings.resources.is_some()), (Field::Env, !settings.env.is_empty())];
    if let Some(PlatformExecutor::Kubernetes(config)) = &settings.platform {
        let affinity = !config.node_affinity.is_empty() || !config.pod_affinity.is_empty();
        let volumes = !config.pvc_mount.is_empty()
            || !config.secret_as_volume.is_empty()
            || !config.config_map_as_volume.is_empty();
        given.extend([
            (Field::KubernetesTolerations, !config.tolerations.is_empty()),
            (Field::KubernetesNodeSelector, config.node_selector.is_some()),
            (Field::KubernetesAffinity, affinity),
            (Field::KubernetesVolumes, volumes),
        ]);
    }
    for (field, there) in given {
        if there && !def.task_config.iter().any(|passthrough| passthrough.field() == field) {
            let (what, call) = words(field);
            let message =
                format!("component `{}` does not say what happens to {what} of its tasks", def.name);
            let help =
                format!("add `TaskConfigPassthrough::{call}` to its `task_config`, or drop the setting");
            late.wrong("B132", message, &help);
        }
    }
}

/// Reports a component that takes settings and has nothing to put them in, or names them twice.
pub(super) fn check_component(def: &ComponentDef, problems: &mut Vec<BuildError>) {
    let Some(first) = def.task_config.first() else { return };
    let receives = |kind| matches!(kind, KindSpec::Parameter { ty: ParameterType::TaskConfig, .. });
    if !def.inputs.iter().any(|input| receives(input.kind)) {
        let (what, _) = words(first.field());
        let message =
            format!("component `{}` takes {what} from its tasks and does not receive them", def.name);
        let help = "add an argument of type `TaskConfig`, or drop `task_config`";
        problems.push(BuildError::new("B132", message, place(def)).help(help));
    }
    for (i, passthrough) in def.task_config.iter().enumerate() {
        let field = passthrough.field();
        if def.task_config.iter().take(i).any(|earlier| earlier.field() == field) {
            let (what, _) = words(field);
            let message = format!("component `{}` says twice what happens to {what} of its tasks", def.name);
            problems.push(BuildError::new("B132", message, place(def)).help("keep one of the entries"));
        }
    }
}

/// What the settings are called, and the function that names them.
fn words(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::None => ("no settings", ""),
        Field::Resources => ("resources", "resources()"),
        Field::Env => ("environment variables", "env()"),
        Field::KubernetesAffinity => ("an affinity", "affinity()"),
        Field::KubernetesTolerations => ("tolerations", "tolerations()"),
        Field::KubernetesNodeSelector => ("a node selector", "node_selector()"),
        Field::KubernetesVolumes => ("volumes", "volumes()"),
    }
}
