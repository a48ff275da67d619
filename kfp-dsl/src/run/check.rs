//! What is wrong with an executor input, all of it at once, before the body runs.

use kfp_ir::model::{ExecutorInput, ParameterType, Value};

use crate::author::ComponentDef;
use crate::kinds::{KindSpec, ValueError};
use crate::run::context::{given, input_artifacts, output_artifact};
use crate::run::locate::local_path;

/// Compares what was passed with the interface of the component.
pub(crate) fn problems(component: &ComponentDef, input: &ExecutorInput) -> Vec<String> {
    let mut problems = Vec::new();
    for def in component.inputs {
        let name = def.name;
        match def.kind {
            KindSpec::Parameter { ty, literals, .. } => match given(input, name) {
                None if def.optional || def.default.is_some() => {}
                None => problems.push(format!("input `{name}` is missing: expected {}", describe(ty))),
                Some(value) if !fits(ty, value) => {
                    problems.push(format!("input `{name}`: {}", ValueError::expected(describe(ty), value)));
                }
                Some(value) => {
                    let allowed = literals.map(|literals| literals()).unwrap_or_default();
                    if !allowed.is_empty() && !allowed.contains(value) {
                        let allowed: Vec<_> = allowed.iter().map(show).collect();
                        let (value, allowed) = (show(value), allowed.join(", "));
                        problems.push(format!("input `{name}`: {value} is not one of {allowed}"));
                    }
                }
            },
            KindSpec::Artifact { title, .. } => {
                if !def.optional && input_artifacts(input, name).is_empty() {
                    problems.push(format!("input artifact `{name}` (`{title}`) is missing"));
                }
            }
            KindSpec::ArtifactList { .. } => {}
        }
    }
    for def in component.outputs {
        let name = def.name;
        match output_artifact(input, name).map(local_path) {
            Some(Ok(_)) => {}
            Some(Err(reason)) => {
                problems.push(format!("output artifact `{name}` cannot be written: {reason}"))
            }
            None => problems.push(format!("output artifact `{name}` has no place: no uri was given for it")),
        }
    }
    if let Some(first) = component.returns.first()
        && input.outputs.as_ref().is_none_or(|o| o.output_file.is_empty() && o.parameters.is_empty())
    {
        problems.push(format!("output `{}` has no place: no output file was given", first.name));
    }
    problems
}

fn describe(ty: ParameterType) -> &'static str {
    match ty {
        ParameterType::NumberDouble => "a number",
        ParameterType::NumberInteger => "an integer",
        ParameterType::String => "text",
        ParameterType::Boolean => "`true` or `false`",
        ParameterType::List => "a list",
        ParameterType::Struct => "a struct",
        ParameterType::TaskFinalStatus => "a final status",
        ParameterType::TaskConfig => "a task config",
        ParameterType::Unspecified => "a value",
    }
}

/// Whether a value can be of that type at all; ranges, items and fields are up to the Rust type.
fn fits(ty: ParameterType, value: &Value) -> bool {
    match ty {
        ParameterType::NumberDouble => matches!(value, Value::Number(_)),
        ParameterType::NumberInteger => matches!(value, Value::Number(n) if n.fract() == 0.0),
        ParameterType::String => matches!(value, Value::String(_)),
        ParameterType::Boolean => matches!(value, Value::Bool(_)),
        ParameterType::List => matches!(value, Value::List(_)),
        ParameterType::Struct | ParameterType::TaskFinalStatus | ParameterType::TaskConfig => {
            matches!(value, Value::Struct(_))
        }
        ParameterType::Unspecified => true,
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{}`", serde_json::Value::from(other.clone())),
    }
}
