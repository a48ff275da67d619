//! What a component made in a test.

use kfp_ir::model::ExecutorOutput;

use crate::kinds::{ArtifactType, Parameter, ValueError};
use crate::run::Input;
use crate::testing::directory::Directory;

/// What a component made in a [`Trial`](crate::testing::Trial). Its files go away when this is dropped.
#[derive(Debug)]
pub struct Outcome {
    component: &'static str,
    output: ExecutorOutput,
    /// Holds the files of the artifacts.
    _directory: Directory,
}

impl Outcome {
    pub(crate) fn new(component: &'static str, output: ExecutorOutput, directory: Directory) -> Self {
        Outcome { component, output, _directory: directory }
    }

    /// An output parameter. A function that returns one value has it under the name `Output`.
    ///
    /// # Errors
    /// There is none of that name, or it is of another type.
    pub fn parameter<T: Parameter>(&self, name: &str) -> Result<T, ValueError> {
        let values = &self.output.parameter_values;
        let value = values.get(name).ok_or_else(|| self.unknown("parameter", name, values.keys()))?;
        T::from_value(value).map_err(|e| ValueError::new(format!("output `{name}`: {e}")))
    }

    /// An output artifact, as the next component would receive it.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn artifact<T: ArtifactType>(&self, name: &str) -> Result<Input<T>, ValueError> {
        let lists = &self.output.artifacts;
        let list = lists.get(name).ok_or_else(|| self.unknown("artifact", name, lists.keys()))?;
        Ok(Input::new(&list.artifacts))
    }

    /// The executor output as it was written for the launcher.
    pub fn executor_output(&self) -> &ExecutorOutput {
        &self.output
    }

    fn unknown<'a>(&self, what: &str, name: &str, known: impl Iterator<Item = &'a String>) -> ValueError {
        let known: Vec<_> = known.map(|k| format!("`{k}`")).collect();
        let has = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        ValueError::new(format!("component `{}` has no output {what} `{name}`; it has {has}", self.component))
    }
}
