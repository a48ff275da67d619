//! Values of the run in the settings of a task.
//!
//! Resources and the image hold a placeholder of an input that the task is given and the component does not declare, as
//! the SDK does it (`build_task_spec_for_task`). What is in the platform spec refers to the graph around the task.

use kfp_ir::model::{TaskInputParameter, TaskInputsSpec};

use super::flow::Flow;
use super::hop::Around;
use super::plan::Plan;
use super::wire::{give, parameter};
use crate::author::graph::{GroupId, Handle, TaskId, TaskNode, ValueId};
use crate::author::setting_text::{Said, SettingSource};
use crate::author::{BuildError, Place};

/// Reads the settings of one task.
pub(super) struct Late<'a, 'p, 'g> {
    pub(super) plan: &'p Plan<'g>,
    pub(super) flow: &'a mut Flow<'p, 'g>,
    pub(super) id: TaskId,
    pub(super) task: &'a TaskNode,
    /// What the task is given.
    pub(super) inputs: &'a mut TaskInputsSpec,
    /// Where the task gets a graph of its own: what that is given for the settings.
    pub(super) around: Option<&'a mut Around>,
}

impl Late<'_, '_, '_> {
    /// Notes a mistake in the settings.
    pub(super) fn wrong(&mut self, code: &'static str, message: impl Into<String>, help: &str) {
        self.flow.problems.push(BuildError::new(code, message, Place::from(self.task.at)).help(help));
    }

    fn dag(&self) -> GroupId {
        self.plan.task_dag[self.id]
    }

    /// Brings a value to the task, which waits for it.
    fn bring(&mut self, handle: Handle, what: &str) -> Option<ValueId> {
        let (plan, id, dag) = (self.plan, self.id, self.dag());
        let called = || format!("{what} of `{}`", plan.names.tasks[id]);
        let value = self.flow.usable(handle, dag, self.task.at, &called)?;
        self.flow.bring(value, dag);
        if plan.owner(value) == dag
            && let Some(producer) = self.flow.producer(value)
        {
            self.flow.task_waits[id].push(producer);
        }
        Some(value)
    }

    /// The text of a setting; a value of the run is a placeholder, and travels as the input `injected`, too.
    pub(super) fn text(&mut self, text: &SettingSource, injected: &str, what: &str) -> Option<String> {
        let handle = match &text.0 {
            Said::Fixed(text) => return Some(text.clone()),
            Said::Value(handle) => *handle,
        };
        let value = self.bring(handle, what)?;
        let name = self.flow.input_name(value);
        let (reference, keys) = self.flow.reference(value, self.dag());
        give(self.inputs, &name, false, &reference, &keys);
        let placeholder = format!("{{{{$.inputs.parameters['{name}']}}}}");
        let constant = Box::new(TaskInputParameter::constant(placeholder.as_str()));
        match self.inputs.parameters.get(injected) {
            Some(other) if *other != constant => {
                let name = &self.plan.names.tasks[self.id];
                let message = format!("`{name}` takes {what} from the run and has an input `{injected}`");
                self.wrong("B110", message, "KFP hands the setting over under that name: rename the input");
            }
            _ => _ = self.inputs.parameters.insert(injected.to_owned(), constant),
        }
        Some(placeholder)
    }

    /// A value of the run for the platform spec, which KFP looks up in the graph around the task.
    pub(super) fn parameter(&mut self, handle: Handle, what: &str) -> Option<TaskInputParameter> {
        let value = self.bring(handle, what)?;
        let (reference, keys) = self.flow.reference(value, self.dag());
        let input = parameter(&reference, &keys);
        Some(match &mut self.around {
            Some(around) => {
                let name = self.flow.input_name(value).to_string();
                around.insert(name.clone(), input);
                TaskInputParameter::component_input(name)
            }
            None => input,
        })
    }
}
