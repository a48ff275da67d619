//! Names of tasks and groups, as the KFP SDK 2.17 gives them.

use std::collections::{HashMap, HashSet};

use super::column::Column;
use super::plan::is_chain;
use crate::author::graph::{Child, Component, Graph, Group, GroupId, GroupKind, Items, ROOT, TaskId};

/// A name in the alphabet of task and component names (SDK `sanitize_component_name`).
pub(super) fn sanitize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// Gives out names that are not taken yet: `train`, `train-2`, `train-3`.
#[derive(Debug, Default)]
pub(super) struct Unique {
    taken: HashSet<String>,
    next: HashMap<String, u32>,
}

impl Unique {
    pub(super) fn take(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        // Names are never given back, so a suffix that was taken once is taken for good.
        let next = match self.next.get_mut(name) {
            Some(next) => next,
            None => self.next.entry(name.to_owned()).or_insert(2),
        };
        loop {
            let candidate = format!("{name}-{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// The names inside one pipeline.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) tasks: Column<TaskId, String>,
    /// Empty for the root and for the wrapper of a lone `when`.
    pub(super) groups: Column<GroupId, String>,
    /// The number in the item name of a loop over constants.
    pub(super) raw_items: HashMap<GroupId, u32>,
}

impl Names {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut unique = Unique::default();
        let tasks = graph.tasks.iter().map(|task| unique.take(&base(&task.component))).collect();
        let mut walk = Groups {
            graph,
            last: 0,
            tasks: &unique,
            names: Column::filled(graph.groups.len(), String::new()),
            raw_items: HashMap::new(),
        };
        walk.run();
        Names { groups: walk.names, raw_items: walk.raw_items, tasks: Column::of(tasks) }
    }
}

/// The name that the tasks of a component start from.
pub(super) fn base(component: &Component) -> String {
    match component {
        Component::Leaf(def) => sanitize(def.name),
        Component::Pipeline(graph) => sanitize(&graph.name),
        Component::Importer(_) => "importer".to_owned(),
    }
}

/// Numbers groups by one counter per pipeline, in the order in which the SDK enters them.
struct Groups<'g> {
    graph: &'g Graph,
    last: u32,
    tasks: &'g Unique,
    names: Column<GroupId, String>,
    raw_items: HashMap<GroupId, u32>,
}

enum Step {
    Enter(GroupId),
    /// The SDK learns of an `else` only after the first branch, and then gives its number to the wrapper.
    Wrap {
        branches: GroupId,
        first: GroupId,
        number: u32,
    },
}

impl<'g> Groups<'g> {
    fn run(&mut self) {
        let mut open = vec![];
        self.enter_children(ROOT, &mut open);
        while let Some(step) = open.pop() {
            match step {
                Step::Wrap { branches, first, number } => {
                    self.names[branches] = format!("condition-branches-{number}");
                    let number = self.number("condition");
                    self.names[first] = format!("condition-{number}");
                }
                Step::Enter(id) => self.enter(id, &mut open),
            }
        }
    }

    fn enter(&mut self, id: GroupId, open: &mut Vec<Step>) {
        let Some(group) = self.group(id) else { return };
        let name = match &group.kind {
            GroupKind::Root => String::new(),
            GroupKind::Branches if is_chain(group) => {
                let mut branches = children(group);
                let Some(first) = branches.next() else { return };
                let number = self.number("condition-branches");
                open.extend(branches.rev().map(Step::Enter));
                open.push(Step::Wrap { branches: id, first, number });
                self.enter_children(first, open);
                return;
            }
            GroupKind::Branches => String::new(),
            GroupKind::Branch { .. } => format!("condition-{}", self.number("condition")),
            GroupKind::Loop { items, .. } => {
                if matches!(items, Items::Constant(_)) {
                    self.last += 1;
                    self.raw_items.insert(id, self.last);
                }
                format!("for-loop-{}", self.number("for-loop"))
            }
            GroupKind::Exit { .. } => format!("exit-handler-{}", self.number("exit-handler")),
        };
        self.names[id] = name;
        self.enter_children(id, open);
    }

    fn enter_children(&self, id: GroupId, open: &mut Vec<Step>) {
        if let Some(group) = self.group(id) {
            open.extend(children(group).rev().map(Step::Enter));
        }
    }

    fn group(&self, id: GroupId) -> Option<&'g Group> {
        self.graph.groups.get(id.0 as usize)
    }

    /// The next number; one that would give a group the name of a task is left out.
    fn number(&mut self, kind: &str) -> u32 {
        loop {
            self.last += 1;
            if !self.tasks.has(&format!("{kind}-{}", self.last)) {
                return self.last;
            }
        }
    }
}

/// The groups directly inside a group.
pub(super) fn children(group: &Group) -> impl DoubleEndedIterator<Item = GroupId> + '_ {
    group.children.iter().filter_map(|child| match child {
        Child::Group(id) => Some(*id),
        Child::Task(_) => None,
    })
}
