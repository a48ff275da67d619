//! What the workflow does that `kfp_argo` writes with memoization: by the keys that it has.
//!
//! A key holds the digest of the component, the values of all inputs that count, and of artifacts where they are. An artifact is
//! elsewhere exactly if its task ran again. So a task hits when its key is an earlier one and all that give it something hit.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use kfp_argo::{Memoize, Options};
use kfp_ir::digest::Digest;
use kfp_ir::fingerprint::{Never, never};
use kfp_ir::flat::{TaskId, Work};
use kfp_ir::path::IrPath;

use crate::cause::{Cause, Part};
use crate::explain::given_by;
use crate::plan::content::missing_inputs;
use crate::plan::keys::{Engine, Key, Keys};
use crate::plan::states::{States, Verdicts};
use crate::plan::{State, Verdict};
use crate::view::View;

/// The verdict on every task that does something; nothing when Argo cannot run the pipeline.
pub(super) fn verdicts(states: &States<'_, '_>) -> Option<Verdicts> {
    let new = states.new;
    let always = always(new)?;
    let (mut whole, mut fixed) = (HashSet::new(), HashSet::new());
    // Where Argo could not run the earlier pipeline, it has kept nothing.
    if let Some((old, always)) = states.old.and_then(|old| Some((old, self::always(old)?))) {
        let mut keys = Keys::of(Engine::Argo);
        for id in old.leaves() {
            let Some(task) = old.flat.task(id) else { continue };
            let key = keys.add(old, id, task);
            if !always.contains_key(&id) && !old.undone.contains(&id) {
                whole.insert(key.whole);
                fixed.insert(key.fixed);
            }
        }
    }
    let mut keys = Keys::of(Engine::Argo);
    let mut done = Verdicts::new();
    for id in new.leaves() {
        let Some(task) = new.flat.task(id) else { continue };
        let key = keys.add(new, id, task);
        let producers: Vec<(TaskId, bool)> = {
            let counts = |other: TaskId| gives_something_that_counts(new, id, other);
            given_by(&new.flat, task).into_iter().filter(|(other, _)| counts(*other)).collect()
        };
        let case = Case { states, done: &done, id, key, producers: &producers, whole: &whole, fixed: &fixed };
        let verdict = match always.get(&id) {
            Some(cause) => Verdict::new(State::Never, vec![cause.clone()]),
            None => case.verdict(),
        };
        let ids: Vec<TaskId> = producers.iter().map(|(id, _)| *id).collect();
        let verdict = states.traced(verdict, &ids, &done);
        done.insert(id, verdict);
    }
    Some(done)
}

/// The tasks that run every time, and why: their caching is off, or the lowering says so.
fn always(view: &View<'_>) -> Option<BTreeMap<TaskId, Cause>> {
    let mut options = Options { memoize: Some(Memoize::default()), ..Options::default() };
    // How large the workflow is does not matter here.
    options.limits.bytes = usize::MAX;
    let lowered = kfp_argo::lower(view.pipeline.document(), view.pipeline.info(), &options).ok()?;
    let told: BTreeMap<String, &str> = lowered
        .losses
        .iter()
        .filter(|loss| loss.code == "AR201")
        .map(|loss| (loss.path.to_string(), loss.message.as_str()))
        .collect();
    let cause = |id: TaskId| {
        let task = view.flat.task(id)?;
        let path = match task.parent.and_then(|parent| view.flat.task(parent)) {
            Some(graph) => IrPath::new(["components", graph.component_name, "dag", "tasks", task.name]),
            None => IrPath::new(["root", "dag", "tasks", task.name]),
        };
        if let Some(message) = told.get(&path.to_string()) {
            return Some(Cause::EveryRun((*message).to_owned()));
        }
        let off = !matches!(task.work, Work::Importer(_)) && never(&view.flat, id) == Some(Never::Off);
        off.then_some(Cause::Never(Never::Off))
    };
    Some(view.leaves().filter_map(|id| Some((id, cause(id)?))).collect())
}

/// Whether one task gives another something for an input that counts.
fn gives_something_that_counts(view: &View<'_>, id: TaskId, other: TaskId) -> bool {
    let Some(task) = view.flat.task(id) else { return false };
    let inputs = task.parameters.iter().chain(&task.artifacts);
    inputs.filter(|(name, _)| task.counts(name)).any(|(_, source)| {
        let mut found = BTreeSet::new();
        crate::view::producers(&view.flat, source, &mut found);
        found.contains(&other)
    })
}

struct Case<'c, 's, 'a> {
    states: &'c States<'s, 'a>,
    done: &'c Verdicts,
    id: TaskId,
    key: Key,
    producers: &'c [(TaskId, bool)],
    whole: &'c HashSet<Digest>,
    fixed: &'c HashSet<Digest>,
}

impl Case<'_, '_, '_> {
    fn verdict(&self) -> Verdict {
        if self.states.old.is_none() {
            return Verdict::new(State::Run, vec![Cause::FirstRun]);
        }
        if !self.fixed.contains(&self.key.fixed) {
            return Verdict::new(State::Run, self.changes());
        }
        let missing = missing_inputs(self.states.new, self.id);
        if !missing.is_empty() {
            return Verdict::new(State::Unknown, missing);
        }
        if let Some(verdict) = self.states.by_producers(self.producers, self.done) {
            return verdict;
        }
        if self.whole.contains(&self.key.whole) {
            return Verdict::new(State::Hit, Vec::new());
        }
        Verdict::new(State::Run, self.changes())
    }

    /// What of the task has changed, as far as its key has it.
    fn changes(&self) -> Vec<Cause> {
        let mut causes = self.states.own_content(self.id);
        causes.retain(|cause| !matches!(cause, Cause::Changed { part: Part::Condition | Part::Order, .. }));
        causes.extend(self.states.cache_key(self.id));
        if causes.is_empty() {
            let was = self.states.old.zip(self.states.old_of(self.id));
            let off = was.is_some_and(|(old, was)| never(&old.flat, was) == Some(Never::Off));
            causes.push(if off { Cause::NotKept } else { Cause::NotDone });
        }
        causes
    }
}
