//! Rules about a task itself: name, component, order, retries, exit behaviour.

use std::collections::BTreeMap;

use crate::hook::{self, Hookless};
use crate::model::{ComponentSpec, DagSpec, Duration, PipelineTaskSpec};
use crate::path::At;
use crate::valid::context::{Context, input_artifact, input_parameter};
use crate::valid::{condition, executor, inputs, iterator, rules};

pub(crate) fn check<'a>(
    cx: &mut Context<'a>,
    at: &At<'_>,
    owner: &'a ComponentSpec,
    owner_name: &'a str,
    name: &str,
    task: &'a PipelineTaskSpec,
) {
    check_name(cx, at, "task", name);
    let reference = task.component_ref.as_ref().map_or("", |r| r.name.as_str());
    let component = cx.component(task);
    if component.is_none() {
        let (message, help) = match reference {
            "" => (format!("task `{name}` refers to no component"), None),
            _ => (
                format!("there is no component `{reference}`"),
                cx.similar(reference, cx.pipeline.components.keys()),
            ),
        };
        cx.report(rules::COMPONENT_REF, &at.key("componentRef"), message, help);
    }
    for (i, other) in task.dependent_tasks.iter().enumerate() {
        let tasks = owner.dag.as_ref().map(|dag| &dag.tasks);
        if tasks.is_some_and(|tasks| !tasks.contains_key(other)) {
            let help = cx.similar(other, tasks.into_iter().flat_map(|tasks| tasks.keys()));
            let at = at.key("dependentTasks");
            let message = format!("`{name}` waits for `{other}`, which is not a task of this graph");
            cx.report(rules::DEPENDENT_TASK, &at.index(i), message, help);
        }
    }
    retry(cx, at, task);
    if !cx.can.cache_key
        && task.caching_options.as_ref().is_some_and(|c| c.enable_cache && !c.cache_key.is_empty())
    {
        let options = at.key("cachingOptions");
        let message = format!("{} ignores cache keys and computes its own", cx.target);
        cx.report(rules::CACHE_KEY, &options.key("cacheKey"), message, None);
    }
    inputs::check(cx, at, owner, name, task, component);
    condition::check(cx, at, task, component, owner);
    iterator::check(cx, at, task, component);
    exit(cx, at, name, task, component);
    if let Some(component) = component {
        executor::check_import(cx, at, owner_name, name, task, component);
    }
}

/// Argo's rule for the names of templates and tasks (`workflow/validate/validate.go`); KFP adds `-driver` to tasks.
pub(crate) fn check_name(cx: &mut Context<'_>, at: &At<'_>, what: &str, name: &str) {
    let limit = if cx.kfp() && what == "task" { 128 - "-driver".len() } else { 128 };
    let allowed = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !name.starts_with('-');
    if name.is_empty() || !allowed {
        let message = format!("`{name}` is not a valid name for a {what}");
        let help = "use letters, digits and `-`, starting with a letter or digit".to_owned();
        cx.report(rules::NAME, at, message, Some(help));
    } else if name.len() > limit {
        let message = format!("the name of the {what} has {} characters", name.len());
        cx.report(rules::NAME, at, message, Some(format!("use at most {limit} characters")));
    }
}

fn retry(cx: &mut Context<'_>, at: &At<'_>, task: &PipelineTaskSpec) {
    let Some(policy) = &task.retry_policy else { return };
    let at = at.key("retryPolicy");
    if policy.max_retry_count < 0 {
        let message = format!("a task cannot be retried {} times", policy.max_retry_count);
        cx.report(rules::RETRY, &at.key("maxRetryCount"), message, None);
    }
    if !(policy.backoff_factor.is_finite() && policy.backoff_factor >= 0.0) {
        let message = format!("the wait between attempts cannot grow by {}", policy.backoff_factor);
        cx.report(rules::RETRY, &at.key("backoffFactor"), message, None);
    }
    let durations =
        [("backoffDuration", &policy.backoff_duration), ("backoffMaxDuration", &policy.backoff_max_duration)];
    for (field, duration) in durations {
        let Some(Duration { seconds, nanos }) = *duration else { continue };
        if seconds < 0 || nanos < 0 {
            let message = "the wait between attempts cannot be negative".to_owned();
            cx.report(rules::RETRY, &at.key(field), message, None);
        } else if nanos != 0 && cx.kfp() {
            let message = format!("{} waits {seconds} whole seconds", cx.target);
            cx.report(rules::RETRY_PRECISION, &at.key(field), message, None);
        }
    }
}

/// Rules of tasks that run after failures. KFP reads the status of the first of `dependentTasks`, whatever the producer
/// is (`backend/src/v2/driver/resolve.go`); before, it adds the producers of values to these and sorts them
/// (`backend/src/v2/compiler/argocompiler/dag.go`).
fn exit(
    cx: &mut Context<'_>,
    at: &At<'_>,
    name: &str,
    task: &PipelineTaskSpec,
    component: Option<&ComponentSpec>,
) {
    let Some(inputs) = &task.inputs else { return };
    let inputs_at = at.key("inputs");
    let at = inputs_at.key("parameters");
    for (input, source) in &inputs.parameters {
        let at = at.key(input);
        let optional =
            |c| input_parameter(c, input).is_none_or(|i| i.is_optional || i.default_value.is_some());
        if let Some(status) = &source.task_final_status {
            if !task.runs_after_failure() {
                let help = "set `triggerPolicy.strategy` to `ALL_UPSTREAM_TASKS_COMPLETED`".to_owned();
                let message = format!(
                    "`{name}` reads how `{}` ended, but runs only if it succeeded",
                    status.producer_task
                );
                cx.report(rules::STATUS_STRATEGY, &at, message, Some(help));
            }
            let first = hook::awaited(task).first().copied();
            if cx.kfp() && first != Some(status.producer_task.as_str()) {
                let message = match first {
                    Some(first) => {
                        format!(
                            "{} gives the status of `{first}`, the first of the tasks it waits for",
                            cx.target
                        )
                    }
                    None => format!("{} gives no status to a task without `dependentTasks`", cx.target),
                };
                let help = format!("let it wait for `{}` only", status.producer_task);
                cx.report(rules::STATUS_PRODUCER, &at, message, Some(help));
            }
        } else if let Some(output) = &source.task_output_parameter
            && task.runs_after_failure()
            && !component.is_none_or(optional)
        {
            missing_after_failure(cx, &at, name, input, &output.producer_task);
        }
    }
    let at = inputs_at.key("artifacts");
    for (input, source) in &inputs.artifacts {
        let optional = |c| input_artifact(c, input).is_none_or(|i| i.is_optional);
        if let Some(output) = &source.task_output_artifact
            && task.runs_after_failure()
            && !component.is_none_or(optional)
        {
            missing_after_failure(cx, &at.key(input), name, input, &output.producer_task);
        }
    }
}

/// KFP hangs an exit task on each task that it waits for; a second one takes the place of the first.
pub(crate) fn check_exit_tasks(cx: &mut Context<'_>, at: &At<'_>, dag: &DagSpec) {
    if !cx.kfp() {
        return;
    }
    let mut hung: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, task) in dag.tasks.iter().filter(|(_, task)| task.runs_after_failure()) {
        let (mut first, mut hooks, mut hookless) = (None, Vec::new(), Vec::new());
        for on in hook::awaited(task) {
            let Some(before) = dag.tasks.get(on) else {
                // A task that does not exist is reported as that.
                hooks.push(on);
                continue;
            };
            let component = cx.component(before);
            let what = match Hookless::of(before, component.and_then(|c| cx.executor(c))) {
                None => {
                    hooks.push(on);
                    first = first.or(hung.insert(on, name).map(|other| (on, other)));
                    continue;
                }
                // That a task waits for an exit task is reported as that.
                Some(Hookless::Exit) => continue,
                Some(Hookless::Loop) => "loop",
                Some(Hookless::Importer) => "importer",
                Some(Hookless::Claim) => "volume claim",
            };
            hookless.push(format!("the {what} `{on}`"));
        }
        let at = at.key(name);
        if let Some((on, first)) = first {
            let message = format!("{} runs only one of `{first}` and `{name}` after `{on}`", cx.target);
            let help = "put both into one graph".to_owned();
            cx.report(rules::TWO_EXIT_TASKS, &at, message, Some(help));
        }
        if hooks.len() > 1 || (!hooks.is_empty() && !hookless.is_empty()) {
            let each: Vec<String> = hooks.iter().map(|on| format!("`{on}`")).collect();
            let message = format!(
                "{} runs `{name}` at the end of {}, without waiting for the others",
                cx.target,
                each.join(" and once more at the end of ")
            );
            let help = format!("put what `{name}` waits for into one graph, and wait for that");
            cx.report(rules::EXIT_EACH, &at, message, Some(help));
        }
        if hooks.is_empty() && !hookless.is_empty() {
            let message = format!(
                "{} starts nothing after {}, so `{name}` never runs",
                cx.target,
                hookless.join(" or ")
            );
            let help =
                format!("put what `{name}` waits for into a graph of its own, and wait for that graph");
            cx.report(rules::HOOKLESS, &at.key("triggerPolicy"), message, Some(help));
        }
    }
}

fn missing_after_failure(cx: &mut Context<'_>, at: &At<'_>, name: &str, input: &str, producer: &str) {
    let message = format!("`{name}` also runs when `{producer}` failed and gave no `{input}`");
    let help = format!("give `{input}` a default");
    cx.report(rules::EXIT_INPUT, at, message, Some(help));
}
