//! Counts and sizes that a cluster refuses.

use kfp_ir::codec::value::to_value;
use kfp_ir::model::Value;
use kfp_ir::path::IrPath;

use super::Report;
use crate::object::{Object, Template};
use crate::text::{LONGEST_ARGUMENT, given_bytes};
use crate::{Limits, size};

pub(super) fn object(object: &Object, limits: &Limits, report: &mut Report<'_, '_>) {
    let Some(spec) = object.spec() else { return };
    let path = match object {
        Object::CronWorkflow(_) => IrPath::new(["spec", "workflowSpec"]),
        _ => IrPath::new(["spec"]),
    };
    let count = spec.templates.as_ref().map_or(0, Vec::len);
    too_many(count, limits.templates, "templates", &path.key("templates"), report);
    let bytes = size::bytes(object);
    if bytes > limits.bytes {
        let message =
            format!("the object has {bytes} bytes, {} more than a cluster stores", bytes - limits.bytes);
        let help =
            "`kfpc size` lists what is large; loop over what repeats, or run parts as workflows of their own";
        report.error("AR342", &IrPath::default(), message, Some(help));
    }
}

fn too_many(count: usize, most: usize, what: &str, path: &IrPath, report: &mut Report<'_, '_>) {
    if count > most {
        let message = format!("{count} {what}, and the API server takes {most}");
        let help = "put some of them into a template of their own";
        report.error("AR341", path, message, Some(help));
    }
}

pub(super) fn template(template: &Template, limits: &Limits, path: &IrPath, report: &mut Report<'_, '_>) {
    if let Some(dag) = &template.dag {
        let count = dag.tasks.as_ref().map_or(0, Vec::len);
        let path = path.key("dag").key("tasks");
        too_many(count, limits.tasks, "tasks", &path, report);
        if count == 0 {
            report.error("AR341", &path, "a graph without tasks", Some("remove the template, or its calls"));
        }
    }
    let inputs = template.inputs.as_ref().and_then(|i| i.parameters.as_ref()).map_or(0, Vec::len);
    too_many(inputs, limits.parameters, "inputs", &path.key("inputs").key("parameters"), report);
    if let Some(container) = &template.container {
        arguments(&container.0, &path.key("container"), report);
    }
    if let Some(script) = &template.script
        && let Ok(value) = to_value(script)
    {
        arguments(&value, &path.key("script"), report);
    }
}

/// Linux takes no argument or variable that is longer.
fn arguments(container: &Value, path: &IrPath, report: &mut Report<'_, '_>) {
    let Value::Struct(fields) = container else { return };
    let long = |value: Option<&Value>| match value {
        Some(Value::String(text)) => Some(given_bytes(text)).filter(|length| *length >= LONGEST_ARGUMENT),
        _ => None,
    };
    let mut report_long = |length: Option<usize>, path: IrPath| {
        if let Some(length) = length {
            let message = format!("{length} bytes, and no process takes an argument of {LONGEST_ARGUMENT}");
            let help = "pass it as an artifact (`raw`), or as the source of a script";
            report.error("AR345", &path, message, Some(help));
        }
    };
    for key in ["command", "args"] {
        if let Some(Value::List(items)) = fields.get(key) {
            for (i, item) in items.iter().enumerate() {
                report_long(long(Some(item)), path.key(key).index(i));
            }
        }
    }
    if let Some(Value::List(variables)) = fields.get("env") {
        for (i, variable) in variables.iter().enumerate() {
            if let Value::Struct(variable) = variable {
                report_long(long(variable.get("value")), path.key("env").index(i).key("value"));
            }
        }
    }
}
