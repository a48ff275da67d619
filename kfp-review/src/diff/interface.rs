//! What has changed about declared inputs and outputs, and whether a caller breaks.

use std::collections::BTreeMap;

use kfp_ir::model::{
    ArtifactTypeSchema, ComponentInputArtifact, ComponentInputParameter, ComponentOutputsSpec, ComponentSpec,
    ParameterType, Value,
};

use crate::diff::{Change, Topic};
use crate::explain::both;
use crate::show;

/// Compares two interfaces.
///
/// A caller breaks when an input that it gives is gone or has another type, when there is a new one that it must give, when
/// a value is no longer allowed, and when an output that it reads is gone or has another type.
pub(super) fn changes(old: Option<&ComponentSpec>, new: Option<&ComponentSpec>) -> Vec<Change> {
    let mut found = Vec::new();
    let inputs = |component: Option<&ComponentSpec>| {
        component.and_then(|c| c.input_definitions.clone()).unwrap_or_default()
    };
    let outputs = |component: Option<&ComponentSpec>| {
        component.and_then(|c| c.output_definitions.clone()).unwrap_or_default()
    };
    let (old_inputs, new_inputs) = (inputs(old), inputs(new));
    for (name, sides) in both(old_inputs.parameters, new_inputs.parameters) {
        let what = format!("input `{name}`");
        match sides {
            (None, Some(new)) => {
                found.push(change(what, None, Some(input(&new)), !new.is_optional));
            }
            (Some(old), None) => found.push(change(what, Some(input(&old)), None, true)),
            (Some(old), Some(new)) => parameter(&what, &old, &new, &mut found),
            (None, None) => {}
        }
    }
    let artifact_inputs =
        |inputs: BTreeMap<String, Box<ComponentInputArtifact>>| -> BTreeMap<String, (String, bool)> {
            let text = |a: &ComponentInputArtifact| artifact(a.artifact_type.as_ref(), a.is_artifact_list);
            inputs.into_iter().map(|(name, a)| (name, (text(&a), a.is_optional))).collect()
        };
    for (name, sides) in both(artifact_inputs(old_inputs.artifacts), artifact_inputs(new_inputs.artifacts)) {
        let what = format!("input `{name}`");
        match sides {
            (None, Some((new, optional))) => found.push(change(what, None, Some(new), !optional)),
            (Some((old, _)), None) => found.push(change(what, Some(old), None, true)),
            (Some((old, was)), Some((new, is))) => {
                if old != new {
                    found.push(change(what.clone(), Some(old), Some(new), true));
                }
                if was != is {
                    found.push(optional(&what, was, is));
                }
            }
            (None, None) => {}
        }
    }
    let typed = |outputs: ComponentOutputsSpec| -> BTreeMap<String, String> {
        let parameters = outputs.parameters.into_iter().map(|(n, p)| (n, p.parameter_type.name().to_owned()));
        let artifacts = outputs.artifacts.into_iter();
        let artifacts = artifacts.map(|(n, a)| (n, artifact(a.artifact_type.as_ref(), a.is_artifact_list)));
        parameters.chain(artifacts).collect()
    };
    for (name, (old, new)) in both(typed(outputs(old)), typed(outputs(new))) {
        if old != new {
            let breaking = old.is_some();
            found.push(change(format!("output `{name}`"), old, new, breaking));
        }
    }
    found
}

fn change(what: String, old: Option<String>, new: Option<String>, breaking: bool) -> Change {
    Change { topic: Topic::Interface, what, old, new, breaking }
}

fn optional(what: &str, was: bool, is: bool) -> Change {
    let word = |optional: bool| Some(if optional { "optional" } else { "required" }.to_owned());
    change(what.to_owned(), word(was), word(is), was && !is)
}

fn parameter(
    what: &str,
    old: &ComponentInputParameter,
    new: &ComponentInputParameter,
    found: &mut Vec<Change>,
) {
    if old.parameter_type != new.parameter_type {
        let name = |kind: ParameterType| Some(kind.name().to_owned());
        found.push(change(what.to_owned(), name(old.parameter_type), name(new.parameter_type), true));
    }
    if old.is_optional != new.is_optional {
        found.push(optional(what, old.is_optional, new.is_optional));
    }
    if old.default_value != new.default_value {
        let value = |value: &Option<Value>| value.as_ref().map(show::value);
        found.push(change(
            format!("default of {what}"),
            value(&old.default_value),
            value(&new.default_value),
            false,
        ));
    }
    if old.literals != new.literals {
        let values =
            |values: &[Value]| (!values.is_empty()).then(|| show::value(&Value::List(values.to_vec())));
        // Without a list every value is allowed.
        let narrower = !new.literals.is_empty()
            && (old.literals.is_empty() || old.literals.iter().any(|value| !new.literals.contains(value)));
        found.push(change(
            format!("allowed values of {what}"),
            values(&old.literals),
            values(&new.literals),
            narrower,
        ));
    }
}

/// An input in words: `NUMBER_DOUBLE, optional`.
fn input(input: &ComponentInputParameter) -> String {
    let default = input.default_value.as_ref().map(|value| format!(", default {}", show::value(value)));
    let optional = if input.is_optional { ", optional" } else { "" };
    format!("{}{}", input.parameter_type.name(), default.as_deref().unwrap_or(optional))
}

fn artifact(schema: Option<&ArtifactTypeSchema>, list: bool) -> String {
    let title = schema.and_then(|schema| schema.schema_title.as_deref().or(schema.schema_uri.as_deref()));
    let list = if list { "list of " } else { "" };
    format!("{list}{}", title.unwrap_or("an artifact"))
}
