//! Rules about settings of a task that its component receives as data.
//!
//! KFP's driver takes the listed settings away from the pod, unless they also apply to the task, and writes them into the
//! inputs of type `TASK_CONFIG` (`getTaskConfigOptions` in `driver.go`, `container.go`, `k8s.go`).

use crate::model::platform::kubernetes::KubernetesExecutorConfig;
use crate::model::{
    ComponentSpec, ContainerSpec, ExecutorSpec, ParameterType, ResourceSpec, TaskConfigPassthrough,
    TaskConfigPassthroughType as Field,
};
use crate::path::At;
use crate::valid::context::Context;
use crate::valid::rules;

pub(crate) fn check(
    cx: &mut Context<'_>,
    at: &At<'_>,
    component: &ComponentSpec,
    executor: Option<&ExecutorSpec>,
) {
    if !cx.kfp() {
        return;
    }
    let container = executor.and_then(|executor| executor.container.as_ref());
    let parameters = component.input_definitions.iter().flat_map(|inputs| &inputs.parameters);
    let receiver =
        parameters.into_iter().find(|(_, input)| input.parameter_type == ParameterType::TaskConfig);
    let passthroughs = &component.task_config_passthroughs;
    let list = at.key("taskConfigPassthroughs");
    let Some(container) = container else {
        if !passthroughs.is_empty() {
            let message = format!("{} hands settings to containers only", cx.target);
            cx.report(rules::TASK_CONFIG_IDLE, &list, message, None);
        }
        return;
    };
    for (i, passthrough) in passthroughs.iter().enumerate() {
        let at = list.index(i);
        let field = passthrough.field;
        if field == Field::None {
            let message = "the entry does not say which settings it is about".to_owned();
            let known: Vec<&str> = Field::ALL.iter().skip(1).map(|field| field.name()).collect();
            let help = format!("give `field`: {}", known.join(", "));
            cx.report(rules::TASK_CONFIG_IDLE, &at, message, Some(help));
        } else if passthroughs.iter().skip(i + 1).any(|later| later.field == field) {
            let message = format!("{} reads the last entry for `{}`, not this one", cx.target, field.name());
            cx.report(rules::TASK_CONFIG_IDLE, &at, message, None);
        } else if receiver.is_none() {
            not_received(cx, &at, component, container, passthrough);
        }
    }
    if let Some((name, _)) = receiver.filter(|_| passthroughs.iter().all(|p| p.field == Field::None)) {
        let message = format!("`{name}` is always empty: the component does not say which settings it takes");
        let help = "list them in `taskConfigPassthroughs`".to_owned();
        let inputs = at.key("inputDefinitions");
        let parameters = inputs.key("parameters");
        cx.report(rules::TASK_CONFIG_IDLE, &parameters.key(name), message, Some(help));
    }
}

fn not_received(
    cx: &mut Context<'_>,
    at: &At<'_>,
    component: &ComponentSpec,
    container: &ContainerSpec,
    passthrough: &TaskConfigPassthrough,
) {
    let label = component.executor_label.as_deref().unwrap_or_default();
    let kubernetes = cx.document.platform.as_ref().and_then(|platform| platform.kubernetes(label));
    let field = passthrough.field.name();
    let help = "give the component an input of type `TASK_CONFIG`, or drop the entry".to_owned();
    if !passthrough.apply_to_task && has(passthrough.field, container, kubernetes) {
        let message = format!(
            "{} takes the `{field}` of `{label}` away from it, and no input receives them",
            cx.target
        );
        cx.report(rules::TASK_CONFIG_LOST, at, message, Some(help));
    } else {
        let message = format!("no input receives `{field}`");
        cx.report(rules::TASK_CONFIG_IDLE, at, message, Some(help));
    }
}

/// Whether an executor has settings of that kind.
fn has(field: Field, container: &ContainerSpec, kubernetes: Option<&KubernetesExecutorConfig>) -> bool {
    let of = |there: fn(&KubernetesExecutorConfig) -> bool| kubernetes.is_some_and(there);
    match field {
        Field::None => false,
        Field::Resources => container.resources.as_ref().is_some_and(|r| **r != ResourceSpec::default()),
        Field::Env => {
            !container.env.is_empty()
                || of(|k| {
                    !k.secret_as_env.is_empty()
                        || !k.config_map_as_env.is_empty()
                        || !k.field_path_as_env.is_empty()
                })
        }
        Field::KubernetesAffinity => of(|k| !k.node_affinity.is_empty()),
        Field::KubernetesTolerations => of(|k| !k.tolerations.is_empty()),
        Field::KubernetesNodeSelector => of(|k| k.node_selector.is_some()),
        Field::KubernetesVolumes => of(|k| {
            !k.pvc_mount.is_empty() || !k.secret_as_volume.is_empty() || !k.config_map_as_volume.is_empty()
        }),
    }
}
