//! Which task of the old pipeline a task of the new one was.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::digest::Digest;
use kfp_ir::flat::{Flat, Task, TaskId};
use kfp_ir::model::{Struct, Value};

use crate::view::View;

/// Pairs of tasks, both ways.
#[derive(Debug, Default)]
pub(crate) struct Matching {
    old_of: BTreeMap<TaskId, TaskId>,
    new_of: BTreeMap<TaskId, TaskId>,
}

impl Matching {
    /// By path first; then tasks that do the same under other names; then tasks of equal containers whose inputs alone
    /// differ. A match that is not the only one is none: nothing is guessed.
    pub(crate) fn new(old: &View<'_>, new: &View<'_>) -> Self {
        let mut matching = Matching::default();
        let paths: BTreeMap<String, TaskId> = ids(&old.flat).map(|id| (old.flat.path(id), id)).collect();
        for id in ids(&new.flat) {
            let same = paths.get(&new.flat.path(id)).copied();
            let same_kind = |other: &TaskId| is_graph(&old.flat, *other) == is_graph(&new.flat, id);
            if let Some(other) = same.filter(same_kind) {
                matching.add(other, id);
            }
        }
        matching.by(old, new, |view, id| view.digests.of(id));
        matching.by(old, new, |view, id| Some(container(view, id)));
        matching.by(old, new, |view, id| {
            view.flat.task(id).map(|task| Digest::of_bytes(component(task).as_bytes()))
        });
        matching
    }

    /// Pairs what is left over, where a key fits exactly one task on each side.
    fn by(&mut self, old: &View<'_>, new: &View<'_>, key: impl Fn(&View<'_>, TaskId) -> Option<Digest>) {
        let only = |view: &View<'_>, taken: &BTreeMap<TaskId, TaskId>| {
            let mut found: BTreeMap<(bool, Digest), Option<TaskId>> = BTreeMap::new();
            for id in ids(&view.flat).filter(|id| !taken.contains_key(id)) {
                if let Some(digest) = key(view, id) {
                    let kind = (is_graph(&view.flat, id), digest);
                    found.entry(kind).and_modify(|only| *only = None).or_insert(Some(id));
                }
            }
            found
        };
        let (old_only, new_only) = (only(old, &self.new_of), only(new, &self.old_of));
        for (key, id) in new_only {
            if let (Some(id), Some(Some(other))) = (id, old_only.get(&key)) {
                self.add(*other, id);
            }
        }
    }

    fn add(&mut self, old: TaskId, new: TaskId) {
        self.old_of.insert(new, old);
        self.new_of.insert(old, new);
    }

    /// The old task of a new one.
    pub(crate) fn old_of(&self, new: TaskId) -> Option<TaskId> {
        self.old_of.get(&new).copied()
    }

    /// The new task of an old one.
    pub(crate) fn new_of(&self, old: TaskId) -> Option<TaskId> {
        self.new_of.get(&old).copied()
    }
}

pub(crate) fn ids(flat: &Flat<'_>) -> impl Iterator<Item = TaskId> {
    0..flat.tasks().len()
}

fn is_graph(flat: &Flat<'_>, id: TaskId) -> bool {
    flat.task(id).is_some_and(Task::is_graph)
}

/// What a task runs, without the values of its inputs. Graphs are told by what is inside, above.
fn container(view: &View<'_>, id: TaskId) -> Digest {
    let chosen = ["kind", "image", "code", "command", "args", "env", "interface", "uri", "type"];
    let content = view.digests.content(id).cloned().unwrap_or_default();
    let fields = content.0.into_iter().filter(|(key, _)| chosen.contains(&key.as_str()));
    Digest::of_value(&Value::Struct(fields.collect::<Struct>()))
}

/// The name of the component and those of its inputs and outputs: for tasks that were moved and changed.
fn component(task: &Task<'_>) -> String {
    let mut names: BTreeSet<&str> = task.parameters.keys().copied().collect();
    names.extend(task.artifacts.keys());
    format!("{} {} {names:?}", task.name, task.component_name)
}
