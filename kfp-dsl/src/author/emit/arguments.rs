//! What a task is given: constants, values, defaults.

use kfp_ir::lang::placeholder::Quote;
use kfp_ir::model::{ParameterType, TaskInputParameter, TaskInputsSpec, Value};

use super::constant;
use super::flow::Flow;
use super::interface::{is_artifact, parameter_type};
use super::nested_lists;
use super::pipeline::Emitter;
use super::plan::Plan;
use super::texts::{Texts, accidental};
use super::wire::give;
use crate::author::graph::{Argument, Component, GroupId, TaskId, TaskNode};
use crate::author::{Body, BuildError, Names, Place};
use crate::kinds::KindSpec;

/// An input that a task may be given.
struct Wanted<'g> {
    name: &'g str,
    kind: KindSpec,
    optional: bool,
    default: Option<Result<Value, String>>,
}

impl Emitter<'_> {
    pub(super) fn arguments<'p, 'g>(
        &self,
        plan: &'p Plan<'g>,
        flow: &mut Flow<'p, 'g>,
        id: TaskId,
        task: &TaskNode,
        exit: Option<GroupId>,
    ) -> TaskInputsSpec {
        let dag = plan.task_dag[id];
        let mut inputs = TaskInputsSpec::default();
        for (wanted, argument) in wanted(&task.component).into_iter().zip(&task.arguments) {
            let called = || format!("input `{}` of `{}`", wanted.name, plan.names.tasks[id]);
            let value = match argument {
                Some(Argument::Value(handle)) => {
                    let Some(value) = flow.usable(*handle, dag, task.at, &called) else { continue };
                    nested_lists::check(plan.graph, *handle, task.at, &called, &mut flow.problems);
                    flow.bring(value, dag);
                    if plan.owner(value) == dag
                        && let Some(producer) = flow.producer(value)
                    {
                        flow.task_waits[id].push(producer);
                    }
                    let (reference, keys) = flow.reference(value, dag);
                    give(&mut inputs, wanted.name, is_artifact(wanted.kind), &reference, &keys);
                    continue;
                }
                Some(Argument::Constant(value)) => value.clone(),
                Some(Argument::Composed(node)) => {
                    let quote = self.quote(task);
                    let (inputs, called) = (&mut inputs, &called);
                    let mut texts = Texts { plan, flow, id, task, inputs, quote, called };
                    let Some(value) = texts.value(node) else { continue };
                    let input = Box::new(TaskInputParameter::constant(value));
                    inputs.parameters.insert(wanted.name.to_owned(), input);
                    continue;
                }
                Some(Argument::Omitted) => continue,
                None if parameter_type(wanted.kind) == ParameterType::TaskConfig => continue,
                None if parameter_type(wanted.kind) == ParameterType::TaskFinalStatus => {
                    match exit {
                        Some(group) => {
                            let producer_task = plan.names.groups[group].clone();
                            let input = TaskInputParameter::final_status(producer_task);
                            inputs.parameters.insert(wanted.name.to_owned(), Box::new(input));
                        }
                        // The task it follows is known when all its inputs are.
                        None if task.whatever => {}
                        None => {
                            let message =
                                format!("{} is a final status, but the task follows nothing", called());
                            let error = BuildError::new("B113", message, Place::from(task.at));
                            let help =
                                "give this task to `p.finally(..)`, or add `.ignore_upstream_failure()`";
                            flow.problems.push(error.help(help));
                        }
                    }
                    continue;
                }
                // A default is passed on by the task: KFP 2.17 fails tasks that leave it to the component, and keeps
                // it out of the cache key.
                None => match wanted.default {
                    Some(Ok(value)) => Ok(value),
                    Some(Err(_)) => continue,
                    None if wanted.optional => continue,
                    None => {
                        let message = format!("{} was not given", called());
                        flow.problems.push(BuildError::new("B116", message, Place::from(task.at)));
                        continue;
                    }
                },
            };
            let value = value.and_then(|value| match constant::fault(&value, &wanted.kind) {
                Some(fault) => Err(fault),
                None => match accidental(&value) {
                    Some(found) => Err(format!("the engine would replace `{found}` in it")),
                    None => Ok(value),
                },
            });
            match value {
                Ok(value) => {
                    let input = TaskInputParameter::constant(value);
                    inputs.parameters.insert(wanted.name.to_owned(), Box::new(input));
                }
                Err(fault) => {
                    let message = format!("the constant for {} cannot be written: {fault}", called());
                    flow.problems.push(BuildError::new("B106", message, Place::from(task.at)));
                }
            }
        }
        inputs
    }
}

impl Emitter<'_> {
    /// How names are quoted in the texts of a task: see [`Texts::value`].
    fn quote(&self, task: &TaskNode) -> Quote {
        match &task.component {
            Component::Leaf(def)
                if matches!(def.body, Body::Rust { .. }) && self.options.names != Names::Sdk =>
            {
                Quote::Double
            }
            _ => Quote::Single,
        }
    }
}

/// The inputs of what a task calls.
fn wanted(component: &Component) -> Vec<Wanted<'_>> {
    match component {
        Component::Leaf(def) => {
            let wanted = |input: &'static crate::author::InputDef| Wanted {
                name: input.name,
                kind: input.kind,
                optional: input.optional,
                default: input.default.map(|make| make()),
            };
            def.inputs.iter().map(wanted).collect()
        }
        Component::Pipeline(graph) => {
            let inputs = graph.inputs.iter();
            let wanted = inputs.map(|input| Wanted {
                name: &input.name,
                kind: input.kind,
                optional: input.optional,
                default: input.default.clone(),
            });
            wanted.collect()
        }
        Component::Importer(node) => {
            let inputs = node.inputs.iter();
            let wanted =
                inputs.map(|(name, kind)| Wanted { name, kind: *kind, optional: false, default: None });
            wanted.collect()
        }
    }
}
