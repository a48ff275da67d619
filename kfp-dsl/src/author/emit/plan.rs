//! What is known of a graph before its tasks are looked at: which groups are graphs of their own in the IR, which
//! task lives in which, and what everything is called.

use std::collections::HashMap;

use super::column::{Column, Id};
use super::names::{Names, children};
use crate::author::graph::{
    Graph, Group, GroupId, GroupKind, Items, PipelineInput, ROOT, Source, TaskId, TaskNode, ValueId,
    ValueNode,
};

/// How deeply groups and pipelines may be nested.
pub(super) const MAX_NESTING: u32 = 64;

/// A graph with everything that follows from its groups.
#[derive(Debug)]
pub(super) struct Plan<'g> {
    pub(super) graph: &'g Graph,
    pub(super) names: Names,
    /// The group whose graph of tasks holds what is in a group: itself, but for the wrapper of a lone `when`.
    pub(super) dag: Column<GroupId, GroupId>,
    /// The next dag outwards.
    pub(super) parent: Column<GroupId, Option<GroupId>>,
    pub(super) depth: Column<GroupId, u32>,
    /// The dag that a task is written into.
    pub(super) task_dag: Column<TaskId, GroupId>,
    /// The exit tasks, each with the group that it follows.
    pub(super) exits: HashMap<TaskId, GroupId>,
    /// The first value of the same meaning.
    pub(super) canon: Column<ValueId, ValueId>,
    /// The number of a one-of within its branches.
    pub(super) oneofs: HashMap<ValueId, u32>,
}

impl<'g> Plan<'g> {
    pub(super) fn of(graph: &'g Graph) -> Self {
        let len = graph.groups.len();
        let mut plan = Plan {
            graph,
            names: Names::of(graph),
            dag: Column::filled(len, ROOT),
            parent: Column::filled(len, None),
            depth: Column::filled(len, 0),
            task_dag: Column::of(graph.tasks.iter().map(|_| ROOT).collect()),
            exits: HashMap::new(),
            canon: Column::of((0..).take(graph.values.len()).map(ValueId).collect()),
            oneofs: HashMap::new(),
        };
        plan.place_groups();
        plan.place_tasks();
        plan.unify_values();
        plan
    }

    fn place_groups(&mut self) {
        // A group is recorded after the one around it, so one pass from the front sees parents first.
        for (id, group) in (0..).map(GroupId).zip(&self.graph.groups) {
            let Some(outer) = group.parent else { continue };
            let around = self.dag[outer];
            if matches!(group.kind, GroupKind::Branches) && !is_chain(group) {
                self.dag[id] = around;
                self.parent[id] = self.parent[around];
                self.depth[id] = self.depth[around];
            } else {
                self.dag[id] = id;
                self.parent[id] = Some(around);
                self.depth[id] = self.depth[around] + 1;
            }
        }
    }

    fn place_tasks(&mut self) {
        for (id, task) in self.tasks() {
            self.task_dag[id] = self.dag[task.group];
        }
        for (id, group) in self.groups() {
            if let GroupKind::Exit { exit } = group.kind {
                self.exits.insert(exit, id);
                self.task_dag[exit] = self.parent[id].unwrap_or(ROOT);
            }
        }
    }

    fn unify_values(&mut self) {
        self.unify_outputs();
        let mut seen: HashMap<(u8, u32, &'g str, u32), ValueId> = HashMap::new();
        let mut counts: HashMap<GroupId, u32> = HashMap::new();
        for (id, node) in (0..).map(ValueId).zip(&self.graph.values) {
            let key = match &node.source {
                Source::Input(index) => (0, u32::try_from(*index).unwrap_or(u32::MAX), "", 0),
                Source::Item(group) => (2, group.0, "", 0),
                Source::Field { of, key } => (3, self.canon[*of].0, *key, 0),
                Source::Collected { of, value } if value.graph == self.graph.id => {
                    (4, of.0, "", self.canon[value.value].0)
                }
                Source::Exported { of, value } if value.graph == self.graph.id => {
                    (5, of.0, "", self.canon[value.value].0)
                }
                Source::OneOf { branches, .. } => {
                    let count = counts.entry(*branches).or_default();
                    *count += 1;
                    self.oneofs.insert(id, *count);
                    continue;
                }
                Source::Output { .. } | Source::Collected { .. } | Source::Exported { .. } => continue,
            };
            self.canon[id] = *seen.entry(key).or_insert(id);
        }
    }

    /// Outputs are many and mostly recorded task by task, so that sorting them is cheaper than a map.
    fn unify_outputs(&mut self) {
        let outputs =
            (0..).map(ValueId).zip(&self.graph.values).filter_map(|(id, node)| match &node.source {
                Source::Output { task, name } => Some((*task, *name, id)),
                _ => None,
            });
        let mut outputs: Vec<(TaskId, &str, ValueId)> = outputs.collect();
        outputs.sort();
        for same in outputs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let Some((_, _, first)) = same.first() else { continue };
            for (_, _, id) in same {
                self.canon[*id] = *first;
            }
        }
    }

    pub(super) fn tasks(&self) -> impl DoubleEndedIterator<Item = (TaskId, &'g TaskNode)> + use<'g> {
        self.graph.tasks.iter().enumerate().map(|(i, task)| (TaskId(narrow(i)), task))
    }

    pub(super) fn groups(&self) -> impl DoubleEndedIterator<Item = (GroupId, &'g Group)> + use<'g> {
        self.graph.groups.iter().enumerate().map(|(i, group)| (GroupId(narrow(i)), group))
    }

    #[expect(clippy::indexing_slicing, reason = "the recorder hands out ids of entries that it has pushed")]
    pub(super) fn value(&self, id: ValueId) -> &'g ValueNode {
        &self.graph.values[id.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "the recorder hands out ids of entries that it has pushed")]
    pub(super) fn task(&self, id: TaskId) -> &'g TaskNode {
        &self.graph.tasks[id.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "the recorder hands out ids of entries that it has pushed")]
    pub(super) fn group(&self, id: GroupId) -> &'g Group {
        &self.graph.groups[id.index()]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "the recorder hands out indices of inputs that it has pushed"
    )]
    pub(super) fn input(&self, index: usize) -> &'g PipelineInput {
        &self.graph.inputs[index]
    }

    /// The dag in which a value can be named without a way through a group.
    pub(super) fn owner(&self, id: ValueId) -> GroupId {
        match &self.value(id).source {
            Source::Input(_) => ROOT,
            Source::Output { task, .. } => self.task_dag[*task],
            Source::Item(group) => self.dag[*group],
            Source::Field { of, .. } => self.owner(*of),
            Source::OneOf { branches: of, .. }
            | Source::Collected { of, .. }
            | Source::Exported { of, .. } => self.parent[self.dag[*of]].unwrap_or(ROOT),
        }
    }

    /// Whether `inner` is `outer` or inside it.
    pub(super) fn inside(&self, inner: GroupId, outer: GroupId) -> bool {
        let mut at = inner;
        while self.depth[at] > self.depth[outer] {
            match self.parent[at] {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at == outer
    }

    /// The constants or the list that a loop runs over.
    pub(super) fn items(&self, id: GroupId) -> Option<&'g Items> {
        match &self.group(id).kind {
            GroupKind::Loop { items, .. } => Some(items),
            _ => None,
        }
    }
}

/// Whether a `when` has more than one branch, so that the branches need a group around them.
pub(super) fn is_chain(group: &Group) -> bool {
    matches!(group.kind, GroupKind::Branches) && children(group).nth(1).is_some()
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
