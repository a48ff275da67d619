//! Which tasks run again, and why: like a plan before an apply.
//!
//! Three answers are given for every task. `kfp` is what KFP 2.17 does, by the key of its cache; `argo` what a workflow of
//! [`kfp_argo`] does with memoization, and without it every task runs; `content` is what has to be
//! done, by the [content digest](kfp_ir::digest). Where they differ, one of them is worth a look: KFP reuses a result although
//! an environment variable has changed, or makes one again that could be reused.

mod argo;
mod content;
mod keys;
mod kfp;
mod render;
mod states;

use kfp_ir::digest::Digest;

use crate::cause::Cause;
use crate::matching::Matching;
use crate::view::View;
pub(crate) use render::cell;
use states::States;

/// What happens to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The earlier result is used.
    Hit,
    /// The task runs.
    Run,
    /// It depends on something that is known only when other tasks have run, or on an argument that was not given.
    Unknown,
    /// The task runs, as always: results of it are never used again.
    Never,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Hit, State::Run, State::Unknown, State::Never];

    /// The name in texts and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Hit => "hit",
            State::Run => "run",
            State::Unknown => "unknown",
            State::Never => "never",
        }
    }

    /// What a task in this state does, in a sentence about one that needs it: in an engine, or by content.
    pub(crate) fn does(self, by_content: bool) -> &'static str {
        match (self, by_content) {
            (State::Hit, _) => "gives its earlier result",
            (State::Run, false) => "runs",
            (State::Run, true) => "changes",
            (State::Unknown, false) => "may run",
            (State::Unknown, true) => "may change",
            (State::Never, _) => "always runs",
        }
    }
}

/// The answer of one set of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What happens.
    pub state: State,
    /// Why; nothing for a hit.
    pub causes: Vec<Cause>,
    /// For each cause that is a producer, the first reasons at the other end: path and cause.
    pub roots: Vec<(String, Cause)>,
}

impl Verdict {
    fn new(state: State, causes: Vec<Cause>) -> Self {
        Verdict { state, causes, roots: Vec::new() }
    }
}

/// What of a Rust component's program counts in its content digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The image that holds it.
    Image,
    /// The code that the component was compiled from, as its author chose.
    Code,
}

impl Rule {
    /// The name in texts and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Image => "image",
            Rule::Code => "code",
        }
    }
}

/// What happens to one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedTask {
    /// Its names from the top down, joined by `/`.
    pub path: String,
    /// The path it had, when that was another one.
    pub was: Option<String>,
    /// The component.
    pub component: String,
    /// What counts of its program; nothing for tasks that are no Rust components.
    pub rule: Option<Rule>,
    /// Whether a condition decides if it runs at all.
    pub conditional: bool,
    /// What KFP 2.17 does.
    pub kfp: Verdict,
    /// What Argo does, where results of earlier runs are kept; nothing where it cannot run the pipeline.
    pub argo: Option<Verdict>,
    /// What has to be done.
    pub content: Verdict,
    /// The content digest.
    pub digest: Digest,
    /// KFP's fingerprint, where there is one and it is known.
    pub fingerprint: Option<Digest>,
}

/// What happens to all tasks of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The name of the pipeline.
    pub pipeline: String,
    /// Whether there is an earlier run.
    pub first: bool,
    /// The tasks that do something, in an order in which they can run.
    pub tasks: Vec<PlannedTask>,
    /// Paths of tasks that are gone.
    pub gone: Vec<String>,
}

impl Plan {
    /// How many tasks are in a state, by the rules of KFP.
    pub fn kfp(&self, state: State) -> usize {
        self.tasks.iter().filter(|task| task.kfp.state == state).count()
    }

    /// How many tasks are in a state, by the rules of Argo's memoization; nothing where Argo cannot run the pipeline.
    pub fn argo(&self, state: State) -> Option<usize> {
        let verdicts: Option<Vec<&Verdict>> = self.tasks.iter().map(|task| task.argo.as_ref()).collect();
        Some(verdicts?.iter().filter(|verdict| verdict.state == state).count())
    }

    /// How many tasks are in a state, by content.
    pub fn content(&self, state: State) -> usize {
        self.tasks.iter().filter(|task| task.content.state == state).count()
    }

    /// Whether KFP runs anything, or may.
    pub fn runs(&self) -> bool {
        self.kfp(State::Hit) < self.tasks.len()
    }
}

/// Two files hold different pipelines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pipelines are different ones: `{old}` and `{new}`")]
pub struct DifferentPipelines {
    /// The name of the old one.
    pub old: String,
    /// The name of the new one.
    pub new: String,
}

/// Both are the same pipeline: KFP's cache never looks beyond one.
pub(crate) fn same_pipeline(old: &View<'_>, new: &View<'_>) -> Result<(), DifferentPipelines> {
    let (old, new) = (old.pipeline.name(), new.pipeline.name());
    if old == new {
        return Ok(());
    }
    Err(DifferentPipelines { old: old.to_owned(), new: new.to_owned() })
}

/// Says what a run of the new pipeline does after a run of the old one in which every task succeeded.
///
/// # Errors
/// They are different pipelines.
pub fn plan(old: Option<&View<'_>>, new: &View<'_>) -> Result<Plan, DifferentPipelines> {
    if let Some(old) = old {
        same_pipeline(old, new)?;
    }
    let matching = old.map(|old| Matching::new(old, new));
    let states = States { old, new, matching: matching.as_ref() };
    let (kfp, fingerprints) = kfp::verdicts(&states);
    let content = content::verdicts(&states);
    let argo = argo::verdicts(&states);
    let tasks = new.leaves().filter_map(|id| {
        let path = new.flat.path(id);
        let was = states.old_of(id).and_then(|was| Some(old?.flat.path(was))).filter(|was| *was != path);
        Some(PlannedTask {
            was,
            component: new.flat.task(id)?.component_name.to_owned(),
            rule: new.rule(id),
            conditional: new.is_conditional(id),
            kfp: kfp.get(&id)?.clone(),
            argo: argo.as_ref().and_then(|argo| argo.get(&id).cloned()),
            content: content.get(&id)?.clone(),
            digest: new.digests.of(id)?,
            fingerprint: fingerprints.get(&id).copied(),
            path,
        })
    });
    let gone = old.map(|old| {
        let gone = old.leaves().filter(|id| matching.as_ref().is_some_and(|m| m.new_of(*id).is_none()));
        gone.map(|id| old.flat.path(id)).collect()
    });
    Ok(Plan {
        pipeline: new.pipeline.name().to_owned(),
        first: old.is_none(),
        tasks: tasks.collect(),
        gone: gone.unwrap_or_default(),
    })
}
