//! What has to be done: by content digests.

use std::collections::{BTreeSet, HashSet};

use kfp_ir::digest::Digest;
use kfp_ir::fingerprint::{Never, never};
use kfp_ir::flat::{Source, TaskId};

use crate::cause::Cause;
use crate::explain::reached_from;
use crate::plan::states::{States, Verdicts};
use crate::plan::{State, Verdict};
use crate::show;
use crate::view::View;

/// The verdict on every task that does something.
pub(super) fn verdicts(states: &States<'_, '_>) -> Verdicts {
    let new = states.new;
    let mut done = Verdicts::new();
    // A result that was not kept cannot be used.
    let kept = |view: &View<'_>, id| !matches!(never(&view.flat, id), Some(Never::Off));
    let earlier: HashSet<_> = states
        .old
        .into_iter()
        .flat_map(|old| {
            old.leaves()
                .filter(|id| kept(old, *id) && !old.undone.contains(id))
                .filter_map(|id| old.digests.of(id))
        })
        .collect();
    for id in new.leaves() {
        let verdict = if kept(new, id) {
            one(states, id, &earlier, &done)
        } else {
            Verdict::new(State::Never, vec![Cause::Never(Never::Off)])
        };
        let producers: Vec<TaskId> = leaves_of(states, id).into_iter().collect();
        let verdict = states.traced(verdict, &producers, &done);
        done.insert(id, verdict);
    }
    done
}

/// The tasks behind everything that reaches a task; a graph stands for what is inside.
fn leaves_of(states: &States<'_, '_>, id: TaskId) -> BTreeSet<TaskId> {
    let flat = &states.new.flat;
    let reached = reached_from(flat, id);
    if reached.iter().all(|id| flat.task(*id).is_none_or(|task| !task.is_graph())) {
        return reached;
    }
    let (graphs, mut leaves): (BTreeSet<_>, BTreeSet<_>) =
        reached.into_iter().partition(|id| flat.task(*id).is_some_and(|task| task.is_graph()));
    leaves
        .extend(states.new.leaves().filter(|leaf| flat.around(*leaf).any(|around| graphs.contains(&around))));
    leaves
}

fn one(states: &States<'_, '_>, id: TaskId, earlier: &HashSet<Digest>, done: &Verdicts) -> Verdict {
    let new = states.new;
    let producers: Vec<Cause> =
        leaves_of(states, id).into_iter().filter_map(|id| states.producer(id, done, true)).collect();
    let missing = missing_arguments(states, id);
    if new.digests.of(id).is_some_and(|digest| earlier.contains(&digest)) {
        if !missing.is_empty() {
            return Verdict::new(State::Unknown, missing);
        }
        // Its own work is the same; what it receives may not be.
        return match producers.is_empty() {
            true => Verdict::new(State::Hit, Vec::new()),
            false => Verdict::new(State::Unknown, producers),
        };
    }
    let mut causes = states.own_content(id);
    if causes.is_empty() && states.was_undone(id) {
        causes.push(Cause::NotDone);
    }
    if causes.is_empty()
        && states.old.is_some_and(|old| {
            states.old_of(id).is_some_and(|was| matches!(never(&old.flat, was), Some(Never::Off)))
        })
    {
        causes.push(Cause::NotKept);
    }
    if matches!(causes.as_slice(), [Cause::FirstRun]) {
        return Verdict::new(State::Run, causes);
    }
    causes.extend(producers);
    Verdict::new(State::Run, causes)
}

/// Inputs of the pipeline that inputs of the task which count get, and that have no value.
pub(super) fn missing_inputs(view: &View<'_>, id: TaskId) -> Vec<Cause> {
    let mut missing = BTreeSet::new();
    if let Some(task) = view.flat.task(id) {
        let inputs = task.parameters.iter().chain(&task.artifacts);
        let counted = inputs.filter(|(name, _)| task.counts(name));
        counted.for_each(|(_, source)| arguments(view, source, &mut missing));
    }
    told(missing)
}

fn told(missing: BTreeSet<String>) -> Vec<Cause> {
    let told = |name| Cause::Unknown(format!("the pipeline input `{name}` has no value"));
    missing.into_iter().map(told).collect()
}

/// Inputs of the pipeline that reach the task and have no value.
fn missing_arguments(states: &States<'_, '_>, id: TaskId) -> Vec<Cause> {
    let view = states.new;
    let mut missing = BTreeSet::new();
    for at in std::iter::once(id).chain(view.flat.around(id)) {
        let Some(task) = view.flat.task(at) else { continue };
        // Of a graph only the items and the condition reach what is inside by themselves.
        let inputs = task.parameters.iter().chain(&task.artifacts);
        let own = inputs.filter(|(name, _)| at == id && task.counts(name)).map(|(_, source)| source);
        own.chain(&task.items).for_each(|source| arguments(view, source, &mut missing));
    }
    told(missing)
}

fn arguments(view: &View<'_>, source: &Source<'_>, missing: &mut BTreeSet<String>) {
    match source {
        Source::Input(name) => {
            let known = view.known.arguments.contains_key(*name) || show::default(&view.flat, name).is_some();
            if !known && !is_optional(view, name) {
                missing.insert((*name).to_owned());
            }
        }
        Source::Collected(of) | Source::Select(_, of) | Source::Text(of) => arguments(view, of, missing),
        Source::OneOf(all) => all.iter().for_each(|one| arguments(view, one, missing)),
        Source::Item(id) => {
            let items = view.flat.task(*id).and_then(|task| task.items.as_ref());
            items.into_iter().for_each(|items| arguments(view, items, missing));
        }
        Source::Constant(..) | Source::Output(..) | Source::Status(_) | Source::Nothing => {}
    }
}

/// An optional input without value is null in every run.
fn is_optional(view: &View<'_>, name: &str) -> bool {
    let root = view.flat.document().pipeline.root.as_ref();
    let input = root.and_then(|root| root.input_definitions.as_ref()?.parameters.get(name));
    input.is_some_and(|input| input.is_optional)
}
