//! The value of an input, as far as it is known before a run.

use std::collections::BTreeMap;
use std::fmt;

use crate::codec::{canonical, json};
use crate::flat::{Flat, Source, TaskId};
use crate::lang::placeholder::{Placeholder, RunField};
use crate::lang::selector::{Selector, SelectorStep};
use crate::model::Value;
use crate::target::WORKSPACE_PATH;

/// What is known of a run: its arguments, and what tasks gave in an earlier run whose results it will use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Values of the pipeline's inputs; the others have their defaults.
    pub arguments: BTreeMap<String, Value>,
    /// Values of output parameters, by task and output.
    pub parameters: BTreeMap<(TaskId, String), Value>,
    /// Identifiers of output artifacts in KFP's metadata store, by task and output.
    pub artifacts: BTreeMap<(TaskId, String), Vec<String>>,
}

/// Why the value of an input is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// An input of the pipeline has neither value nor default.
    Argument(String),
    /// It is an output of a task.
    Output(TaskId, String),
    /// It is an artifact that a task makes; KFP numbers artifacts when they are made.
    Artifact(TaskId, String),
    /// It is an artifact given to the run.
    GivenArtifact(String),
    /// It is what all rounds of a loop gave, or the branch that ran.
    Gathered,
    /// It differs from run to run, such as `{{$.pipeline_job_name}}`.
    Run(RunField),
    /// It is how that task ends.
    Status(TaskId),
    /// The expression that takes a part of a value cannot be evaluated here, or does not fit the value.
    Selector(String),
    /// The list of this loop is not a list.
    Items(TaskId),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => write!(f, "the pipeline input `{name}` has no value"),
            Self::Output(_, key) => write!(f, "the output `{key}` of a task is known when that has run"),
            Self::Artifact(_, key) => {
                write!(f, "KFP numbers the artifact `{key}` of a task when that has run")
            }
            Self::GivenArtifact(name) => write!(f, "the artifact `{name}` is given to the run"),
            Self::Gathered => f.write_str("a value is gathered from several tasks when they have run"),
            Self::Run(field) => write!(f, "`{}` differs from run to run", field.name()),
            Self::Status(_) => f.write_str("the status of a task is known when that has run"),
            Self::Selector(text) => write!(f, "`{text}` cannot be evaluated"),
            Self::Items(_) => f.write_str("the items of a loop are no list"),
        }
    }
}

/// Evaluates sources, for one round of each loop around.
pub(super) struct Evaluator<'e, 'a> {
    pub(super) flat: &'e Flat<'a>,
    pub(super) known: &'e Known,
    pub(super) rounds: &'e BTreeMap<TaskId, usize>,
}

impl Evaluator<'_, '_> {
    /// Null is a value: what KFP passes for an optional input without value.
    pub(super) fn parameter(&self, source: &Source<'_>) -> Result<Value, Unknown> {
        match source {
            Source::Constant(value, giver) => self.constant(value, *giver),
            Source::Input(name) => self.argument(name),
            Source::Output(id, key) => {
                let value = self.known.parameters.get(&(*id, (*key).to_owned())).cloned();
                value.ok_or_else(|| Unknown::Output(*id, (*key).to_owned()))
            }
            Source::Collected(_) | Source::OneOf(_) => Err(Unknown::Gathered),
            Source::Item(id) => {
                let items = self.items(*id)?;
                let round = self.rounds.get(id).and_then(|round| items.get(*round));
                round.cloned().ok_or(Unknown::Items(*id))
            }
            Source::Select(text, of) => {
                let value = self.parameter(of)?;
                select(text, &value).ok_or_else(|| Unknown::Selector((*text).to_owned()))
            }
            Source::Status(id) => Err(Unknown::Status(*id)),
            Source::Text(value) => Ok(match self.parameter(value)? {
                Value::Null => Value::Null,
                value => Value::String(canonical::text(&value)),
            }),
            Source::Nothing => Ok(Value::Null),
        }
    }

    pub(super) fn artifact(&self, source: &Source<'_>) -> Result<Vec<String>, Unknown> {
        match source {
            Source::Output(id, key) => {
                let ids = self.known.artifacts.get(&(*id, (*key).to_owned())).cloned();
                ids.ok_or_else(|| Unknown::Artifact(*id, (*key).to_owned()))
            }
            Source::Input(name) => Err(Unknown::GivenArtifact((*name).to_owned())),
            _ => Err(Unknown::Gathered),
        }
    }

    /// The items of a loop. KFP takes a list, or a string that holds one as JSON.
    pub(super) fn items(&self, id: TaskId) -> Result<Vec<Value>, Unknown> {
        let source = self.flat.task(id).and_then(|task| task.items.as_ref()).ok_or(Unknown::Items(id))?;
        match self.parameter(source)? {
            Value::List(items) => Ok(items),
            Value::String(text) => match json::value(&text) {
                Ok(Value::List(items)) => Ok(items),
                _ => Err(Unknown::Items(id)),
            },
            _ => Err(Unknown::Items(id)),
        }
    }

    fn argument(&self, name: &str) -> Result<Value, Unknown> {
        if let Some(value) = self.known.arguments.get(name) {
            return Ok(value.clone());
        }
        let root = self.flat.document().pipeline.root.as_ref();
        let declared = root.and_then(|root| root.input_definitions.as_ref()?.parameters.get(name));
        match declared.map(|input| (&input.default_value, input.is_optional)) {
            Some((Some(default), _)) => Ok(default.clone()),
            // The API server fills in null.
            Some((None, true)) => Ok(Value::Null),
            _ => Err(Unknown::Argument(name.to_owned())),
        }
    }

    /// What the driver puts in place of a constant that is one placeholder (`resolveInputParameter`). Placeholders of
    /// inputs stay: only the launcher replaces them.
    fn constant(&self, value: &Value, giver: Option<TaskId>) -> Result<Value, Unknown> {
        let Value::String(text) = value else { return Ok(value.clone()) };
        let workspace = Placeholder::WorkspacePath.to_string();
        if text.contains(&workspace) {
            return Ok(Value::String(text.replace(&workspace, WORKSPACE_PATH)));
        }
        match Placeholder::parse(text) {
            Some(Placeholder::Run(RunField::TaskName)) => {
                let name = giver.and_then(|id| self.flat.task(id)).map(|task| task.name);
                Ok(Value::from(name.unwrap_or_default()))
            }
            Some(Placeholder::Run(field)) => Err(Unknown::Run(field)),
            _ => Ok(value.clone()),
        }
    }
}

/// `parseJson(string_value)` and what is behind it.
fn select(text: &str, value: &Value) -> Option<Value> {
    let selector = Selector::parse(text).ok()?;
    let mut at = json::value(&canonical::text(value)).ok()?;
    for step in &selector.steps {
        at = match (step, at) {
            (SelectorStep::Key(key), Value::Struct(mut fields)) => fields.0.remove(key)?,
            (SelectorStep::Index(index), Value::List(items)) => {
                items.into_iter().nth(usize::try_from(*index).ok()?)?
            }
            _ => return None,
        };
    }
    Some(at)
}
