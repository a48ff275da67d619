//! What an earlier run gave: values of output parameters, and the numbers of output artifacts.

mod kfp;

use std::collections::BTreeMap;

use kfp_ir::codec::{json, nearest};
use kfp_ir::fingerprint::Known;
use kfp_ir::flat::{FlatError, TaskId};
use kfp_ir::model::{Struct, Value};

use crate::view::{Pipeline, View};

/// The result of an earlier run, as a file holds it:
///
/// ```json
/// {"version": 1, "pipeline": "train-deploy", "arguments": {"rows": 5000},
///  "tasks": {"train": {"parameters": {"accuracy": 0.93}, "artifacts": {"model": ["17"]}}}}
/// ```
///
/// A task is named by its path, such as `condition-1/deploy`. `parameters` are the values of outputs, `artifacts` the
/// identifiers in KFP's metadata store. Everything but `version` and `pipeline` may be left out.
///
/// The run that KFP's API gives is read, too: its arguments, and which of its tasks succeeded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunResult {
    /// The name of the pipeline; KFP does not always say it.
    pipeline: Option<String>,
    arguments: BTreeMap<String, Value>,
    tasks: BTreeMap<String, Outputs>,
    /// How the tasks ended, where that is known.
    ended: Option<kfp::Ended>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Outputs {
    parameters: BTreeMap<String, Value>,
    artifacts: BTreeMap<String, Vec<String>>,
}

/// What is wrong with the result of a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ResultError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl ResultError {
    fn new(message: impl Into<String>) -> Self {
        ResultError { message: message.into(), help: None }
    }

    fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    fn near(mut self, name: &str, known: &[String]) -> Self {
        let near = nearest(name, known.iter().map(String::as_str));
        self.help = near.map(|near| format!("did you mean `{near}`?"));
        self
    }
}

impl RunResult {
    /// Reads a result.
    ///
    /// # Errors
    /// Everything that is wrong with its form.
    pub fn parse(text: &str) -> Result<Self, Vec<ResultError>> {
        let value = json::value(text).map_err(|e| {
            e.findings
                .into_iter()
                .map(|f| ResultError { message: f.message, help: f.help })
                .collect::<Vec<_>>()
        })?;
        if kfp::is_run(&value) {
            let kfp::Run { pipeline, arguments, ended } = kfp::read(&value)?;
            return Ok(RunResult { pipeline, arguments, ended: Some(ended), ..RunResult::default() });
        }
        let mut reader = Reader::default();
        let result = reader.result(value);
        if reader.errors.is_empty() { Ok(result) } else { Err(reader.errors) }
    }

    /// The pipeline as it ran.
    ///
    /// # Errors
    /// All that does not fit the pipeline: another name, tasks, outputs or inputs that it does not have.
    pub fn view<'a>(&self, pipeline: &'a Pipeline) -> Result<Result<View<'a>, Vec<ResultError>>, FlatError> {
        let mut errors = Vec::new();
        if let Some(name) = self.pipeline.as_ref().filter(|name| *name != pipeline.name()) {
            let message = format!("the run is one of `{name}`, not of `{}`", pipeline.name());
            errors.push(ResultError::new(message));
            return Ok(Err(errors));
        }
        let root = pipeline.document().pipeline.root.as_ref();
        let inputs = root.and_then(|root| root.input_definitions.as_ref());
        let inputs: Vec<String> = inputs.map(|i| i.parameters.keys().cloned().collect()).unwrap_or_default();
        for name in self.arguments.keys().filter(|name| !inputs.contains(name)) {
            let message = format!("the run has an argument `{name}`, which the pipeline does not take");
            errors.push(ResultError::new(message).near(name, &inputs));
        }
        let plain = View::new(pipeline)?;
        let ids: BTreeMap<String, TaskId> =
            crate::matching::ids(&plain.flat).map(|id| (plain.flat.path(id), id)).collect();
        let paths: Vec<String> = ids.keys().cloned().collect();
        let mut known = Known { arguments: self.arguments.clone(), ..Known::default() };
        let left = match self.ended.as_ref().map(|ended| ended.apply(&plain)).transpose() {
            Ok(left) => left.unwrap_or_default(),
            Err(wrong) => {
                errors.extend(wrong);
                kfp::Left::default()
            }
        };
        for (path, outputs) in self.tasks.iter().chain(&left.outputs) {
            let Some(&id) = ids.get(path) else {
                let message = format!("the run has a task `{path}`, which the pipeline does not have");
                errors.push(ResultError::new(message).near(path, &paths));
                continue;
            };
            let declared = plain.flat.task(id).and_then(|task| task.component.output_definitions.as_ref());
            let names = |of: &dyn Fn(&kfp_ir::model::ComponentOutputsSpec) -> Vec<String>| -> Vec<String> {
                declared.map(of).unwrap_or_default()
            };
            let parameters = names(&|d| d.parameters.keys().cloned().collect());
            let artifacts = names(&|d| d.artifacts.keys().cloned().collect());
            let given = outputs.parameters.keys().map(|key| (key, &parameters));
            for (key, known) in given.chain(outputs.artifacts.keys().map(|key| (key, &artifacts))) {
                if !known.contains(key) {
                    let message = format!(
                        "the task `{path}` of the run has an output `{key}`, which its component does not declare"
                    );
                    errors.push(ResultError::new(message).near(key, known));
                }
            }
            known.parameters.extend(outputs.parameters.iter().map(|(key, v)| ((id, key.clone()), v.clone())));
            known.artifacts.extend(outputs.artifacts.iter().map(|(key, v)| ((id, key.clone()), v.clone())));
        }
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        View::with(pipeline, known).map(|view| Ok(View { undone: left.undone, ..view }))
    }
}

#[derive(Default)]
struct Reader {
    errors: Vec<ResultError>,
}

impl Reader {
    fn result(&mut self, value: Value) -> RunResult {
        let mut fields = self.object("the result of a run", value);
        match fields.0.remove("version") {
            Some(Value::Number(1.0)) => {}
            Some(_) => self.error("`version` is not 1"),
            None => {
                self.error("`version` is missing: this is neither the result of a run nor a run of KFP's API")
            }
        }
        let pipeline = match fields.0.remove("pipeline") {
            Some(Value::String(name)) => Some(name),
            _ => {
                self.error("`pipeline` is not the name of a pipeline");
                None
            }
        };
        let arguments =
            fields.0.remove("arguments").map(|v| self.object("`arguments`", v).0).unwrap_or_default();
        let tasks = fields.0.remove("tasks").map(|v| self.object("`tasks`", v).0).unwrap_or_default();
        self.rest("the result", &fields);
        let tasks = tasks.into_iter().map(|(path, value)| {
            let outputs = self.outputs(&path, value);
            (path, outputs)
        });
        RunResult { pipeline, arguments, tasks: tasks.collect(), ended: None }
    }

    fn outputs(&mut self, path: &str, value: Value) -> Outputs {
        let name = format!("the task `{path}`");
        let mut fields = self.object(&name, value);
        let mut of = |key: &str| fields.0.remove(key);
        let (parameters, artifacts) = (of("parameters"), of("artifacts"));
        self.rest(&name, &fields);
        let parameters = parameters.map(|v| self.object(&name, v).0).unwrap_or_default();
        let artifacts = artifacts.map(|v| self.object(&name, v).0).unwrap_or_default();
        let artifacts = artifacts.into_iter().map(|(key, ids)| {
            let ids = match ids {
                Value::List(ids) => ids.iter().map(kfp_ir::codec::canonical::text).collect(),
                _ => {
                    self.error(&format!("the artifact `{key}` of {name} is not a list of identifiers"));
                    Vec::new()
                }
            };
            (key, ids)
        });
        Outputs { parameters, artifacts: artifacts.collect() }
    }

    fn object(&mut self, what: &str, value: Value) -> Struct {
        match value {
            Value::Struct(fields) => fields,
            _ => {
                self.error(&format!("{what} is not an object"));
                Struct::default()
            }
        }
    }

    fn rest(&mut self, what: &str, fields: &Struct) {
        for key in fields.0.keys() {
            self.error(&format!("{what} has an unknown field `{key}`"));
        }
    }

    fn error(&mut self, message: &str) {
        self.errors.push(ResultError::new(message));
    }
}
