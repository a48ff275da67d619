//! Tasks that run whatever happened before them.

use kfp_ir::model::{ParameterType, PipelineTaskSpec, TaskInputParameter, TriggerPolicy, TriggerStrategy};

use super::flow::{Flow, Node};
use super::interface::parameter_type;
use super::pipeline::Emitter;
use super::plan::Plan;
use crate::author::graph::{Argument, Component, TaskId, TaskNode};
use crate::author::{BuildError, Place};

impl Emitter<'_> {
    /// Lets a task run after failures, and gives it the final status that it asks for.
    pub(super) fn whatever(
        &self,
        plan: &Plan<'_>,
        flow: &mut Flow<'_, '_>,
        id: TaskId,
        task: &TaskNode,
        spec: &mut PipelineTaskSpec,
    ) {
        spec.trigger_policy = Some(Box::new(TriggerPolicy {
            strategy: TriggerStrategy::AllUpstreamTasksCompleted,
            ..TriggerPolicy::default()
        }));
        let name = &plan.names.tasks[id];
        if flow.task_waits[id].is_empty() {
            let message = format!("`{name}` ignores failures before it, but waits for nothing");
            let error = BuildError::new("B117", message, Place::from(task.at));
            flow.problems.push(error.help("say what it follows with `.after(&task)`, or leave the call out"));
            return;
        }
        needs_values(plan, flow, id, task);
        for input in status_inputs(&task.component) {
            match spec.dependent_tasks.as_slice() {
                [producer] => {
                    let source = TaskInputParameter::final_status(producer.clone());
                    let inputs = spec.inputs.get_or_insert_default();
                    inputs.parameters.insert(input.to_owned(), Box::new(source));
                }
                several => {
                    let message = format!(
                        "input `{input}` of `{name}` is the final status of one task, but it follows {}",
                        several.len()
                    );
                    let error = BuildError::new("B113", message, Place::from(task.at));
                    flow.problems.push(error.help("follow one task, or put all of them into a `finally`"));
                }
            }
        }
    }
}

fn status_inputs(component: &Component) -> Vec<&str> {
    let is_status = |kind| parameter_type(kind) == ParameterType::TaskFinalStatus;
    match component {
        Component::Leaf(def) => def.inputs.iter().filter(|i| is_status(i.kind)).map(|i| i.name).collect(),
        Component::Pipeline(graph) => {
            graph.inputs.iter().filter(|i| is_status(i.kind)).map(|i| i.name.as_ref()).collect()
        }
        Component::Importer(_) => Vec::new(),
    }
}

/// What comes from tasks that may have failed must be allowed to be missing.
fn needs_values(plan: &Plan<'_>, flow: &mut Flow<'_, '_>, id: TaskId, task: &TaskNode) {
    let name = &plan.names.tasks[id];
    let inputs: Vec<(&str, bool)> = match &task.component {
        Component::Leaf(def) => {
            def.inputs.iter().map(|i| (i.name, i.optional || i.default.is_some())).collect()
        }
        Component::Pipeline(graph) => {
            graph.inputs.iter().map(|i| (i.name.as_ref(), i.optional || i.default.is_some())).collect()
        }
        Component::Importer(node) => node.inputs.iter().map(|(name, _)| (name.as_str(), false)).collect(),
    };
    for ((input, tolerant), argument) in inputs.into_iter().zip(&task.arguments) {
        let mut values = Vec::new();
        match argument {
            Some(Argument::Value(handle)) if !tolerant => values.push(*handle),
            // The text would have a hole, whatever the input allows.
            Some(Argument::Composed(node)) => node.visit(&mut |handle| values.push(handle)),
            _ => {}
        }
        for handle in values.into_iter().filter(|handle| handle.graph == plan.graph.id) {
            let value = plan.canon[handle.value];
            let made_here = plan.owner(value) == plan.task_dag[id];
            if let (true, Some(Node::Task(_) | Node::Group(_))) = (made_here, flow.producer(value)) {
                let message = format!("input `{input}` of `{name}` may have no value");
                let error = BuildError::new("B117", message, Place::from(task.at))
                    .note("the task runs also when the one that makes the value has failed", None)
                    .note("the value was made", Place::from(plan.value(handle.value).at))
                    .help(format!("give the input a default, or make it optional: `{input}: Option<..>`"));
                flow.problems.push(error);
            }
        }
    }
}
