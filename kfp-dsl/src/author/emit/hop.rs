//! A task in a graph of its own, for what KFP looks up among the inputs of the graph around a task only.
//!
//! That graph waits for other tasks and takes values from them, also fields of structs; inside it they are plain inputs.

use std::collections::BTreeMap;

use kfp_ir::model::{
    ComponentRef, ComponentSpec, DagSpec, PipelineTaskSpec, TaskInputArtifact, TaskInputParameter,
};

use super::flow::Flow;
use super::interface::{self, add_input};
use super::pipeline::Emitter;
use super::registry::dag_component;
use super::wire::pass_through;

/// What the graph is given although its task does not take it, by the names of its inputs.
pub(super) type Around = BTreeMap<String, TaskInputParameter>;

impl Emitter<'_> {
    /// The task that runs the graph. `interface` is that of the component of the task inside.
    pub(super) fn hop(
        &mut self,
        name: &str,
        interface: ComponentSpec,
        mut task: PipelineTaskSpec,
        around: Around,
        flow: &Flow<'_, '_>,
    ) -> PipelineTaskSpec {
        let mut outer = PipelineTaskSpec {
            task_info: task.task_info.clone(),
            dependent_tasks: std::mem::take(&mut task.dependent_tasks),
            trigger_policy: task.trigger_policy.take(),
            ..PipelineTaskSpec::default()
        };
        let mut component = ComponentSpec { executor_label: None, dag: None, ..interface };
        component.task_config_passthroughs.clear();
        let declared = component.input_definitions.take().unwrap_or_default();
        let mut inputs = outer.inputs.take().unwrap_or_default();
        let definitions = component.input_definitions.get_or_insert_default();
        for (name, input) in task.inputs.iter_mut().flat_map(|inputs| &mut inputs.parameters) {
            // Constants stay inside: they may refer to other inputs of the task.
            if input.runtime_value.is_some() {
                continue;
            }
            if let Some(definition) = declared.parameters.get(name) {
                definitions.parameters.insert(name.clone(), definition.clone());
            }
            let inside = Box::new(TaskInputParameter::component_input(name.clone()));
            inputs.parameters.insert(name.clone(), std::mem::replace(input, inside));
        }
        for (name, input) in task.inputs.iter_mut().flat_map(|inputs| &mut inputs.artifacts) {
            if let Some(definition) = declared.artifacts.get(name) {
                definitions.artifacts.insert(name.clone(), definition.clone());
            }
            let inside = Box::new(TaskInputArtifact::component_input(name.clone()));
            inputs.artifacts.insert(name.clone(), std::mem::replace(input, inside));
        }
        inputs.parameters.extend(around.into_iter().map(|(name, input)| (name, Box::new(input))));
        let undeclared = inputs.parameters.keys().filter(|name| !declared.parameters.contains_key(*name));
        for name in undeclared {
            if let Some(kind) = flow.kind_of(name) {
                let input = interface::Input { name, kind, optional: false, default: None, docs: "" };
                add_input(&mut component, input);
            }
        }
        component.input_definitions = component.input_definitions.filter(|i| *i != Default::default());
        let mut dag = DagSpec { tasks: [(name.to_owned(), task)].into(), outputs: None };
        pass_through(&mut dag, &component, name);
        let wrapper = self.registry.add_dag(&format!("{name}-graph"), dag_component(component, dag));
        self.calls.insert(wrapper.clone(), vec![name.to_owned()]);
        outer.inputs = Some(inputs).filter(|inputs| *inputs != Default::default());
        outer.component_ref = Some(ComponentRef { name: wrapper });
        outer
    }
}
