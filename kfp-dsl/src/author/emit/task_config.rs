//! Settings that a component receives as data: a task has only those that its component can handle.

use kfp_ir::model::{PlatformExecutor, TaskConfigPassthroughType as Field};

use super::late::Late;
use super::settings::ExecutorSettings;
use crate::author::ComponentDef;

/// Reports settings that would get lost: KFP takes settings away from a task whose component receives any (SDK
/// `_validate_task_config_passthroughs_for_container_settings`).
pub(super) fn check(def: &ComponentDef, settings: &ExecutorSettings, late: &mut Late<'_, '_, '_>) {
    if def.task_config.is_empty() {
        return;
    }
    let mut given = vec![
        (Field::Resources, "resources", "resources()", settings.resources.is_some()),
        (Field::Env, "environment variables", "env()", !settings.env.is_empty()),
    ];
    if let Some(PlatformExecutor::Kubernetes(config)) = &settings.platform {
        let affinity = !config.node_affinity.is_empty() || !config.pod_affinity.is_empty();
        let volumes = !config.pvc_mount.is_empty()
            || !config.secret_as_volume.is_empty()
            || !config.config_map_as_volume.is_empty();
        given.extend([
            (Field::KubernetesTolerations, "tolerations", "tolerations()", !config.tolerations.is_empty()),
            (
                Field::KubernetesNodeSelector,
                "a node selector",
                "node_selector()",
                config.node_selector.is_some(),
            ),
            (Field::KubernetesAffinity, "an affinity", "affinity()", affinity),
            (Field::KubernetesVolumes, "volumes", "volumes()", volumes),
        ]);
    }
    for (field, what, call, there) in given {
        if there && !def.task_config.iter().any(|passthrough| passthrough.field() == field) {
            let message =
                format!("component `{}` does not say what happens to {what} of its tasks", def.name);
            let help =
                format!("add `TaskConfigPassthrough::{call}` to its `task_config`, or drop the setting");
            late.wrong("B132", message, &help);
        }
    }
}
