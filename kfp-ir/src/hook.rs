//! How KFP starts tasks that run after failures: as exit hooks of the tasks they wait for
//! (`backend/src/v2/compiler/argocompiler/dag.go`).

use crate::model::{Executor, ExecutorSpec, PipelineTaskSpec};
use crate::target::is_done_by_driver;

/// The tasks that KFP would hang a task on: `dependentTasks` and the producers of its inputs. That it reads the final
/// status of a task does not count.
///
/// Sorted, once each, whether they exist or not.
pub fn awaited(task: &PipelineTaskSpec) -> Vec<&str> {
    let inputs = task.inputs.iter();
    let parameters = inputs.clone().flat_map(|i| i.parameters.values());
    let parameters =
        parameters.filter_map(|p| Some(p.task_output_parameter.as_ref()?.producer_task.as_str()));
    let artifacts = inputs.flat_map(|i| i.artifacts.values());
    let artifacts = artifacts.filter_map(|a| Some(a.task_output_artifact.as_ref()?.producer_task.as_str()));
    let named = task.dependent_tasks.iter().map(String::as_str);
    let mut names: Vec<&str> = named.chain(parameters).chain(artifacts).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Why KFP writes a task into the workflow without a hook that it should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hookless {
    /// It runs after failures, so that it is a hook itself.
    Exit,
    /// It is a loop.
    Loop,
    /// It is an importer.
    Importer,
    /// It creates or deletes a volume claim, which the driver does without a container.
    Claim,
}

impl Hookless {
    /// The reason for a task; `None` for a task with a hook. `executor` is that of its component.
    pub fn of(task: &PipelineTaskSpec, executor: Option<&ExecutorSpec>) -> Option<Self> {
        if task.runs_after_failure() {
            return Some(Self::Exit);
        }
        if task.iterator().is_some() {
            return Some(Self::Loop);
        }
        match executor.and_then(ExecutorSpec::spec) {
            Some(Executor::Importer(_)) => Some(Self::Importer),
            Some(Executor::Container(container)) if is_done_by_driver(&container.image) => Some(Self::Claim),
            _ => None,
        }
    }
}
