//! Rules about conditions: they can be read, use inputs that are there, and compare what can be compared.

use crate::lang::cel::{self, CelErrorKind};
use crate::lang::condition::{Condition, Operand, Operator};
use crate::model::{ComponentSpec, ParameterType, PipelineTaskSpec};
use crate::path::At;
use crate::valid::context::{Context, input_parameter, item_input, output_parameter};
use crate::valid::rules;
use crate::valid::types::{effective, is_untyped_item};

pub(crate) fn check(
    cx: &mut Context<'_>,
    at: &At<'_>,
    task: &PipelineTaskSpec,
    component: Option<&ComponentSpec>,
    graph: &ComponentSpec,
) {
    let Some(text) = task.trigger_policy.as_ref().map(|p| p.condition.as_str()).filter(|c| !c.is_empty())
    else {
        return;
    };
    let at = at.key("triggerPolicy");
    let at = at.key("condition");
    let mut condition = match cel::parse(text) {
        Ok(condition) => condition,
        Err(error) => {
            let beyond = matches!(error.kind, CelErrorKind::Unsupported(_) | CelErrorKind::TooDeep);
            let rule = if beyond { rules::CONDITION_FORM } else { rules::CONDITION_TEXT };
            let message = format!("cannot read the condition `{}`: {error}", shorten(text));
            let help =
                (!beyond).then(|| "in a text, write `\\'` for a quote and `\\\\` for a backslash".to_owned());
            cx.report(rule, &at, message, help);
            return;
        }
    };
    let given = |name: &str| {
        let listed = task.inputs.as_ref().is_some_and(|inputs| inputs.parameters.contains_key(name));
        listed || item_input(task) == Some(name)
    };
    for operand in condition.operands() {
        if let Operand::Input { name, .. } = operand
            && !given(name)
        {
            let message =
                format!("the condition uses `{name}`, which the task does not give to its component");
            let help = cx.similar(name, task.inputs.iter().flat_map(|i| i.parameters.keys()));
            cx.report(rules::CONDITION_INPUT, &at, message, help);
        }
    }
    let declared = |name: &str| declared(cx, name, task, component, graph);
    condition.resolve(&declared);
    let mut wrong = Vec::new();
    for (left, operator, right) in condition.comparisons() {
        let mut kinds = [left, right].map(|operand| (operand.kind(), declared_kind(operand, &declared)));
        // The type in the text is what the value is turned into; without a cast the declared type counts.
        for (spelled, declared) in &mut kinds {
            if !castable(*declared, *spelled) {
                *spelled = *declared;
            }
        }
        let [(left_kind, _), (right_kind, _)] = kinds;
        if !comparable(left_kind, operator, right_kind) {
            let kind = |operand: &Operand, kind: ParameterType| match operand {
                Operand::Input { name, .. } => format!("`{name}`, {}", kind.name()),
                Operand::Constant(_) => format!("a constant, {}", kind.name()),
            };
            let (left, right) = (kind(left, left_kind), kind(right, right_kind));
            wrong.push(format!("the condition compares {left}, by `{}` with {right}", operator.sign()));
        }
    }
    for operand in values(&condition) {
        let kind = declared_kind(operand, &declared);
        if !matches!(kind, ParameterType::Boolean | ParameterType::Unspecified) {
            wrong.push(format!("the condition takes a value of type {} for a truth value", kind.name()));
        }
    }
    for message in wrong {
        cx.report(rules::CONDITION_TYPES, &at, message, None);
    }
}

/// The type of an input: of the component, else of where the value comes from.
fn declared(
    cx: &Context<'_>,
    name: &str,
    task: &PipelineTaskSpec,
    component: Option<&ComponentSpec>,
    graph: &ComponentSpec,
) -> Option<ParameterType> {
    if let Some(input) = component.and_then(|c| input_parameter(c, name)) {
        return Some(effective(input.parameter_type, input.r#type));
    }
    let source = task.inputs.as_ref()?.parameters.get(name)?;
    if !source.parameter_expression_selector.is_empty() {
        return None;
    }
    if let Some(output) = &source.task_output_parameter {
        let producer = graph.dag.as_ref()?.tasks.get(&output.producer_task)?;
        let output = output_parameter(cx.component(producer)?, &output.output_parameter_key)?;
        return Some(effective(output.parameter_type, output.r#type));
    }
    let input = input_parameter(graph, source.component_input_parameter.as_ref()?)?;
    Some(effective(input.parameter_type, input.r#type))
}

fn declared_kind(operand: &Operand, declared: &dyn Fn(&str) -> Option<ParameterType>) -> ParameterType {
    match operand {
        Operand::Constant(constant) => constant.kind(),
        Operand::Input { name, kind } => match declared(name) {
            Some(found) if !is_untyped_item(name, found) => found,
            _ => *kind,
        },
    }
}

/// Whether a value of a declared type can be what the text of a condition takes it for.
fn castable(declared: ParameterType, spelled: ParameterType) -> bool {
    use ParameterType as P;
    declared == spelled
        || declared == P::Unspecified
        || matches!((declared, spelled), (P::NumberDouble | P::String, P::NumberInteger))
        || matches!((declared, spelled), (P::NumberInteger, P::NumberDouble))
}

fn comparable(left: ParameterType, operator: Operator, right: ParameterType) -> bool {
    use ParameterType as P;
    let number = |kind| matches!(kind, P::NumberInteger | P::NumberDouble);
    let composite = |kind| !number(kind) && !matches!(kind, P::String | P::Boolean | P::Unspecified);
    if composite(left) || composite(right) {
        return false;
    }
    let same = left == right || (number(left) && number(right));
    let open = left == P::Unspecified || right == P::Unspecified;
    open || (same && !(operator.orders() && left == P::Boolean))
}

/// The values that stand for a condition by themselves.
fn values(condition: &Condition) -> Vec<&Operand> {
    let mut found = Vec::new();
    let mut open = vec![condition];
    while let Some(condition) = open.pop() {
        match condition {
            Condition::Value(operand) => found.push(operand),
            Condition::Compare { .. } => {}
            Condition::And(parts) | Condition::Or(parts) => open.extend(parts.iter().rev()),
            Condition::Not(inner) => open.push(inner),
        }
    }
    found
}

fn shorten(text: &str) -> String {
    const SHOWN: usize = 160;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
