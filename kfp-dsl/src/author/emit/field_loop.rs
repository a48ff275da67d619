//! Loops over a field of a value.

use kfp_ir::model::{
    ComponentRef, ComponentSpec, DagSpec, PipelineTaskSpec, TaskInputArtifact, TaskInputParameter,
};

use super::pipeline::Emitter;
use super::registry::dag_component;
use super::wire::pass_through;

/// Whether the list of a loop is a field of a value.
pub(super) fn loops_over_field(task: &PipelineTaskSpec) -> bool {
    let inputs = task.inputs.iter().flat_map(|inputs| inputs.parameters.values());
    let mut selectors = inputs.map(|input| &input.parameter_expression_selector);
    task.parameter_iterator.is_some() && selectors.any(|selector| !selector.is_empty())
}

impl Emitter<'_> {
    /// A loop over a field, inside a dag of its own that is given the field: the driver of an iteration would look for it
    /// in vain (kfp: `resolve.go`, where iterations take their list out before fields are looked up).
    pub(super) fn wrapped(
        &mut self,
        name: &str,
        mut task: PipelineTaskSpec,
        interface: ComponentSpec,
    ) -> PipelineTaskSpec {
        let mut outer = PipelineTaskSpec {
            task_info: task.task_info.clone(),
            inputs: task.inputs.clone(),
            dependent_tasks: std::mem::take(&mut task.dependent_tasks),
            ..PipelineTaskSpec::default()
        };
        let given = task.inputs.get_or_insert_default();
        for (name, input) in &mut given.parameters {
            **input = TaskInputParameter::component_input(name);
        }
        for (name, input) in &mut given.artifacts {
            **input = TaskInputArtifact::component_input(name);
        }
        let mut component = interface;
        if let (Some(iterator), Some(inputs)) = (&task.parameter_iterator, &mut component.input_definitions) {
            inputs.parameters.remove(&iterator.item_input);
        }
        let mut dag = DagSpec { tasks: [(name.to_owned(), task)].into(), outputs: None };
        pass_through(&mut dag, &component, name);
        let wrapper = self.registry.add_dag(&format!("{name}-field"), dag_component(component, dag));
        outer.component_ref = Some(ComponentRef { name: wrapper });
        outer
    }
}
