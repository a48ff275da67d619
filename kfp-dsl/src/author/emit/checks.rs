//! Mistakes that the types of the authoring calls let through.

use kfp_ir::model::{DagSpec, ParameterType};

use super::constant;
use super::flow::{Flow, Node};
use super::interface::{is_artifact, parameter_type};
use super::names::children;
use super::plan::Plan;
use crate::author::graph::{Graph, Group, GroupId, GroupKind, Items, TaskId, TaskNode};
use crate::author::{BuildError, Place};

/// The longest pipeline name (SDK `validate_pipeline_name`).
const LONGEST_NAME: usize = 128;

/// What can be seen of a graph without following its values.
pub(super) fn graph(graph: &Graph, problems: &mut Vec<BuildError>) {
    let here = || Place::from(graph.at);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let name = &graph.name;
    let good =
        name.starts_with(plain) && name.chars().all(|c| plain(c) || c == '-') && name.len() <= LONGEST_NAME;
    if !good {
        let message = format!("`{name}` cannot be the name of a pipeline");
        let help = "use small letters, digits and `-`, with a letter or digit first, at most 128 in all";
        problems.push(BuildError::new("B101", message, here()).help(help));
    }
    let inputs = graph.inputs.iter().map(|input| input.name.as_ref());
    let outputs = graph.outputs.iter().map(|output| output.name);
    for (what, names) in [("inputs", inputs.collect::<Vec<_>>()), ("outputs", outputs.collect())] {
        for (i, name) in names.iter().enumerate() {
            if names.iter().take(i).any(|other| other == name) {
                let message = format!("two {what} of pipeline `{}` are called `{name}`", graph.name);
                problems.push(BuildError::new("B103", message, here()).help("rename one of them"));
            }
        }
    }
    for input in &graph.inputs {
        if parameter_type(input.kind) == ParameterType::TaskFinalStatus {
            let message = format!("input `{}` of pipeline `{}` is a final status", input.name, graph.name);
            let error = BuildError::new("B113", message, here())
                .note("only a component that follows a `finally` or one task is told how it ended", None);
            problems.push(error.help("let a component take it, and give that to `p.finally(..)`"));
        }
        let fault = match &input.default {
            Some(Ok(value)) => constant::fault(value, &input.kind),
            Some(Err(fault)) => Some(fault.clone()),
            None => None,
        };
        if let Some(fault) = fault {
            let message = format!("the default of input `{}` cannot be written: {fault}", input.name);
            problems.push(BuildError::new("B106", message, here()));
        }
    }
    for group in &graph.groups {
        self::group(graph, group, problems);
    }
}

fn group(graph: &Graph, group: &Group, problems: &mut Vec<BuildError>) {
    let here = || Place::from(group.at);
    match &group.kind {
        GroupKind::Branches => {
            let mut branches = children(group).filter_map(|id| graph.groups.get(id.0 as usize));
            let Some(GroupKind::Branch { condition: Some(_), returned }) =
                branches.next_back().map(|last| &last.kind)
            else {
                return;
            };
            if !returned.is_empty() {
                let error = BuildError::new("B107", "this `when` gives a value, but has no `otherwise`", here())
                    .note("when no condition holds, there would be no value", None)
                    .help("add `.otherwise(|p| ..)` with the value for that case, or return nothing from the branches");
                problems.push(error);
            }
        }
        GroupKind::Loop { items: Items::Constant(Err(fault)), .. } => {
            let message = format!("the items of a loop cannot be written: {fault}");
            problems.push(BuildError::new("B106", message, here()));
        }
        GroupKind::Loop { items: Items::Constant(Ok(items)), item, .. } => {
            if items.is_empty() {
                let error = BuildError::new("B108", "a loop over an empty list does nothing", here());
                problems
                    .push(error.help("give it items, or leave the loop out: `if !items.is_empty() { .. }`"));
            }
            let Some(kind) = graph.values.get(item.0 as usize).map(|node| node.kind) else { return };
            for (i, value) in items.iter().enumerate() {
                if let Some(fault) = constant::fault(value, &kind) {
                    let message = format!("item {i} of a loop cannot be written: {fault}");
                    problems.push(BuildError::new("B106", message, here()));
                }
            }
        }
        GroupKind::Loop { items: Items::Value(_), item, .. } => {
            let kind = graph.values.get(item.0 as usize).map(|node| node.kind);
            if kind.is_some_and(is_artifact) {
                let error = BuildError::new("B125", "a loop runs over a list of artifacts", here())
                    .note("KFP's own backend cannot loop over artifacts", None)
                    .help(
                        "loop over what they were made from, and use each artifact in the loop that makes it",
                    );
                problems.push(error);
            }
        }
        GroupKind::Root | GroupKind::Branch { .. } | GroupKind::Exit { .. } => {}
    }
}

/// A group must have something to run (KFP refuses an empty dag).
pub(super) fn not_empty(plan: &Plan<'_>, flow: &mut Flow<'_, '_>, id: GroupId, dag: &DagSpec) {
    let group = plan.group(id);
    // Without branches, the mistake is in the branches.
    if !dag.tasks.is_empty() || matches!(group.kind, GroupKind::Branches) {
        return;
    }
    let (what, help) = match &group.kind {
        GroupKind::Branch { condition: None, .. } => {
            ("this `otherwise` runs no task", "leave it out, or add a task to it")
        }
        GroupKind::Branch { .. } => {
            ("this branch runs no task", "add a task to it, or turn the condition round")
        }
        GroupKind::Loop { .. } => {
            ("the body of this loop runs no task", "add a task to it, or leave the loop out")
        }
        _ => (
            "the body of this `finally` runs no task",
            "add a task to it, or make the exit task an ordinary one",
        ),
    };
    flow.problems.push(BuildError::new("B102", what, Place::from(group.at)).help(help));
}

/// KFP runs an exit task from a hook, outside the graph: it can neither wait for tasks nor read what they make.
pub(super) fn exit_task(plan: &Plan<'_>, flow: &mut Flow<'_, '_>, id: TaskId, task: &TaskNode) {
    if flow.task_waits[id].is_empty() && task.after.is_empty() {
        return;
    }
    let message = format!("exit task `{}` depends on other tasks", plan.names.tasks[id]);
    let error = BuildError::new("B113", message, Place::from(task.at))
        .note("it must be able to run when they have failed", None)
        .help("give it constants, inputs of the pipeline and a `FinalStatus` only");
    flow.problems.push(error);
}

/// Turns `after` into waiting, between the tasks of the innermost dag that holds both.
pub(super) fn after(plan: &Plan<'_>, flow: &mut Flow<'_, '_>, id: TaskId, task: &TaskNode) {
    for (graph, other) in &task.after {
        let mut wrong = |code: &'static str, message: String, help: &str| {
            flow.problems.push(BuildError::new(code, message, Place::from(task.at)).help(help));
        };
        let name = &plan.names.tasks[id];
        if *graph != plan.graph.id {
            let message = format!("`{name}` waits for a task of another pipeline");
            wrong("B105", message, "wait for the task that calls the other pipeline");
            continue;
        }
        if plan.exits.contains_key(other) {
            let message = format!("`{name}` waits for exit task `{}`", plan.names.tasks[*other]);
            wrong("B113", message, "nothing can follow an exit task");
            continue;
        }
        if *other == id {
            wrong("B114", format!("`{name}` waits for itself"), "remove the `after` call");
            continue;
        }
        let (mut waiting, mut before) = (Node::Task(id), Node::Task(*other));
        let (mut a, mut b) = (plan.task_dag[id], plan.task_dag[*other]);
        while a != b {
            if plan.depth[a] >= plan.depth[b] {
                let Some(parent) = plan.parent[a] else { break };
                (waiting, a) = (Node::Group(a), parent);
            } else {
                let Some(parent) = plan.parent[b] else { break };
                (before, b) = (Node::Group(b), parent);
            }
        }
        if matches!(plan.group(a).kind, GroupKind::Branches) {
            let message = format!("`{name}` waits for a task in another branch of the same `when`");
            wrong("B114", message, "only one of the branches runs: remove the `after` call");
            continue;
        }
        match waiting {
            Node::Task(id) => flow.task_waits[id].push(before),
            Node::Group(id) => flow.group_waits[id].push(before),
        }
    }
}

/// The IR counts parallel iterations in 32 bits.
pub(super) fn parallelism(flow: &mut Flow<'_, '_>, group: &Group, limit: u32) {
    if i32::try_from(limit).is_err() {
        let message = format!("{limit} parallel iterations are more than the IR can say");
        flow.problems
            .push(BuildError::new("B110", message, Place::from(group.at)).help("leave the limit out"));
    }
}
