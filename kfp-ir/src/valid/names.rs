//! Rules about names that KFP derives: the templates and tasks of the workflow that it makes
//! (`backend/src/v2/compiler/argocompiler`).

use std::collections::BTreeSet;

use crate::graph;
use crate::model::ComponentSpec;
use crate::path::At;
use crate::valid::context::{Context, iterates};
use crate::valid::rules;

/// Templates that KFP writes besides those of the components.
const TEMPLATES: &[&str] = &["entrypoint", "root"];
const TEMPLATE_PREFIXES: &[&str] = &["system-", "retry-system-", "metadata-", "exit-hook-"];

/// The longest name of a template that Argo takes.
const MAX_NAME: usize = 128;

pub(crate) fn check(cx: &mut Context<'_>, at: &At<'_>, name: &str, component: &ComponentSpec) {
    if !cx.kfp() {
        return;
    }
    let taken = TEMPLATES.contains(&name) || TEMPLATE_PREFIXES.iter().any(|p| name.starts_with(p));
    if taken {
        let message = format!("{} has a template `{name}` of its own", cx.target);
        let help = "rename the component: the KFP SDK calls components `comp-..`".to_owned();
        cx.report(rules::TEMPLATE_NAME, at, message, Some(help));
    }
    let Some(dag) = &component.dag else { return };
    let at = at.key("dag");
    let at = at.key("tasks");
    let exits: BTreeSet<&str> = dag
        .tasks
        .iter()
        .filter(|(_, task)| task.runs_after_failure())
        .map(|(name, _)| name.as_str())
        .collect();
    for (task_name, task) in &dag.tasks {
        let at = at.key(task_name);
        if let Some(other) = task_name.strip_suffix("-driver").filter(|other| dag.tasks.contains_key(*other))
        {
            let message = format!("{} calls the driver of `{other}` `{task_name}`, too", cx.target);
            cx.report(rules::TASK_NAMES, &at, message, Some("rename one of the tasks".to_owned()));
        }
        let used = task.component_ref.as_ref().map_or("", |c| c.name.as_str());
        let template = if task.runs_after_failure() {
            let owner = if name.is_empty() { "root" } else { name };
            format!("exit-hook-{owner}-{task_name}")
        } else if iterates(task) {
            format!("{used}-{task_name}-iterator")
        } else {
            String::new()
        };
        if template.len() > MAX_NAME {
            let message = format!("the template `{template}` has a name of {} characters", template.len());
            let help = format!("Argo takes {MAX_NAME}: shorten the name of the task or of its component");
            cx.report(rules::NAME, &at, message, Some(help));
        }
        if exits.is_empty() {
            continue;
        }
        let upstream = graph::upstream(task);
        if task.runs_after_failure() && upstream.is_empty() {
            let message =
                format!("{} runs `{task_name}` after the tasks it waits for, and there are none", cx.target);
            let help = "name a task in `dependentTasks`, or leave the strategy out".to_owned();
            cx.report(rules::EXIT_ALONE, &at.key("triggerPolicy"), message, Some(help));
        }
        if let Some(other) = upstream.iter().find(|name| exits.contains(*name)) {
            let message = format!("`{task_name}` waits for `{other}`, which {} runs at the end", cx.target);
            let help = "put both into one graph, and let that run after failures".to_owned();
            cx.report(rules::AFTER_EXIT, &at, message, Some(help));
        }
    }
}
