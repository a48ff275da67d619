//! The inputs and outputs of a v1 component, their types and defaults.

use std::collections::BTreeMap;

use crate::codec::field::Element as _;
use crate::codec::node::{Data, Node, Style};
use crate::codec::reading::Reading;
use crate::codec::scalar;
use crate::model::{
    ArtifactTypeSchema, ComponentInputArtifact, ComponentInputParameter, ComponentInputsSpec,
    ComponentOutputArtifact, ComponentOutputParameter, ComponentOutputsSpec, ComponentSpec, ParameterType,
    Value,
};
use crate::path::At;

use super::{text, unfit};

/// A type as v2 has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Type {
    Parameter(ParameterType),
    /// The schema title of an artifact.
    Artifact(Title),
}

/// A schema title that v1 type names stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Title {
    Known(&'static str),
    /// A type of the Google components, which is its own title.
    Google,
}

/// One declared input or output.
#[derive(Debug)]
struct Declared {
    /// The name in v2.
    name: String,
    ty: Type,
    title: String,
    description: String,
    optional: bool,
    default: Option<Value>,
}

/// Everything declared, by the names that the file uses.
#[derive(Debug, Default)]
pub(crate) struct Interface {
    inputs: BTreeMap<String, Declared>,
    outputs: BTreeMap<String, Declared>,
}

impl Interface {
    /// The name in v2 and the type of an input.
    pub(super) fn input(&self, name: &str) -> Option<(&str, Type)> {
        self.inputs.get(name).map(|declared| (declared.name.as_str(), declared.ty))
    }

    /// The name in v2 and the type of an output.
    pub(super) fn output(&self, name: &str) -> Option<(&str, Type)> {
        self.outputs.get(name).map(|declared| (declared.name.as_str(), declared.ty))
    }

    /// The names that the file uses.
    pub(super) fn names(&self, inputs: bool) -> impl Iterator<Item = &str> {
        let side = if inputs { &self.inputs } else { &self.outputs };
        side.keys().map(String::as_str)
    }

    pub(super) fn inputs(&mut self, node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        const FIELDS: &[&str] = &["name", "type", "description", "default", "optional", "annotations"];
        declare(&mut self.inputs, node, at, cx, "InputSpec", FIELDS);
    }

    pub(super) fn outputs(&mut self, node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        const FIELDS: &[&str] = &["name", "type", "description", "annotations"];
        declare(&mut self.outputs, node, at, cx, "OutputSpec", FIELDS);
    }

    pub(super) fn component(self) -> ComponentSpec {
        let mut inputs = ComponentInputsSpec::default();
        for Declared { name, ty, title, description, optional, default } in self.inputs.into_values() {
            match ty {
                Type::Parameter(parameter_type) => {
                    let is_optional =
                        optional || default.is_some() || parameter_type == ParameterType::TaskFinalStatus;
                    let parameter = ComponentInputParameter {
                        parameter_type,
                        is_optional,
                        default_value: default,
                        description,
                        ..ComponentInputParameter::default()
                    };
                    inputs.parameters.insert(name, parameter.into());
                }
                Type::Artifact(_) => {
                    let artifact = ComponentInputArtifact {
                        artifact_type: Some(ArtifactTypeSchema::title(title, "0.0.1")),
                        is_optional: optional,
                        description,
                        ..ComponentInputArtifact::default()
                    };
                    inputs.artifacts.insert(name, artifact.into());
                }
            }
        }
        let mut outputs = ComponentOutputsSpec::default();
        for Declared { name, ty, title, description, .. } in self.outputs.into_values() {
            match ty {
                Type::Parameter(parameter_type) => {
                    let parameter = ComponentOutputParameter {
                        parameter_type,
                        description,
                        ..ComponentOutputParameter::default()
                    };
                    outputs.parameters.insert(name, parameter.into());
                }
                Type::Artifact(_) => {
                    let artifact = ComponentOutputArtifact {
                        artifact_type: Some(ArtifactTypeSchema::title(title, "0.0.1")),
                        description,
                        ..ComponentOutputArtifact::default()
                    };
                    outputs.artifacts.insert(name, artifact.into());
                }
            }
        }
        ComponentSpec {
            input_definitions: (inputs != ComponentInputsSpec::default()).then_some(inputs),
            output_definitions: (outputs != ComponentOutputsSpec::default()).then_some(outputs),
            ..ComponentSpec::default()
        }
    }
}

fn declare(
    into: &mut BTreeMap<String, Declared>,
    node: &Node<'_>,
    at: At<'_>,
    cx: &mut Reading<'_>,
    message: &str,
    fields: &[&'static str],
) {
    if node.is_null() {
        return;
    }
    for (index, item) in cx.list(node, at).unwrap_or_default().iter().enumerate() {
        let at = at.index(index);
        let mut name = None;
        let (mut ty, mut written) = (Type::Artifact(Title::Known("system.Artifact")), String::new());
        let (mut description, mut optional, mut default) = (String::new(), false, None);
        for (key, value) in cx.map(item, at, "an input or output").unwrap_or_default() {
            let here = at.key(&key.text);
            match &*key.text {
                _ if !fields.contains(&&*key.text) => cx.unknown_field(key, value, at, message, fields),
                "name" => name = text(value, here, cx).map(|text| (text, value)),
                "type" => (ty, written) = type_of(value, here, cx),
                "description" if value.is_null() => {}
                "description" => description = text(value, here, cx).unwrap_or_default(),
                "optional" => optional = truth(value, here, cx),
                "default" => default = Some(value).filter(|value| !value.is_null()),
                // What tools wrote about it; no part of v2.
                _ => {}
            }
        }
        let Some((name, name_node)) = name else {
            unfit(cx, item, at, format!("an `{message}` without a name"), "write `name: ..`");
            continue;
        };
        let default = default.map(|node| (node, self::default(node, ty, at.key("default"), cx)));
        let clean = sanitized(&name);
        let here = at.key("name");
        if clean.is_empty() {
            let message = format!("`{name}` has no letter or digit that a name in v2 can have");
            unfit(cx, name_node, here, message, "use letters of the Latin alphabet, digits and `_`");
        } else if into.values().any(|other| other.name == clean) {
            let message = format!("`{name}` becomes `{clean}` in v2, and so does a name before it");
            unfit(cx, name_node, here, message, "rename one of them");
        }
        let title = match ty {
            Type::Artifact(Title::Known(title)) => title.to_owned(),
            Type::Artifact(Title::Google) => written,
            Type::Parameter(_) => String::new(),
        };
        let optional = optional || default.is_some();
        let default = default.and_then(|(_, value)| value);
        into.insert(name, Declared { name: clean, ty, title, description, optional, default });
    }
}

/// A name as v2 has it (`sanitize_input_name` of the SDK).
fn sanitized(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '_' => clean.push(c),
            _ if clean.ends_with('\0') => {}
            _ => clean.push('\0'),
        }
    }
    clean.replace('\0', "_").trim_matches('_').to_owned()
}

fn truth(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> bool {
    match Value::read(&mut node.clone(), at, cx) {
        Some(Value::Bool(value)) => value,
        Some(Value::Null) | None => false,
        Some(_) => {
            cx.wrong_type(node, at, "`true` or `false`");
            false
        }
    }
}

/// The v2 type, and the name in the file.
fn type_of(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> (Type, String) {
    let any = Type::Artifact(Title::Known("system.Artifact"));
    // A type with properties is an artifact of no special type to the SDK.
    if node.is_null() || matches!(node.data, Data::Map(_)) {
        return (any, String::new());
    }
    let Some(written) = text(node, at, cx) else { return (any, String::new()) };
    let name = written.strip_prefix("typing.").unwrap_or(&written);
    let lower = name.to_lowercase();
    let outer = match lower.split_once('[') {
        Some((outer, _)) if outer.starts_with("list") || outer.starts_with("dict") => outer,
        _ => &lower,
    };
    let ty = match outer {
        _ if name == "PipelineTaskFinalStatus" => Type::Parameter(ParameterType::TaskFinalStatus),
        "string" | "str" | "text" => Type::Parameter(ParameterType::String),
        "integer" | "int" => Type::Parameter(ParameterType::NumberInteger),
        "double" | "float" => Type::Parameter(ParameterType::NumberDouble),
        "bool" | "boolean" => Type::Parameter(ParameterType::Boolean),
        "list" | "jsonarray" => Type::Parameter(ParameterType::List),
        "dict" | "jsonobject" => Type::Parameter(ParameterType::Struct),
        "model" => Type::Artifact(Title::Known("system.Model")),
        "dataset" => Type::Artifact(Title::Known("system.Dataset")),
        "metrics" => Type::Artifact(Title::Known("system.Metrics")),
        "classificationmetrics" => Type::Artifact(Title::Known("system.ClassificationMetrics")),
        "slicedclassificationmetrics" => Type::Artifact(Title::Known("system.SlicedClassificationMetrics")),
        "html" => Type::Artifact(Title::Known("system.HTML")),
        "markdown" => Type::Artifact(Title::Known("system.Markdown")),
        _ if is_google(name) => Type::Artifact(Title::Google),
        _ => any,
    };
    (ty, name.to_owned())
}

fn is_google(name: &str) -> bool {
    name.strip_prefix("google.").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// The default as a value of its type. v1 files often have it as text, whatever the type.
fn default(node: &Node<'_>, ty: Type, at: At<'_>, cx: &mut Reading<'_>) -> Option<Value> {
    // The SDK takes an artifact with a default for an optional one.
    let Type::Parameter(ty) = ty else { return None };
    // Without the warning that readers differ: only PyYAML ever read these files.
    let value = match &node.data {
        Data::Scalar(text, Style::Plain) => match scalar::pyyaml(text) {
            scalar::Plain::Null => return None,
            scalar::Plain::Bool(b) => Value::Bool(b),
            scalar::Plain::Number(n) => Value::Number(n),
            scalar::Plain::Text => Value::String(text.clone().into_owned()),
        },
        _ => Value::read(&mut node.clone(), at, cx)?,
    };
    let (expected, converted) = match ty {
        ParameterType::NumberInteger => ("an integer", integer(&value)),
        ParameterType::NumberDouble => ("a number", number(&value)),
        ParameterType::Boolean => ("`true` or `false`", boolean(&value)),
        ParameterType::List => ("a list, or the JSON text of one", json(&value, true)),
        ParameterType::Struct => ("a map, or the JSON text of one", json(&value, false)),
        ParameterType::TaskFinalStatus => ("no default: the engine fills the status in", None),
        _ => ("text", as_text(&value, node)),
    };
    if converted.is_none() {
        cx.wrong_type(node, at, expected);
    }
    converted
}

fn integer(value: &Value) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number = match value {
        Value::Number(n) => *n,
        Value::String(text) => text.trim().parse::<i64>().ok()? as f64,
        _ => return None,
    };
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(Value::Number(number))
}

fn number(value: &Value) -> Option<Value> {
    let number = match value {
        Value::Number(n) => *n,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(Value::Number(number))
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::String(text) => match text.to_lowercase().as_str() {
            "y" | "yes" | "t" | "true" | "on" | "1" => Some(Value::Bool(true)),
            "n" | "no" | "f" | "false" | "off" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    }
}

fn json(value: &Value, list: bool) -> Option<Value> {
    let value = match value {
        Value::String(text) => Value::from(serde_json::from_str::<serde_json::Value>(text).ok()?),
        other => other.clone(),
    };
    matches!((&value, list), (Value::List(_), true) | (Value::Struct(_), false)).then_some(value)
}

/// Text, or a scalar that Python prints as it stands in the file.
fn as_text(value: &Value, node: &Node<'_>) -> Option<Value> {
    match (value, &node.data) {
        (Value::String(_), _) => Some(value.clone()),
        (Value::Bool(true), _) => Some(Value::from("True")),
        (Value::Bool(false), _) => Some(Value::from("False")),
        (Value::Number(_), Data::Scalar(text, _)) if scalar::readers_agree(text) => {
            Some(Value::String(text.clone().into_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_sdk() {
        for (v1, v2) in [
            ("Training data", "training_data"),
            ("__x__", "x"),
            ("a - b", "a_b"),
            ("a _ b", "a___b"),
            ("Größe", "gr_e"),
            ("输入", ""),
        ] {
            assert_eq!(sanitized(v1), v2, "{v1}");
        }
    }
}
