//! The pipeline as a whole: what a run is given, and what is said of it.

use std::collections::BTreeSet;

use kfp_ir::model::{ComponentInputParameter, Value};
use kfp_ir::path::IrPath;

use crate::lower::Context;
use crate::lower::facts::{Facts, ROOT};
use crate::model::{Arguments, Parameter};
use crate::text::safe_json;

/// The inputs of a run.
pub(super) fn arguments(cx: &mut Context<'_>) -> Arguments {
    let mut arguments = Arguments::default();
    let Some(root) = cx.components.get(ROOT) else { return arguments };
    let path = root.path.key("inputDefinitions").key("parameters");
    let declared = root.spec.input_definitions.iter().flat_map(|d| &d.parameters);
    for (name, spec) in declared {
        let path = path.key(name);
        let value = match (cx.options.parameters.get(name), &spec.default_value) {
            (Some(value), _) => {
                allowed(cx, name, spec, value, &path);
                Some(value.clone())
            }
            (None, Some(default)) => Some(default.clone()),
            (None, None) => spec.is_optional.then_some(Value::Null),
        };
        arguments.parameters.push(Parameter {
            description: Some(spec.description.clone()).filter(|d| !d.is_empty() && !d.contains("{{")),
            choices: spec.literals.iter().map(safe_json).collect(),
            value: value.as_ref().map(safe_json),
            ..Parameter::named(root.inputs.parameters.get(name).cloned().unwrap_or_default())
        });
    }
    unknown_parameters(cx, root, &path);
    let artifacts = root.spec.input_definitions.iter().flat_map(|d| &d.artifacts);
    for (name, spec) in artifacts {
        let path = root.path.key("inputDefinitions").key("artifacts").key(name);
        let Some(record) = root.inputs.records.get(name) else { continue };
        if spec.is_artifact_list {
            let help = "import its artifacts by their uris in the pipeline";
            cx.report.error(
                "AR114",
                &path,
                format!("a run cannot be given the list of artifacts `{name}`"),
                help,
            );
        }
        let value = cx.options.parameters.get(name).cloned();
        if spec.is_optional && value.is_none() {
            // Whether it is there decides about the shape of the workflow.
            let help = "give its uri when the workflow is made";
            let message = format!("no run can be given the optional artifact `{name}`");
            cx.report.differs("AR212", &path, message, help);
            continue;
        }
        arguments.parameters.push(Parameter {
            description: Some(spec.description.clone()).filter(|d| !d.is_empty() && !d.contains("{{")),
            value: value.as_ref().map(safe_json),
            ..Parameter::named(record)
        });
        cx.report.differs(
            "AR212",
            &path,
            format!("a run is given the artifact `{name}` by its uri, in the parameter `{record}`, without metadata"),
            &format!("the uri has to be below `{}`", cx.options.store.uri("")),
        );
    }
    arguments
}

fn allowed(cx: &mut Context<'_>, name: &str, spec: &ComponentInputParameter, value: &Value, path: &IrPath) {
    if !spec.literals.is_empty() && !spec.literals.contains(value) {
        let choices: Vec<String> = spec.literals.iter().map(safe_json).collect();
        cx.report.error(
            "AR120",
            path,
            format!("`{}` is not one of the values of `{name}`", safe_json(value)),
            &format!("choose one of {}", choices.join(", ")),
        );
    }
}

fn unknown_parameters(cx: &mut Context<'_>, root: &Facts<'_>, path: &IrPath) {
    let names: Vec<&String> = cx.options.parameters.keys().collect();
    for name in names.into_iter().filter(|n| !root.inputs.has(n)) {
        let inputs = root.inputs.parameters.keys().chain(root.inputs.records.keys());
        let known: Vec<&str> = inputs.map(String::as_str).collect();
        let help = if known.is_empty() {
            "it has no inputs at all".to_owned()
        } else {
            format!("its inputs are {}", known.join(", "))
        };
        cx.report.error("AR120", path, format!("the pipeline has no input `{name}`"), &help);
    }
}

/// The inputs that no run has: optional artifacts that nobody gave.
pub(super) fn absent_inputs(cx: &Context<'_>) -> BTreeSet<String> {
    let root = cx.components.get(ROOT).and_then(|r| r.spec.input_definitions.as_ref());
    let optional = root.iter().flat_map(|d| &d.artifacts).filter(|(_, spec)| spec.is_optional);
    optional.map(|(name, _)| name).filter(|n| !cx.options.parameters.contains_key(*n)).cloned().collect()
}

/// Says once which tasks are not cached, where nothing else is said of them.
pub(super) fn report_caching(cx: &mut Context<'_>) {
    let message = match cx.cached.saturating_sub(cx.memoized + cx.runs_again) {
        0 => return,
        1 => "1 task asks for caching, but runs every time, with the same result".to_owned(),
        n => format!("{n} tasks ask for caching, but run every time, with the same results"),
    };
    cx.report.differs("AR201", IrPath::new(["root"]), message, "");
}
