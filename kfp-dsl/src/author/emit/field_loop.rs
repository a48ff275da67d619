//! Loops over a field of a value.

use kfp_ir::model::PipelineTaskSpec;

/// Whether the list of a loop is a field of a value. Such a loop needs a graph of its own that is given the field: the
/// driver of an iteration would look for it in vain (kfp: `resolve.go`, where iterations take their list out before fields
/// are looked up).
pub(super) fn loops_over_field(task: &PipelineTaskSpec) -> bool {
    let inputs = task.inputs.iter().flat_map(|inputs| inputs.parameters.values());
    let mut selectors = inputs.map(|input| &input.parameter_expression_selector);
    task.parameter_iterator.is_some() && selectors.any(|selector| !selector.is_empty())
}
