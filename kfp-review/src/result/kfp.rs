//! The run that KFP's API gives: `GET /apis/v2beta1/runs/ID`, `V2beta1Run` in its Python client.
//!
//! It has the arguments, and how each node of the workflow ended. It has no values of outputs, and no identifiers of
//! artifacts either: KFP 2.17 leaves `inputs` and `outputs` of its tasks empty (kubeflow/pipelines issue 9858). Where another
//! server fills them in, they are read.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::flat::TaskId;
use kfp_ir::model::{Struct, Value};

use super::{Outputs, ResultError};
use crate::view::View;

/// How the tasks of a run ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ended {
    /// Whether all of the run succeeded.
    succeeded: bool,
    tasks: BTreeMap<String, Nodes>,
}

/// What ran under one name: several nodes where loops or graphs repeat it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Nodes {
    count: usize,
    succeeded: usize,
    artifacts: BTreeMap<String, Vec<String>>,
}

/// Whether a value is such a run, and no result in our own form.
pub(super) fn is_run(value: &Value) -> bool {
    matches!(value, Value::Struct(run) if run.get("version").is_none() && field(run, "run_id").is_some())
}

/// What a run says: the name of the pipeline, where it is there, its arguments, and how its tasks ended.
pub(super) struct Run {
    pub(super) pipeline: Option<String>,
    pub(super) arguments: BTreeMap<String, Value>,
    pub(super) ended: Ended,
}

/// Reads a run.
pub(super) fn read(value: &Value) -> Result<Run, Vec<ResultError>> {
    let Value::Struct(run) = value else { return Err(vec![ResultError::new("a run is not an object")]) };
    let mut errors = Vec::new();
    let state = text(field(run, "state")).unwrap_or_default();
    if !matches!(state, "SUCCEEDED" | "FAILED" | "CANCELED") {
        let shown =
            if state.is_empty() { "it has no `state`".to_owned() } else { format!("it is `{state}`") };
        let help = "ask again when it has: `kfp run get RUN_ID --output json`";
        errors.push(ResultError::new(format!("the run has not ended: {shown}")).help(help));
    }
    let details = object(field(run, "run_details")).and_then(|details| field(details, "task_details"));
    let tasks = match details {
        Some(Value::List(details)) if !details.is_empty() => nodes(details),
        _ => {
            let help = "a list of runs leaves them out: get the one run, `GET /apis/v2beta1/runs/RUN_ID`";
            errors.push(
                ResultError::new("the run has no tasks: `run_details.task_details` is empty").help(help),
            );
            BTreeMap::new()
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let config = object(field(run, "runtime_config"));
    let arguments = config.and_then(|config| object(field(config, "parameters")));
    Ok(Run {
        pipeline: object(field(run, "pipeline_spec")).and_then(name).map(str::to_owned),
        arguments: arguments.map(|Struct(arguments)| arguments.clone()).unwrap_or_default(),
        ended: Ended { succeeded: state == "SUCCEEDED", tasks },
    })
}

/// The name in a spec, which stands alone or beside its platform spec.
fn name(spec: &Struct) -> Option<&str> {
    let spec = object(field(spec, "pipeline_spec")).unwrap_or(spec);
    text(field(object(field(spec, "pipeline_info"))?, "name"))
}

fn nodes(details: &[Value]) -> BTreeMap<String, Nodes> {
    let mut found: BTreeMap<String, Nodes> = BTreeMap::new();
    for detail in details.iter().filter_map(|detail| object(Some(detail))) {
        let Some(name) = text(field(detail, "display_name")) else { continue };
        let nodes = found.entry(name.to_owned()).or_default();
        nodes.count += 1;
        nodes.succeeded += usize::from(text(field(detail, "state")) == Some("SUCCEEDED"));
        for (key, list) in object(field(detail, "outputs")).into_iter().flat_map(|outputs| &outputs.0) {
            let ids = object(Some(list)).and_then(|list| field(list, "artifact_ids"));
            if let Some(Value::List(ids)) = ids {
                let ids = ids.iter().map(kfp_ir::codec::canonical::text).collect();
                nodes.artifacts.insert(key.clone(), ids);
            }
        }
    }
    found
}

/// What a run left of a pipeline.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// The tasks without a result.
    pub(super) undone: BTreeSet<TaskId>,
    /// Outputs of the others, by the paths of the tasks.
    pub(super) outputs: BTreeMap<String, Outputs>,
}

impl Ended {
    /// The tasks that left no result, and the outputs of the others, by path.
    ///
    /// The nodes of a run have names and no paths, so what is called as a task elsewhere counts with it: it left a result if
    /// all of that name did.
    pub(super) fn apply(&self, view: &View<'_>) -> Result<Left, Vec<ResultError>> {
        let flat = &view.flat;
        let ids = || crate::matching::ids(flat).filter_map(|id| Some((id, flat.task(id)?)));
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        ids().for_each(|(_, task)| *names.entry(task.name).or_default() += 1);
        // A branch that is not taken has no node in every version.
        let sure = ids().filter(|(id, task)| task.parent.is_none() && !view.is_conditional(*id));
        let missing = sure.map(|(_, task)| task.name).filter(|name| !self.tasks.contains_key(*name));
        let missing: Vec<&str> = if self.succeeded {
            missing.collect()
        } else {
            let any = names.keys().any(|name| self.tasks.contains_key(*name));
            missing.filter(|_| !any).collect()
        };
        if !missing.is_empty() {
            let help = "it is a run of another pipeline, or of another version of this one";
            let error = |name| ResultError::new(format!("the run has no task `{name}`")).help(help);
            return Err(missing.into_iter().map(error).collect());
        }
        let Left { mut undone, mut outputs } = Left::default();
        for (id, task) in ids() {
            let Some(nodes) = self.tasks.get(task.name) else {
                if !self.succeeded {
                    undone.insert(id);
                }
                continue;
            };
            if nodes.succeeded < nodes.count {
                undone.insert(id);
            } else if nodes.count == 1 && names.get(task.name) == Some(&1) && !nodes.artifacts.is_empty() {
                let artifacts = nodes.artifacts.clone();
                outputs.insert(flat.path(id), Outputs { artifacts, ..Outputs::default() });
            }
        }
        // What is in a branch that was not taken has no nodes at all.
        let inside = |id| flat.around(id).any(|around| undone.contains(&around));
        let unseen = ids().filter(|(id, task)| !self.tasks.contains_key(task.name) && inside(*id));
        let unseen: Vec<TaskId> = unseen.map(|(id, _)| id).collect();
        undone.extend(unseen);
        Ok(Left { undone, outputs })
    }
}

/// A field under its name in the API, or in lower camel case.
fn field<'v>(of: &'v Struct, name: &str) -> Option<&'v Value> {
    of.get(name).or_else(|| {
        let mut words = name.split('_');
        let mut camel = words.next().unwrap_or_default().to_owned();
        for word in words {
            let mut letters = word.chars();
            camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            camel.extend(letters);
        }
        of.get(&camel)
    })
}

fn object(value: Option<&Value>) -> Option<&Struct> {
    match value? {
        Value::Struct(fields) => Some(fields),
        _ => None,
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    match value? {
        Value::String(text) => Some(text),
        _ => None,
    }
}
