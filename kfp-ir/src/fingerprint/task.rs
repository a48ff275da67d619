//! The fingerprint of a task of a pipeline.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::codec::canonical;
use crate::digest::Digest;
use crate::fingerprint::evaluate::{Evaluator, Known, Unknown};
use crate::fingerprint::key::{KeyInputs, cache_key, custom_fingerprint, fingerprint};
use crate::flat::{Flat, Source, Task, TaskId, Work};
use crate::model::platform::kubernetes::PvcMount;
use crate::model::{ContainerSpec, ParameterType, Value};
use crate::target::WORKSPACE_PATH;

/// Rounds of loops whose fingerprints are made for one task.
pub const MAX_ROUNDS: usize = 10_000;

/// What of KFP's own settings decides fingerprints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether logs are kept as artifacts (`PUBLISH_LOGS` of the API server).
    pub publish_logs: bool,
    /// Whether `cachingOptions.cacheKey` is honoured: not by KFP 2.17.
    pub custom_keys: bool,
}

impl Default for Settings {
    /// KFP 2.17 as it is installed.
    fn default() -> Self {
        Settings { publish_logs: true, custom_keys: false }
    }
}

/// Why a task is never taken from KFP's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Never {
    /// It has tasks inside; only those are cached.
    Graph,
    /// Its caching options do not enable the cache.
    Off,
    /// Importers are not cached.
    Importer,
    /// KFP does not run it.
    NotRun,
    /// It uses the workspace, whose volume claim has the name of the run.
    Workspace,
    /// It creates a volume claim with a name that is made up for the run.
    MadeUpClaim,
    /// It receives something that no two runs share, such as the id of the run.
    Run,
}

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Graph => "a graph of tasks is not cached itself",
            Self::Off => "caching is off for this task",
            Self::Importer => "importers are not cached",
            Self::NotRun => "KFP does not run it",
            Self::Workspace => "it uses the workspace, whose volume claim is new in every run",
            Self::MadeUpClaim => "it creates a volume claim under a new name",
            Self::Run => "it receives something that is new in every run",
        })
    }
}

/// The fingerprint of one execution: of the task, or of one round of the loops around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Which item of each loop around the task, from the outside in.
    pub items: Vec<usize>,
    /// The fingerprint, or all that keeps it from being known.
    pub fingerprint: Result<Digest, Vec<Unknown>>,
}

/// What KFP asks its cache for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fingerprint {
    /// Nothing.
    Never(Never),
    /// One fingerprint for each execution: one, unless there are loops around the task.
    Rounds(Vec<Round>),
    /// The rounds of the loops around it are not known, or more than [`MAX_ROUNDS`].
    UnknownRounds(Option<Unknown>),
}

impl Fingerprint {
    /// The fingerprint of a task that runs once.
    pub fn only(&self) -> Option<Digest> {
        match self {
            Self::Rounds(rounds) => match rounds.as_slice() {
                [Round { fingerprint: Ok(digest), .. }] => Some(*digest),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Why the task is never cached, whatever its inputs are; `None` if it may be.
pub fn never(flat: &Flat<'_>, id: TaskId) -> Option<Never> {
    let task = flat.task(id)?;
    let container = match task.work {
        Work::Graph(_) => return Some(Never::Graph),
        Work::Importer(_) => return Some(Never::Importer),
        Work::Other(_) => return Some(Never::NotRun),
        Work::Container(container) => container,
    };
    if !task.spec.caching_options.as_ref().is_some_and(|c| c.enable_cache) {
        return Some(Never::Off);
    }
    if container.image == CREATE_CLAIM && !names_claim(task) {
        return Some(Never::MadeUpClaim);
    }
    let evaluator = Evaluator { flat, known: &Known::default(), rounds: &BTreeMap::new() };
    let values = task.parameters.values().map(|source| evaluator.parameter(source));
    for value in values {
        match value {
            Err(Unknown::Run(field)) if field.is_unique() => return Some(Never::Run),
            // It holds the name of the run.
            Err(Unknown::Status(_)) => return Some(Never::Run),
            Ok(Value::String(text)) if text.contains(WORKSPACE_PATH) => return Some(Never::Workspace),
            _ => {}
        }
    }
    None
}

const CREATE_CLAIM: &str = "argostub/createpvc";
const DELETE_CLAIM: &str = "argostub/deletepvc";

fn names_claim(task: &Task<'_>) -> bool {
    match task.parameters.get("pvc_name") {
        Some(Source::Constant(value, _)) => !matches!(&**value, Value::String(s) if s.is_empty()),
        Some(_) => true,
        None => false,
    }
}

/// What KFP asks its cache for when a task is about to run.
///
/// Whether it runs at all, when a condition is around it, is another question.
pub fn fingerprints(flat: &Flat<'_>, id: TaskId, known: &Known, settings: Settings) -> Fingerprint {
    if let Some(never) = never(flat, id) {
        return Fingerprint::Never(never);
    }
    let Some(task) = flat.task(id) else { return Fingerprint::Rounds(Vec::new()) };
    let Work::Container(container) = task.work else { return Fingerprint::Never(Never::NotRun) };
    let custom = task.spec.caching_options.as_ref().map(|c| c.cache_key.as_str()).filter(|k| !k.is_empty());
    if let (true, Some(key)) = (settings.custom_keys, custom) {
        let digest = custom_fingerprint(task.component_name, key);
        return Fingerprint::Rounds(vec![Round { items: Vec::new(), fingerprint: Ok(digest) }]);
    }
    let mut loops: Vec<TaskId> = std::iter::once(id).chain(flat.around(id)).collect();
    loops.retain(|id| flat.task(*id).is_some_and(|t| t.spec.iterator().is_some()));
    loops.reverse();
    let rounds = match rounds(flat, known, &loops) {
        Ok(rounds) => rounds,
        Err(unknown) => return Fingerprint::UnknownRounds(unknown),
    };
    let rounds = rounds.into_iter().map(|items| {
        let chosen = loops.iter().copied().zip(items.iter().copied()).collect();
        let evaluator = Evaluator { flat, known, rounds: &chosen };
        let fingerprint = one(&evaluator, id, task, container, settings);
        Round { items, fingerprint }
    });
    Fingerprint::Rounds(rounds.collect())
}

/// Every combination of items of the loops, from the outside in.
fn rounds(flat: &Flat<'_>, known: &Known, loops: &[TaskId]) -> Result<Vec<Vec<usize>>, Option<Unknown>> {
    let mut all = vec![Vec::new()];
    for (level, id) in loops.iter().enumerate() {
        let mut next = Vec::new();
        for outer in all {
            let chosen = loops.iter().take(level).copied().zip(outer.iter().copied()).collect();
            let items = Evaluator { flat, known, rounds: &chosen }.items(*id).map_err(Some)?;
            if next.len() + items.len() > MAX_ROUNDS {
                return Err(None);
            }
            next.extend((0..items.len()).map(|item| [outer.as_slice(), &[item]].concat()));
        }
        all = next;
    }
    Ok(all)
}

fn one(
    evaluator: &Evaluator<'_, '_>,
    id: TaskId,
    task: &Task<'_>,
    container: &ContainerSpec,
    settings: Settings,
) -> Result<Digest, Vec<Unknown>> {
    let mut unknown = Vec::new();
    let mut inputs = KeyInputs::default();
    let declared = |name: &str| task.component.input_definitions.as_ref()?.parameters.get(name);
    for (name, source) in &task.parameters {
        // Filled in after the cache was asked.
        if declared(name).is_some_and(|input| input.parameter_type == ParameterType::TaskConfig) {
            continue;
        }
        match evaluator.parameter(source) {
            Ok(Value::Null) if declared(name).is_some_and(|input| input.is_optional) => {}
            Ok(value) => {
                inputs.parameters.insert((*name).to_owned(), value);
            }
            Err(reason) => unknown.push(reason),
        }
    }
    for (name, source) in &task.artifacts {
        match evaluator.artifact(source) {
            Ok(ids) => {
                inputs.artifacts.insert((*name).to_owned(), ids);
            }
            Err(reason) => unknown.push(reason),
        }
    }
    let is_claim = [CREATE_CLAIM, DELETE_CLAIM].contains(&container.image.as_str());
    for mount in task.kubernetes.iter().flat_map(|k| &k.pvc_mount).filter(|_| !is_claim) {
        match evaluator.parameter(&claim(evaluator.flat, id, mount)) {
            Ok(value) => inputs.claims.push(canonical::text(&value)),
            Err(reason) => unknown.push(reason),
        }
    }
    if !unknown.is_empty() {
        unknown.sort();
        unknown.dedup();
        return Err(unknown);
    }
    let key = cache_key(task.component, container, &inputs, settings.publish_logs && !is_claim);
    fingerprint(&key).ok_or_else(Vec::new)
}

/// Where the name of a mounted claim comes from; the SDK writes old fields beside the new one.
fn claim<'a>(flat: &Flat<'a>, id: TaskId, mount: &'a PvcMount) -> Source<'a> {
    if let Some(name) = &mount.pvc_name_parameter {
        return flat.source(id, name);
    }
    if let Some(name) = &mount.constant {
        return Source::Constant(Cow::Owned(Value::from(name.as_str())), None);
    }
    if let Some(output) = &mount.task_output_parameter {
        return flat.output_beside(id, &output.producer_task, &output.output_parameter_key);
    }
    match &mount.component_input_parameter {
        Some(name) => flat.input_around(id, name),
        None => Source::Nothing,
    }
}
