//! Conditions: CEL over the inputs of a task becomes an expression over their sources.

use kfp_ir::lang::cel;
use kfp_ir::lang::condition::{Condition, Constant, Operand};
use kfp_ir::model::{ParameterType, PipelineTaskSpec};
use kfp_ir::path::At;

use crate::expr::{Expr, Op};
use crate::lower::Context;
use crate::lower::graph::Scope;
use crate::lower::inputs::Bindings;

/// The `when` of a task.
pub(super) fn lower(
    cx: &mut Context<'_>,
    scope: &Scope<'_>,
    task: &PipelineTaskSpec,
    bindings: &Bindings<'_>,
    path: &At<'_>,
) -> Option<Expr> {
    let text = task.trigger_policy.as_ref().map(|t| t.condition.as_str()).filter(|t| !t.is_empty())?;
    let path = path.key("triggerPolicy");
    let path = path.key("condition");
    let parsed = match cel::parse(text) {
        Ok(condition) => condition,
        Err(error) => {
            let message = format!("the condition `{text}` cannot be translated: {error}");
            let help = "write comparisons of inputs and constants, joined by `&&`, `||` and `!`";
            cx.report.error("AR109", &path, message, help);
            return None;
        }
    };
    translate(cx, scope, bindings, &parsed, &path)
}

fn translate(
    cx: &mut Context<'_>,
    scope: &Scope<'_>,
    bindings: &Bindings<'_>,
    condition: &Condition,
    path: &At<'_>,
) -> Option<Expr> {
    let mut all = |parts: &[Condition], op: Op, empty: bool| {
        let mut joined: Option<Expr> = None;
        for part in parts {
            let part = translate(cx, scope, bindings, part, path)?;
            joined = Some(match joined {
                Some(before) => before.op(op, part),
                None => part,
            });
        }
        Some(joined.unwrap_or(Expr::Bool(empty)))
    };
    match condition {
        Condition::And(parts) => all(parts, Op::And, true),
        Condition::Or(parts) => all(parts, Op::Or, false),
        Condition::Not(inner) => Some(Expr::Not(Box::new(translate(cx, scope, bindings, inner, path)?))),
        Condition::Value(operand) => value(cx, scope, bindings, operand, operand.kind(), path),
        Condition::Compare { left, op, right } => {
            let kind = shared(left.kind(), right.kind());
            let left = value(cx, scope, bindings, left, kind, path)?;
            let right = value(cx, scope, bindings, right, kind, path)?;
            Some(left.op(Op::Compare(*op), right))
        }
    }
}

/// The type in which two values are compared: that of the SDK, text before truth values before doubles before integers.
fn shared(left: ParameterType, right: ParameterType) -> ParameterType {
    let rank = |kind| match kind {
        ParameterType::NumberInteger => 1,
        ParameterType::NumberDouble => 2,
        ParameterType::Boolean => 3,
        ParameterType::String => 4,
        _ => 0,
    };
    if rank(left) == 0 || rank(right) == 0 || rank(left) >= rank(right) { left } else { right }
}

fn value(
    cx: &mut Context<'_>,
    scope: &Scope<'_>,
    bindings: &Bindings<'_>,
    operand: &Operand,
    shared: ParameterType,
    path: &At<'_>,
) -> Option<Expr> {
    use ParameterType::{Boolean, NumberDouble, NumberInteger, String};
    match operand {
        Operand::Constant(constant) => Some(match (constant, shared) {
            (Constant::String(text), _) => Expr::text(text),
            (Constant::Bool(b), String) => Expr::text(b.to_string()),
            (Constant::Bool(b), _) => Expr::Bool(*b),
            (Constant::Int(i), String) => Expr::text(i.to_string()),
            (Constant::Double(d), String) => Expr::text(crate::text::number(*d).to_string()),
            (Constant::Int(0 | 1), Boolean) => Expr::Bool(*constant == Constant::Int(1)),
            #[expect(clippy::cast_precision_loss, reason = "the inputs it is compared with are doubles, too")]
            (Constant::Int(i), _) => Expr::Number(*i as f64),
            (Constant::Double(d), _) if d.is_finite() => Expr::Number(*d),
            (Constant::Double(d), _) => Expr::Call("float", vec![Expr::text(d.to_string())]),
        }),
        Operand::Input { name, kind } => {
            let Some(value) = bindings.value(cx, scope, name, path) else {
                let message = format!("the condition reads `{name}`, which is no input of the task");
                cx.report.error("AR106", path, message, "check the document first");
                return None;
            };
            let call = |function, value| Expr::Call(function, vec![value]);
            Some(match (shared, kind) {
                (String, NumberInteger) => call("string", call("int", value)),
                (String, NumberDouble | Boolean) => call("string", value),
                (NumberDouble, NumberInteger) => call("float", call("int", value)),
                (_, NumberInteger) => call("int", value),
                _ => value,
            })
        }
    }
}
