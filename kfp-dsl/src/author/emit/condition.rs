//! When the branches of a `when` run: recorded conditions as the condition tree of the IR.

use kfp_ir::lang::condition::{Condition, Constant, Operand};
use kfp_ir::model::{ParameterType, Value};

use super::constant;
use super::flow::Flow;
use super::interface::parameter_type;
use super::names::children;
use super::plan::Plan;
use crate::author::graph::{self, Cond, GroupId, GroupKind, Handle};
use crate::author::{BuildError, Place};

/// How deeply a condition may be nested; deeper ones could not be read back.
const MAX_DEPTH: u32 = 64;

/// The conditions that decide about a branch: those of the branches before it, which must not hold, then its own.
pub(super) fn deciding<'g>(plan: &Plan<'g>, branch: GroupId) -> (Vec<&'g Cond>, Option<&'g Cond>) {
    let own = condition(plan, branch);
    let Some(branches) = plan.group(branch).parent else { return (Vec::new(), own) };
    let earlier = children(plan.group(branches)).take_while(|other| *other != branch);
    (earlier.filter_map(|other| condition(plan, other)).collect(), own)
}

fn condition<'g>(plan: &Plan<'g>, branch: GroupId) -> Option<&'g Cond> {
    match &plan.group(branch).kind {
        GroupKind::Branch { condition, .. } => condition.as_ref(),
        _ => None,
    }
}

/// The values that a condition reads.
pub(super) fn handles(cond: &Cond) -> Vec<(Handle, graph::At)> {
    let mut found = Vec::new();
    let mut open = vec![cond];
    while let Some(cond) = open.pop() {
        match cond {
            Cond::Compare { left, right, at, .. } => {
                for operand in [left, right] {
                    if let graph::Operand::Value(handle) = operand {
                        found.push((*handle, *at));
                    }
                }
            }
            Cond::All(parts) | Cond::Any(parts) => open.extend(parts.iter().rev()),
            Cond::Not(inner) => open.push(inner),
        }
    }
    found
}

/// The condition of a branch as the IR has it: `!(first) && !(second) && own`.
pub(super) fn of_branch(flow: &mut Flow<'_, '_>, plan: &Plan<'_>, branch: GroupId) -> Option<Condition> {
    let (earlier, own) = deciding(plan, branch);
    let mut parts = Vec::with_capacity(earlier.len() + 1);
    for cond in earlier {
        // What is wrong with it is told where it decides by itself.
        let known = flow.problems.len();
        let condition = translate(flow, plan, branch, cond, 0);
        flow.problems.truncate(known);
        parts.push(condition?.negate());
    }
    if let Some(cond) = own {
        match translate(flow, plan, branch, cond, 0)? {
            Condition::And(own) if !parts.is_empty() => parts.extend(own),
            own => parts.push(own),
        }
    }
    if parts.len() > 1 { Some(Condition::And(parts)) } else { parts.pop() }
}

fn translate(
    flow: &mut Flow<'_, '_>,
    plan: &Plan<'_>,
    branch: GroupId,
    cond: &Cond,
    depth: u32,
) -> Option<Condition> {
    if depth > MAX_DEPTH {
        let at = Place::from(plan.group(branch).at);
        let error =
            BuildError::new("B118", format!("a condition is nested more than {MAX_DEPTH} levels deep"), at)
                .help("compare in a task and use its answer");
        flow.problems.push(error);
        return None;
    }
    let mut all = |parts: &[Cond]| -> Option<Vec<Condition>> {
        parts.iter().map(|part| translate(flow, plan, branch, part, depth + 1)).collect()
    };
    match cond {
        Cond::All(parts) => Some(Condition::And(all(parts)?)),
        Cond::Any(parts) => Some(Condition::Or(all(parts)?)),
        Cond::Not(inner) => Some(translate(flow, plan, branch, inner, depth + 1)?.negate()),
        Cond::Compare { left, op, right, at } => {
            let left = operand(flow, plan, left, at)?;
            let right = operand(flow, plan, right, at)?;
            Some(Condition::Compare { left, op: *op, right })
        }
    }
}

fn operand(
    flow: &mut Flow<'_, '_>,
    plan: &Plan<'_>,
    operand: &graph::Operand,
    at: graph::At,
) -> Option<Operand> {
    let mut wrong = |message: String, help: &str| {
        flow.problems.push(BuildError::new("B119", message, Place::from(at)).help(help));
        None
    };
    match operand {
        graph::Operand::Value(handle) => {
            if handle.graph != plan.graph.id {
                return None;
            }
            let id = plan.canon[handle.value];
            let ty = parameter_type(plan.value(id).kind);
            if !comparable(ty) {
                let help = "compare numbers, texts or truth values; for others let a task give the answer";
                return wrong(format!("a condition reads a value of type {}", ty.name()), help);
            }
            Some(Operand::input(&*flow.input_name(id), ty))
        }
        graph::Operand::Constant(Err(fault), _) => {
            flow.problems.push(BuildError::new(
                "B106",
                format!("a constant in a condition: {fault}"),
                Place::from(at),
            ));
            None
        }
        graph::Operand::Constant(Ok(value), kind) => {
            if let Some(fault) = constant::fault(value, kind) {
                flow.problems.push(BuildError::new(
                    "B106",
                    format!("a constant in a condition: {fault}"),
                    Place::from(at),
                ));
                return None;
            }
            let constant = match (value, parameter_type(*kind)) {
                (Value::Bool(value), _) => Constant::Bool(*value),
                (Value::String(text), _) => Constant::String(text.clone()),
                #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within ±2^53")]
                (Value::Number(number), ParameterType::NumberInteger) => Constant::Int(*number as i64),
                (Value::Number(number), _) => Constant::Double(*number),
                (Value::Null | Value::List(_) | Value::Struct(_), ty) => {
                    let help = "compare numbers, texts or truth values";
                    return wrong(format!("a condition has a constant of type {}", ty.name()), help);
                }
            };
            Some(Operand::Constant(constant))
        }
    }
}

fn comparable(ty: ParameterType) -> bool {
    use ParameterType::{Boolean, NumberDouble, NumberInteger, String};
    matches!(ty, Boolean | NumberDouble | NumberInteger | String)
}
