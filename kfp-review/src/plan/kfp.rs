//! What KFP 2.17 does: by the key of its cache.
//!
//! Where a fingerprint is known it is compared. Where it is not, because KFP numbers artifacts when they are made, the
//! key is compared with the producers in place of their outputs: a task hits when its key is an earlier one and all of its
//! producers hit, since a hit gives the same numbers and values again.

use std::collections::{BTreeMap, HashMap, HashSet};

use kfp_ir::digest::Digest;
use kfp_ir::fingerprint::{Fingerprint, Known, Never, Round, Settings, Unknown, fingerprints, never};
use kfp_ir::flat::TaskId;

use crate::cause::{Cause, Part};
use crate::explain::given_by;
use crate::plan::keys::{Engine, Key, Keys};
use crate::plan::states::{States, Verdicts};
use crate::plan::{State, Verdict};
use crate::view::View;

/// The verdict on every task that does something, and the fingerprints that are known.
pub(super) fn verdicts(states: &States<'_, '_>) -> (Verdicts, BTreeMap<TaskId, Digest>) {
    let earlier = states.old.map(Earlier::new).unwrap_or_default();
    let new = states.new;
    let mut keys = Keys::of(Engine::Kfp);
    let mut known = new.known.clone();
    let mut done = Verdicts::new();
    let mut exact = BTreeMap::new();
    for id in new.leaves() {
        let Some(task) = new.flat.task(id) else { continue };
        let key = keys.add(new, id, task);
        let fingerprint = fingerprints(&new.flat, id, &known, Settings::default());
        exact.extend(fingerprint.only().map(|digest| (id, digest)));
        let producers = given_by(&new.flat, task);
        let case = Case { states, earlier: &earlier, done: &done, id, key, producers: &producers };
        let verdict = case.verdict(&fingerprint);
        let ids: Vec<TaskId> = producers.iter().map(|(id, _)| *id).collect();
        let verdict = states.traced(verdict, &ids, &done);
        if verdict.state == State::Hit {
            inherit(states, &earlier, id, key, &fingerprint, &mut known);
        }
        done.insert(id, verdict);
    }
    (done, exact)
}

/// A hit gives the outputs of the earlier run again.
fn inherit(
    states: &States<'_, '_>,
    earlier: &Earlier,
    id: TaskId,
    key: Key,
    fingerprint: &Fingerprint,
    known: &mut Known,
) {
    let by_fingerprint = fingerprint.only().and_then(|digest| earlier.exact.get(&digest));
    let (Some(was), Some(old)) = (by_fingerprint.or_else(|| earlier.whole.get(&key.whole)), states.old)
    else {
        return;
    };
    let of = |map_id: TaskId| map_id == *was;
    for ((_, key), value) in old.known.parameters.iter().filter(|((task, _), _)| of(*task)) {
        known.parameters.insert((id, key.clone()), value.clone());
    }
    for ((_, key), ids) in old.known.artifacts.iter().filter(|((task, _), _)| of(*task)) {
        known.artifacts.insert((id, key.clone()), ids.clone());
    }
}

/// What is in the cache after the earlier run.
#[derive(Default)]
struct Earlier {
    exact: HashMap<Digest, TaskId>,
    whole: HashMap<Digest, TaskId>,
    fixed: HashSet<Digest>,
}

impl Earlier {
    fn new(old: &View<'_>) -> Self {
        let mut earlier = Earlier::default();
        let mut keys = Keys::of(Engine::Kfp);
        for id in old.leaves() {
            let Some(task) = old.flat.task(id) else { continue };
            let key = keys.add(old, id, task);
            if never(&old.flat, id).is_some() || old.undone.contains(&id) {
                continue;
            }
            earlier.whole.insert(key.whole, id);
            earlier.fixed.insert(key.fixed);
            if let Fingerprint::Rounds(rounds) = fingerprints(&old.flat, id, &old.known, Settings::default())
            {
                earlier.exact.extend(rounds.into_iter().filter_map(|r| Some((r.fingerprint.ok()?, id))));
            }
        }
        earlier
    }
}

struct Case<'c, 's, 'a> {
    states: &'c States<'s, 'a>,
    earlier: &'c Earlier,
    done: &'c Verdicts,
    id: TaskId,
    key: Key,
    producers: &'c [(TaskId, bool)],
}

impl Case<'_, '_, '_> {
    fn verdict(&self, fingerprint: &Fingerprint) -> Verdict {
        match fingerprint {
            Fingerprint::Never(reason) => Verdict::new(State::Never, vec![Cause::Never(*reason)]),
            _ if self.states.old.is_none() => Verdict::new(State::Run, vec![Cause::FirstRun]),
            Fingerprint::UnknownRounds(unknown) => self.unknown(unknown.as_slice()),
            Fingerprint::Rounds(rounds) => self.rounds(rounds),
        }
    }

    fn rounds(&self, rounds: &[Round]) -> Verdict {
        let unknown: Vec<Unknown> =
            rounds.iter().filter_map(|r| r.fingerprint.as_ref().err()).flatten().cloned().collect();
        if !unknown.is_empty() {
            return self.unknown(&unknown);
        }
        let hit = |r: &&Round| r.fingerprint.as_ref().is_ok_and(|f| self.earlier.exact.contains_key(f));
        let hits = rounds.iter().filter(hit).count();
        if hits == rounds.len() {
            return Verdict::new(State::Hit, Vec::new());
        }
        let mut causes = self.changes();
        if hits > 0 {
            causes.insert(0, Cause::Rounds { hit: hits, of: rounds.len() });
        }
        Verdict::new(State::Run, causes)
    }

    /// Something about the key is not known.
    fn unknown(&self, unknown: &[Unknown]) -> Verdict {
        if !self.earlier.fixed.contains(&self.key.fixed) {
            return Verdict::new(State::Run, self.changes());
        }
        let outside = unknown.iter().filter(|u| {
            matches!(
                u,
                Unknown::Argument(_)
                    | Unknown::GivenArtifact(_)
                    | Unknown::Run(_)
                    | Unknown::Selector(_)
                    | Unknown::Items(_)
            )
        });
        let mut outside: Vec<Cause> = outside.map(|u| Cause::Unknown(u.to_string())).collect();
        outside.dedup();
        if !outside.is_empty() {
            return Verdict::new(State::Unknown, outside);
        }
        if let Some(verdict) = self.states.by_producers(self.producers, self.done) {
            return verdict;
        }
        if self.earlier.whole.contains_key(&self.key.whole) {
            return Verdict::new(State::Hit, Vec::new());
        }
        // All producers give what they gave, but others than before.
        let artifact =
            self.changes().iter().any(|c| matches!(c, Cause::Changed { part: Part::Artifact(_), .. }));
        Verdict::new(if artifact { State::Run } else { State::Unknown }, self.changes())
    }

    /// What of the task has changed, as far as KFP looks at it; all of it, if that is nothing.
    fn changes(&self) -> Vec<Cause> {
        let all = self.states.own(self.id);
        let counts = |cause: &&Cause| match cause {
            Cause::Changed { part, .. } => part.counts_for_kfp(),
            _ => true,
        };
        let mut causes: Vec<Cause> = all.iter().filter(counts).cloned().collect();
        let was_off = || {
            let (old, was) = (self.states.old?, self.states.old_of(self.id)?);
            Some(never(&old.flat, was) == Some(Never::Off))
        };
        if causes.is_empty() && self.states.was_undone(self.id) {
            return vec![Cause::NotDone];
        }
        if causes.is_empty() && was_off() == Some(true) {
            return vec![Cause::NotKept];
        }
        if causes.is_empty() {
            causes = self
                .producers
                .iter()
                .filter_map(|(id, _)| self.states.producer(*id, self.done, false))
                .collect();
        }
        if causes.is_empty() { all } else { causes }
    }
}
