//! Tasks that wait for each other in a circle: only `after` can make one.

use super::column::Column;
use super::flow::{Flow, Node};
use super::plan::Plan;
use crate::author::graph::{GroupId, TaskId};
use crate::author::{BuildError, Place};

/// How many tasks of a circle are named.
const NAMED: usize = 8;

/// Reports one circle, if there is any. Linear, and without recursion.
pub(super) fn find(plan: &Plan<'_>, flow: &mut Flow<'_, '_>) {
    if plan.tasks().all(|(_, task)| task.after.is_empty()) {
        return;
    }
    // How many of the things that a task waits for have not been seen to end.
    let mut task_open: Column<TaskId, usize> = Column::of(flow.task_waits.iter().map(Vec::len).collect());
    let mut group_open: Column<GroupId, usize> = Column::of(flow.group_waits.iter().map(Vec::len).collect());
    let mut task_next: Column<TaskId, Vec<Node>> = Column::filled(plan.graph.tasks.len(), Vec::new());
    let mut group_next: Column<GroupId, Vec<Node>> = Column::filled(plan.graph.groups.len(), Vec::new());
    let nodes: Vec<Node> = plan
        .tasks()
        .map(|(id, _)| Node::Task(id))
        .chain(plan.groups().map(|(id, _)| Node::Group(id)))
        .collect();
    let mut ready = Vec::new();
    for node in &nodes {
        let waits = waits(flow, *node);
        if waits.is_empty() {
            ready.push(*node);
        }
        for before in waits {
            match before {
                Node::Task(id) => task_next[*id].push(*node),
                Node::Group(id) => group_next[*id].push(*node),
            }
        }
    }
    let mut ended = 0;
    while let Some(node) = ready.pop() {
        ended += 1;
        let next = match node {
            Node::Task(id) => std::mem::take(&mut task_next[id]),
            Node::Group(id) => std::mem::take(&mut group_next[id]),
        };
        for node in next {
            let open = match node {
                Node::Task(id) => &mut task_open[id],
                Node::Group(id) => &mut group_open[id],
            };
            *open -= 1;
            if *open == 0 {
                ready.push(node);
            }
        }
    }
    if ended < nodes.len() {
        let waiting = |node: &Node| match node {
            Node::Task(id) => task_open[*id] > 0,
            Node::Group(id) => group_open[*id] > 0,
        };
        report(plan, flow, &nodes, &waiting);
    }
}

fn waits<'f>(flow: &'f Flow<'_, '_>, node: Node) -> &'f [Node] {
    match node {
        Node::Task(id) => &flow.task_waits[id],
        Node::Group(id) => &flow.group_waits[id],
    }
}

fn report(plan: &Plan<'_>, flow: &mut Flow<'_, '_>, nodes: &[Node], waiting: &dyn Fn(&Node) -> bool) {
    // From a waiting task, always one that it waits for and that waits itself: the walk must come back.
    let mut path: Vec<Node> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    let mut at = nodes.iter().copied().find(|node| waiting(node));
    let start = loop {
        let Some(node) = at else { return };
        if let Some(start) = seen.insert(node, path.len()) {
            break start;
        }
        path.push(node);
        at = waits(flow, node).iter().copied().find(|node| waiting(node));
    };
    let circle = path.get(start..).unwrap_or_default();
    let name = |node: &Node| match node {
        Node::Task(id) => format!("`{}`", plan.names.tasks[*id]),
        Node::Group(id) => format!("`{}`", plan.names.groups[*id]),
    };
    let place = |node: &Node| match node {
        Node::Task(id) => Place::from(plan.task(*id).at),
        Node::Group(id) => Place::from(plan.group(*id).at),
    };
    let Some(first) = circle.first() else { return };
    let mut text = circle.iter().take(NAMED).map(&name).collect::<Vec<_>>().join(" waits for ");
    if circle.len() > NAMED {
        text.push_str(" waits for ..");
    }
    text = format!("{text} waits for {}", name(first));
    let mut error =
        BuildError::new("B114", format!("tasks wait for each other in a circle: {text}"), place(first));
    for node in circle.iter().skip(1).take(NAMED - 1) {
        error = error.note(format!("{} is", name(node)), place(node));
    }
    flow.problems.push(error.help("remove one of the `after` calls"));
}
