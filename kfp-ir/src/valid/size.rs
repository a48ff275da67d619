//! Rules about size. A workflow larger than what etcd stores cannot be created (kubeflow/pipelines issue 13738).

use crate::model::PipelineSpec;
use crate::path::At;
use crate::valid::context::{Context, tasks_of};
use crate::valid::rules;
use crate::valid::sharing::Containers;
use crate::valid::weight::quoted;

/// What etcd stores in one object.
const LIMIT: usize = 1_500_000;

/// The templates that KFP writes for every pipeline.
const FRAME: usize = 8_000;

/// What KFP writes for a task besides its specification: the task, its driver, and their arguments.
const PER_TASK: usize = 900;

pub(crate) fn check(cx: &mut Context<'_>) {
    if !cx.kfp() {
        return;
    }
    let pipeline = cx.pipeline;
    let tasks = tasks(pipeline);
    // Where the tasks alone are too many, nothing else has to be weighed.
    let least = tasks.saturating_mul(PER_TASK);
    let bytes = if least > LIMIT { least } else { workflow_size(pipeline) };
    if bytes > LIMIT {
        let megabytes = bytes as f64 / 1e6;
        let message = format!(
            "KFP's workflow of this pipeline, with {tasks} tasks, has about {megabytes:.1} MB; a cluster stores {:.1} MB",
            LIMIT as f64 / 1e6
        );
        let help = "loop over data instead of writing out tasks, or split the pipeline".to_owned();
        cx.report(rules::SIZE, &At::default(), message, Some(help));
    }
}

fn tasks(pipeline: &PipelineSpec) -> usize {
    let components = pipeline.root.iter().chain(pipeline.components.values());
    components.map(|c| tasks_of(c).count()).sum()
}

/// About how many bytes the Argo workflow has, as JSON, that KFP makes of a pipeline.
///
/// Components, containers and tasks are texts inside of it, once each. For the compiled pipelines in KFP's repository
/// the result is 70 to 105 percent of the workflows that KFP's compiler made.
pub fn workflow_size(pipeline: &PipelineSpec) -> usize {
    let components = pipeline.root.iter().chain(pipeline.components.values());
    let interfaces: usize = components.clone().map(quoted).sum();
    let specifications: usize = components.flat_map(tasks_of).map(quoted).sum();
    let mut seen = Containers::default();
    let executors = pipeline.deployment_spec.iter().flat_map(|d| d.executors.values());
    let containers = executors.filter_map(|e| e.container.as_ref()).filter(|c| seen.earlier(c, ()).is_none());
    let containers: usize = containers.map(quoted).sum();
    let tasks = tasks(pipeline).saturating_mul(PER_TASK);
    FRAME
        .saturating_add(interfaces)
        .saturating_add(specifications)
        .saturating_add(containers)
        .saturating_add(tasks)
}
