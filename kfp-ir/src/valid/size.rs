//! Rules about size. A workflow larger than what etcd stores cannot be created (kubeflow/pipelines issue 13738).

use crate::codec::reading::At;
use crate::valid::context::{Context, tasks_of};
use crate::valid::rules;

/// What etcd stores in one object.
const LIMIT: usize = 1_500_000;

/// What the KFP compiler writes for a task, at least: the task itself and its driver.
const PER_TASK: usize = 1_000;

pub(crate) fn check(cx: &mut Context<'_>) {
    if !cx.kfp() {
        return;
    }
    let pipeline = cx.pipeline;
    let components = pipeline.root.iter().chain(pipeline.components.values());
    let tasks: usize = components.map(|c| tasks_of(c).count()).sum();
    let executors = pipeline.deployment_spec.iter().flat_map(|d| d.executors.values());
    let containers = executors.filter_map(|e| e.container.as_ref());
    let text: usize = containers.flat_map(|c| c.command.iter().chain(&c.args)).map(String::len).sum();
    let bytes = tasks.saturating_mul(PER_TASK).saturating_add(text);
    if bytes > LIMIT {
        let megabytes = bytes as f64 / 1e6;
        let message = format!(
            "{tasks} tasks and {text} bytes of command lines make a workflow of more than {megabytes:.1} MB; a cluster stores {:.1} MB",
            LIMIT as f64 / 1e6
        );
        let help = "loop over data instead of writing out tasks, or split the pipeline".to_owned();
        cx.report(rules::SIZE, &At::default(), message, Some(help));
    }
}
