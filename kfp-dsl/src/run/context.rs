//! One execution of a component, as the generated code sees it.

use std::borrow::Cow;
use std::cell::RefCell;

use kfp_ir::model::{ArtifactList, ExecutorInput, ExecutorOutput, RuntimeArtifact, Value};

use crate::author::ComponentDef;
use crate::run::locate::local_path;
use crate::run::output::Slot;

/// An error of a component body: any error type, by `?`.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of a component body.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One execution of a component: what came in, and where results go.
#[derive(Debug)]
pub struct Context {
    component: &'static ComponentDef,
    input: ExecutorInput,
    outputs: RefCell<Vec<(&'static str, Slot)>>,
    returned: RefCell<Vec<(&'static str, Value)>>,
}

impl Context {
    pub(crate) fn new(component: &'static ComponentDef, input: ExecutorInput) -> Self {
        Context { component, input, outputs: RefCell::default(), returned: RefCell::default() }
    }

    /// What the launcher passed.
    pub fn executor_input(&self) -> &ExecutorInput {
        &self.input
    }

    /// The value of an input parameter, or its default. Nothing when it was left out or is null.
    ///
    /// KFP passes the default itself; raw JSON written by hand may leave it out.
    pub(crate) fn parameter(&self, name: &str) -> Result<Option<Cow<'_, Value>>> {
        if let Some(value) = given(&self.input, name) {
            return Ok(Some(Cow::Borrowed(value)));
        }
        let input = self.component.inputs.iter().find(|input| input.name == name);
        match input.and_then(|input| input.default) {
            Some(default) => {
                let value = default().map_err(|e| format!("the default of input `{name}`: {e}"))?;
                Ok(Some(Cow::Owned(value)))
            }
            None => Ok(None),
        }
    }

    /// The artifacts of an input: none when it was left out.
    pub(crate) fn artifacts(&self, name: &str) -> &[RuntimeArtifact] {
        input_artifacts(&self.input, name)
    }

    /// The place of an output artifact; what is noted there will be published.
    pub(crate) fn output(&self, name: &'static str) -> Result<Slot> {
        let artifact = output_artifact(&self.input, name)
            .ok_or_else(|| format!("the executor input has no place for output artifact `{name}`"))?;
        let path = local_path(artifact).map_err(|e| format!("output artifact `{name}`: {e}"))?;
        let slot = Slot::new(artifact.clone(), path);
        self.outputs.borrow_mut().push((name, slot.clone()));
        Ok(slot)
    }

    /// Keeps what the function returned.
    pub(crate) fn keep(&self, returned: Vec<(&'static str, Value)>) {
        self.returned.borrow_mut().extend(returned);
    }

    /// What was noted about output artifacts but cannot be kept.
    pub(crate) fn problems(&self) -> Vec<String> {
        let outputs = self.outputs.borrow();
        outputs
            .iter()
            .flat_map(|(name, slot)| {
                slot.problems().into_iter().map(move |p| format!("output `{name}`: {p}"))
            })
            .collect()
    }

    /// All that came out.
    pub(crate) fn executor_output(&self) -> ExecutorOutput {
        let artifacts = self.outputs.borrow();
        let parameters = self.returned.borrow();
        ExecutorOutput {
            artifacts: artifacts.iter().map(|(name, slot)| ((*name).to_owned(), slot.published())).collect(),
            parameter_values: parameters.iter().map(|(name, v)| ((*name).to_owned(), v.clone())).collect(),
            ..Default::default()
        }
    }
}

/// The value of an input parameter that is there and not null.
pub(crate) fn given<'a>(input: &'a ExecutorInput, name: &str) -> Option<&'a Value> {
    let value = input.inputs.as_ref()?.parameter_values.get(name)?;
    (*value != Value::Null).then_some(value)
}

pub(crate) fn input_artifacts<'a>(input: &'a ExecutorInput, name: &str) -> &'a [RuntimeArtifact] {
    artifacts(input.inputs.as_ref().map(|i| &i.artifacts), name)
}

pub(crate) fn output_artifact<'a>(input: &'a ExecutorInput, name: &str) -> Option<&'a RuntimeArtifact> {
    artifacts(input.outputs.as_ref().map(|o| &o.artifacts), name).first()
}

fn artifacts<'a>(
    lists: Option<&'a std::collections::BTreeMap<String, ArtifactList>>,
    name: &str,
) -> &'a [RuntimeArtifact] {
    lists.and_then(|lists| lists.get(name)).map_or(&[], |list| &list.artifacts)
}
