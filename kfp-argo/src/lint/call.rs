//! Calls: tasks of a graph, steps of a list, and hooks.

use kfp_ir::codec::value::to_value;
use kfp_ir::model::Value;
use kfp_ir::path::IrPath;
use kfp_ir::valid::Severity;

use super::scope::Scope;
use super::workflow::Around;
use super::{Report, Spot, argument, expression, tags, template};
use crate::object::{Arguments, DagTask, LifecycleHook, Map, Template, TemplateRef, WorkflowStep};

/// What tasks and steps have in common.
#[derive(Clone, Debug)]
pub(super) struct Call<'o> {
    pub(super) name: Option<&'o str>,
    pub(super) template: Option<&'o str>,
    pub(super) template_ref: Option<&'o TemplateRef>,
    pub(super) inline: Option<&'o Template>,
    pub(super) arguments: Option<&'o Arguments>,
    pub(super) when: Option<&'o str>,
    pub(super) many: bool,
    hooks: Option<&'o Map<LifecycleHook>>,
    value: Option<Value>,
}

macro_rules! call {
    ($($type:ty),*) => {$(
        impl<'o> From<&'o $type> for Call<'o> {
            fn from(call: &'o $type) -> Self {
                Call {
                    name: call.name.as_deref(),
                    template: call.template.as_deref(),
                    template_ref: call.template_ref.as_ref(),
                    inline: call.inline.as_ref(),
                    arguments: call.arguments.as_ref(),
                    when: call.when.as_deref(),
                    many: call.with_items.is_some() || call.with_param.is_some() || call.with_sequence.is_some(),
                    hooks: call.hooks.as_ref(),
                    value: to_value(call).ok(),
                }
            }
        }
    )*};
}
call!(DagTask, WorkflowStep);

pub(super) fn check<'o>(
    call: &Call<'o>,
    around: &Around<'o, '_>,
    scope: &Scope<'_, 'o>,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    around.called(call.template, call.template_ref, path, report);
    let called = around.template(call.template, call.template_ref, call.inline);
    argument::check(call.arguments, called, path, report);
    let scope = Scope { item: call.many, ..scope.clone() };
    if let Some(value) = &call.value {
        // What is looped over is known before there is an item.
        let before = Scope { item: scope.inline, ..scope.clone() };
        if let Value::Struct(fields) = value {
            for key in ["withParam", "withSequence", "withItems"] {
                if let Some(of) = fields.get(key) {
                    let check =
                        &mut |text: &str, path: &IrPath| expression::text(text, path, &before, report);
                    tags::texts(of, &path.key(key), &[], check);
                }
            }
        }
        let skip = ["inline", "hooks", "withParam", "withSequence", "withItems", "depends"];
        tags::texts(value, path, &skip, &mut |text, path| expression::text(text, path, &scope, report));
    }
    if let Some(when) = call.when {
        condition(when, &path.key("when"), report);
    }
    if let Some(inline) = call.inline {
        template::check(inline, around, &path.key("inline"), true, report);
    }
    // A hook sees its own call, too.
    let scope = Scope { over: None, ..scope };
    for (name, one) in call.hooks.into_iter().flatten() {
        hook(one, around, &scope, &path.key("hooks").key(name), report);
    }
}

pub(super) fn hook<'o>(
    hook: &'o LifecycleHook,
    around: &Around<'o, '_>,
    scope: &Scope<'_, 'o>,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    around.called(hook.template.as_deref(), hook.template_ref.as_ref(), path, report);
    let called = around.template(hook.template.as_deref(), hook.template_ref.as_ref(), None);
    argument::check(hook.arguments.as_ref(), called, path, report);
    if let Ok(value) = to_value(hook) {
        let check = &mut |text: &str, path: &IrPath| expression::text(text, path, scope, report);
        tags::texts(&value, path, &["expression"], check);
    }
    if let Some(text) = hook.expression.as_deref() {
        expression::field(text, &path.key("expression"), scope, report);
    }
}

/// `when` is filled in as text and then read as a condition: what the data holds becomes a part of it.
fn condition(when: &str, path: &IrPath, report: &mut Report<'_, '_>) {
    for tag in tags::tags(when) {
        let data = expression::chain(&tag).is_some_and(|chain| {
            matches!(
                chain.as_slice(),
                ["inputs" | "workflow", "parameters", ..] | [_, _, "outputs", ..] | ["item", ..]
            )
        });
        if data {
            let name = tag.inner.trim();
            let message = format!("`{{{{{name}}}}}` becomes a part of the condition, whatever it holds");
            let help = "compare it in an expression, where it stays data: `when: '{{=... == \"a\"}}'`";
            let spot = Spot { path, text: when, at: tag.at };
            report.within("AR333", Severity::Warning, spot, message, Some(help.to_owned()));
            return;
        }
    }
}
