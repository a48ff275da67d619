//! What both sets of rules need: the two pipelines and their tasks in pairs.

use std::collections::BTreeMap;

use kfp_ir::flat::TaskId;

use crate::cause::{Cause, Part};
use crate::explain::own_changes;
use crate::matching::Matching;
use crate::plan::{Rule, State, Verdict};
use crate::view::View;

pub(super) type Verdicts = BTreeMap<TaskId, Verdict>;

pub(super) struct States<'s, 'a> {
    pub(super) old: Option<&'s View<'a>>,
    pub(super) new: &'s View<'a>,
    pub(super) matching: Option<&'s Matching>,
}

/// Reasons at the far end of a chain that are told.
const ROOTS: usize = 3;

impl States<'_, '_> {
    pub(super) fn old_of(&self, id: TaskId) -> Option<TaskId> {
        self.matching.and_then(|matching| matching.old_of(id))
    }

    /// A cache key that is another one.
    pub(super) fn cache_key(&self, id: TaskId) -> Option<Cause> {
        let of = |view: &View<'_>, id: TaskId| {
            let options = view.flat.task(id)?.spec.caching_options.as_ref()?;
            Some(options.cache_key.clone()).filter(|key| !key.is_empty())
        };
        let (old, new) = (of(self.old?, self.old_of(id)?), of(self.new, id));
        (old != new).then_some(Cause::Changed { part: Part::CacheKey, old, new })
    }

    /// Whether the earlier run left no result of the task.
    pub(super) fn was_undone(&self, id: TaskId) -> bool {
        self.old.zip(self.old_of(id)).is_some_and(|(old, was)| old.undone.contains(&was))
    }

    /// What of the task itself has changed.
    pub(super) fn own(&self, id: TaskId) -> Vec<Cause> {
        let (Some(old), Some(matching)) = (self.old, self.matching) else { return vec![Cause::FirstRun] };
        let Some(was) = matching.old_of(id) else { return vec![Cause::NewTask] };
        let same = |old: TaskId, new: TaskId| matching.old_of(new) == Some(old);
        own_changes((old, was), (self.new, id), &same)
    }

    /// The same, as far as it counts for the content: neither the image of a Rust component whose code counts, nor inputs
    /// that do not.
    pub(super) fn own_content(&self, id: TaskId) -> Vec<Cause> {
        let by_code = |view: &View<'_>, id| view.rule(id) == Some(Rule::Code);
        let mut causes = self.own(id);
        let old = self.old.zip(self.old_of(id));
        if by_code(self.new, id) && old.is_some_and(|(old, was)| by_code(old, was)) {
            causes.retain(|cause| !matches!(cause, Cause::Changed { part: Part::Image, .. }));
        }
        let counts = |name: &str| self.new.flat.task(id).is_none_or(|task| task.counts(name));
        causes.retain(|cause| match cause {
            Cause::Changed {
                part: Part::Argument(name) | Part::Default(name) | Part::Artifact(name),
                ..
            } => counts(name),
            _ => true,
        });
        causes
    }

    /// A producer that does not give its earlier result.
    pub(super) fn producer(&self, id: TaskId, done: &Verdicts, by_content: bool) -> Option<Cause> {
        let state = done.get(&id)?.state;
        (state != State::Hit)
            .then(|| Cause::Producer { task: self.new.flat.path(id), does: state.does(by_content) })
    }

    /// What becomes of a task by its producers alone, each with whether it gives an artifact: an engine knows a file that is made
    /// again by another place or number, while a value that is made again may be equal. `None` when all give what they gave.
    pub(super) fn by_producers(&self, producers: &[(TaskId, bool)], done: &Verdicts) -> Option<Verdict> {
        let (mut runs, mut may_run) = (Vec::new(), Vec::new());
        for (id, artifact) in producers {
            let Some(cause) = self.producer(*id, done, false) else { continue };
            let state = done.get(id).map(|verdict| verdict.state);
            if *artifact && matches!(state, Some(State::Run | State::Never)) {
                runs.push(cause);
            } else {
                may_run.push(cause);
            }
        }
        if !runs.is_empty() {
            return Some(Verdict::new(State::Run, runs));
        }
        (!may_run.is_empty()).then(|| Verdict::new(State::Unknown, may_run))
    }

    /// Adds to a verdict what is at the other end of its producers.
    pub(super) fn traced(&self, mut verdict: Verdict, producers: &[TaskId], done: &Verdicts) -> Verdict {
        for &id in producers {
            let Some(other) = done.get(&id).filter(|other| other.state != State::Hit) else { continue };
            let own = other.causes.iter().filter(|cause| !matches!(cause, Cause::Producer { .. }));
            let own = own.map(|cause| (self.new.flat.path(id), cause.clone()));
            for root in other.roots.iter().cloned().chain(own) {
                // What changed several tasks alike is told once.
                if verdict.roots.len() < ROOTS && verdict.roots.iter().all(|(_, known)| *known != root.1) {
                    verdict.roots.push(root);
                }
            }
        }
        verdict
    }
}
