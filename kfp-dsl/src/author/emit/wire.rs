//! Inputs, outputs and iterators of tasks in the form of the IR.

use kfp_ir::lang::selector::{Selector, SelectorStep};
use kfp_ir::model::{
    ArtifactItemsSpec, ArtifactIteratorSpec, ArtifactSelectorSpec, ComponentSpec, DagOutputArtifactSpec,
    DagOutputParameterSpec, DagOutputsSpec, DagSpec, ParameterItemsSpec, ParameterIteratorSpec,
    ParameterSelectorSpec, ParameterSelectorsSpec, PipelineTaskSpec, TaskInputArtifact, TaskInputParameter,
    TaskInputsSpec,
};

use super::constant;
use super::flow::{Flow, Node, Reference, Surfaced};
use super::interface::is_artifact;
use super::plan::Plan;
use crate::author::graph::Items;
use crate::kinds::KindSpec;

/// Adds an input to a task.
pub(super) fn give(
    inputs: &mut TaskInputsSpec,
    name: &str,
    artifact: bool,
    reference: &Reference<'_>,
    keys: &[&str],
) {
    if artifact {
        let input = match reference {
            Reference::Input(input) => TaskInputArtifact::component_input(input.to_string()),
            Reference::Output { task, key } => TaskInputArtifact::task_output(*task, key.to_string()),
        };
        inputs.artifacts.insert(name.to_owned(), Box::new(input));
        return;
    }
    inputs.parameters.insert(name.to_owned(), Box::new(parameter(reference, keys)));
}

/// A parameter where it comes from, and the keys of the fields to take.
pub(super) fn parameter(reference: &Reference<'_>, keys: &[&str]) -> TaskInputParameter {
    let mut input = match reference {
        Reference::Input(name) => TaskInputParameter::component_input(name.to_string()),
        Reference::Output { task, key } => TaskInputParameter::task_output(*task, key.to_string()),
    };
    if !keys.is_empty() {
        let steps = keys.iter().map(|key| SelectorStep::Key((*key).to_owned())).collect();
        input.parameter_expression_selector = Selector { steps }.to_string();
    }
    input
}

/// Adds an output to a dag whose component declares it.
pub(super) fn add_dag_output(dag: &mut DagSpec, name: &str, surfaced: &Surfaced) {
    let outputs = dag.outputs.get_or_insert_with(DagOutputsSpec::default);
    if is_artifact(surfaced.kind) {
        let selectors = surfaced.from.iter().map(|(task, key)| ArtifactSelectorSpec {
            producer_subtask: task.clone(),
            output_artifact_key: key.to_string(),
        });
        let output = DagOutputArtifactSpec { artifact_selectors: selectors.collect() };
        outputs.artifacts.insert(name.to_owned(), output);
        return;
    }
    let mut selectors = surfaced.from.iter().map(|(task, key)| ParameterSelectorSpec {
        producer_subtask: task.clone(),
        output_parameter_key: key.to_string(),
    });
    let output = if surfaced.one_of {
        let parameter_selectors = selectors.collect();
        let value_from_oneof = Some(ParameterSelectorsSpec { parameter_selectors });
        DagOutputParameterSpec { value_from_oneof, ..DagOutputParameterSpec::default() }
    } else {
        DagOutputParameterSpec { value_from_parameter: selectors.next(), ..DagOutputParameterSpec::default() }
    };
    outputs.parameters.insert(name.to_owned(), output);
}

pub(super) fn iterate(
    plan: &Plan<'_>,
    flow: &mut Flow<'_, '_>,
    task: &mut PipelineTaskSpec,
    items: &Items,
    item: &str,
    kind: KindSpec,
) {
    let item_input = item.to_owned();
    match items {
        Items::Value(list) if list.graph == plan.graph.id => {
            let list = flow.input_name(plan.canon[list.value]).to_string();
            if is_artifact(kind) {
                let items = Some(ArtifactItemsSpec { input_artifact: list });
                task.artifact_iterator = Some(Box::new(ArtifactIteratorSpec { items, item_input }));
            } else {
                let items = Some(ParameterItemsSpec { input_parameter: Some(list), ..Default::default() });
                task.parameter_iterator = Some(Box::new(ParameterIteratorSpec { items, item_input }));
            }
        }
        Items::Constant(Ok(values)) => {
            let raw = Some(constant::json_list(values, kind));
            let items = Some(ParameterItemsSpec { raw, ..Default::default() });
            task.parameter_iterator = Some(Box::new(ParameterIteratorSpec { items, item_input }));
        }
        Items::Value(_) | Items::Constant(Err(_)) => {}
    }
}

/// The names of the tasks to wait for, sorted and once each.
pub(super) fn waits(plan: &Plan<'_>, nodes: &mut Vec<Node>) -> Vec<String> {
    nodes.sort_unstable();
    nodes.dedup();
    let mut names: Vec<String> = nodes
        .iter()
        .map(|node| match node {
            Node::Task(id) => plan.names.tasks[*id].clone(),
            Node::Group(id) => plan.names.groups[*id].clone(),
        })
        .collect();
    names.sort_unstable();
    names
}

/// Gives a dag all outputs of its component from one task that has the same.
pub(super) fn pass_through(dag: &mut DagSpec, component: &ComponentSpec, task: &str) {
    let Some(declared) = &component.output_definitions else { return };
    let outputs = dag.outputs.get_or_insert_default();
    for name in declared.parameters.keys() {
        let selector =
            ParameterSelectorSpec { producer_subtask: task.to_owned(), output_parameter_key: name.clone() };
        let output = DagOutputParameterSpec { value_from_parameter: Some(selector), ..Default::default() };
        outputs.parameters.insert(name.clone(), output);
    }
    for name in declared.artifacts.keys() {
        let selector =
            ArtifactSelectorSpec { producer_subtask: task.to_owned(), output_artifact_key: name.clone() };
        outputs.artifacts.insert(name.clone(), DagOutputArtifactSpec { artifact_selectors: vec![selector] });
    }
}
