//! One template: its graph or list of steps, and every text in it.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::codec::value::to_value;
use kfp_ir::model::Value;
use kfp_ir::path::IrPath;

use super::call::{self, Call};
use super::scope::{Calls, Producer, Scope};
use super::workflow::Around;
use super::{Report, depends, expression, limit, name, setting, tags};
use crate::object::{Template, WorkflowStep};

/// Names that only the metrics of a template know.
const METRICS: &[&str] = &["status", "duration", "resourcesDuration", "exitCode"];

pub(super) fn check<'o>(
    template: &'o Template,
    around: &Around<'o, '_>,
    path: &IrPath,
    inline: bool,
    report: &mut Report<'_, '_>,
) {
    limit::template(template, around.limits, path, report);
    name::template(template, path, report);
    setting::check(template, path, report);
    let mut known = BTreeMap::new();
    let mut kind = None;
    if let Some(dag) = &template.dag {
        kind = Some(Calls::Tasks);
        for task in dag.tasks.iter().flatten() {
            producer(&mut known, Call::from(task), around);
        }
    }
    if let Some(groups) = &template.steps {
        kind = Some(Calls::Steps);
        for step in groups.iter().flatten() {
            producer(&mut known, Call::from(step), around);
        }
    }
    let scope = Scope {
        globals: &around.globals,
        inputs: template.inputs.as_ref().or(Some(&EMPTY_INPUTS)),
        outputs: template.outputs.as_ref().or(Some(&EMPTY_OUTPUTS)),
        calls: kind.map(|kind| (kind, &known)),
        over: None,
        item: false,
        inline,
        extra: &[],
    };
    if let Some(dag) = &template.dag {
        let path = path.key("dag");
        let tasks = dag.tasks.as_deref().unwrap_or_default();
        let graph = depends::graph(dag, &path, report);
        for (i, task) in tasks.iter().enumerate() {
            let over = task.name.as_deref().and_then(|name| graph.before.get(name));
            let scope = Scope { over, ..scope.clone() };
            call::check(&Call::from(task), around, &scope, &path.key("tasks").index(i), report);
        }
    }
    if let Some(groups) = &template.steps {
        steps(groups, around, &scope, &path.key("steps"), report);
    }
    texts(template, &scope, path, report);
}

const EMPTY_INPUTS: crate::object::Inputs = crate::object::Inputs { artifacts: None, parameters: None };
const EMPTY_OUTPUTS: crate::object::Outputs =
    crate::object::Outputs { artifacts: None, exit_code: None, parameters: None, result: None };

fn producer<'o>(known: &mut BTreeMap<&'o str, Producer<'o>>, call: Call<'o>, around: &Around<'o, '_>) {
    let Some(name) = call.name else { return };
    let template = around.template(call.template, call.template_ref, call.inline);
    known.insert(name, Producer { template, many: call.many, conditional: call.when.is_some() });
}

fn steps<'o>(
    groups: &'o [Vec<WorkflowStep>],
    around: &Around<'o, '_>,
    scope: &Scope<'_, 'o>,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    let mut over = BTreeSet::new();
    name::unique(groups.iter().flatten().map(|step| step.name.as_deref()), "step", path, report);
    for (i, group) in groups.iter().enumerate() {
        for (j, step) in group.iter().enumerate() {
            let scope = Scope { over: Some(&over), ..scope.clone() };
            call::check(&Call::from(step), around, &scope, &path.index(i).index(j), report);
        }
        over.extend(group.iter().filter_map(|step| step.name.as_deref()));
    }
}

/// Everything but the calls.
fn texts(template: &Template, scope: &Scope<'_, '_>, path: &IrPath, report: &mut Report<'_, '_>) {
    let Ok(mut value) = to_value(template) else { return };
    let metrics = Scope { extra: METRICS, ..scope.clone() };
    if let Value::Struct(fields) = &mut value {
        if let Some(of) = fields.get("metrics") {
            tags::texts(of, &path.key("metrics"), &[], &mut |text, path| {
                expression::text(text, path, &metrics, report);
            });
        }
        if let Some(Value::Struct(dag)) = fields.0.get_mut("dag") {
            dag.0.remove("tasks");
        }
    }
    let skip = ["metrics", "steps", "outputs", "retryStrategy"];
    tags::texts(&value, path, &skip, &mut |text, path| expression::text(text, path, scope, report));
    outputs(template, scope, &path.key("outputs"), report);
    retry(template, scope, &path.key("retryStrategy"), report);
    let fields = [
        ("http", template.http.as_ref().and_then(|h| h.success_condition.as_deref()), HTTP),
        ("data", None, DATA),
    ];
    for (name, condition, extra) in fields {
        let scope = Scope { extra, ..scope.clone() };
        if let Some(text) = condition {
            expression::field(text, &path.key(name).key("successCondition"), &scope, report);
        }
    }
    let steps = template.data.iter().flat_map(|d| d.transformation.iter().flatten());
    let scope = Scope { extra: DATA, ..scope.clone() };
    for (i, step) in steps.enumerate() {
        let path = path.key("data").key("transformation").index(i).key("expression");
        if let Some(text) = step.expression.as_deref() {
            expression::field(text, &path, &scope, report);
        }
    }
}

const HTTP: &[&str] = &["request", "response"];
const DATA: &[&str] = &["data"];

/// Outputs see all that has run, and some of their fields are expressions.
fn outputs(template: &Template, scope: &Scope<'_, '_>, path: &IrPath, report: &mut Report<'_, '_>) {
    let Some(outputs) = &template.outputs else { return };
    let Ok(mut value) = to_value(outputs) else { return };
    let expressions = |value: &mut Value, keys: &[&str]| {
        let mut at = value;
        for key in keys {
            match at {
                Value::Struct(fields) if *key == *keys.last().unwrap_or(&"") => {
                    fields.0.remove(*key);
                    return;
                }
                Value::Struct(fields) => match fields.0.get_mut(*key) {
                    Some(inner) => at = inner,
                    None => return,
                },
                _ => return,
            }
        }
    };
    for (list, keys) in [("parameters", &["valueFrom", "expression"][..]), ("artifacts", &["fromExpression"])]
    {
        if let Value::Struct(fields) = &mut value
            && let Some(Value::List(items)) = fields.0.get_mut(list)
        {
            items.iter_mut().for_each(|item| expressions(item, keys));
        }
    }
    tags::texts(&value, path, &[], &mut |text, path| expression::text(text, path, scope, report));
    for (i, parameter) in outputs.parameters.iter().flatten().enumerate() {
        let path = path.key("parameters").index(i).key("valueFrom").key("expression");
        if let Some(text) = parameter.value_from.as_ref().and_then(|v| v.expression.as_deref()) {
            expression::field(text, &path, scope, report);
        }
    }
    for (i, artifact) in outputs.artifacts.iter().flatten().enumerate() {
        let path = path.key("artifacts").index(i).key("fromExpression");
        if let Some(text) = artifact.from_expression.as_deref() {
            expression::field(text, &path, scope, report);
        }
    }
}

fn retry(template: &Template, scope: &Scope<'_, '_>, path: &IrPath, report: &mut Report<'_, '_>) {
    let Some(strategy) = &template.retry_strategy else { return };
    let Ok(value) = to_value(strategy) else { return };
    tags::texts(&value, path, &["expression"], &mut |text, path| expression::text(text, path, scope, report));
    if let Some(text) = strategy.expression.as_deref() {
        expression::field(text, &path.key("expression"), scope, report);
    }
}
