//! Texts that are put together from values when the component starts.
//!
//! KFP's launcher splices values into the JSON of the executor input as bare text, so that a quote in one would break
//! it. Pipelines that are built here therefore name the values of a text in a form that the launcher leaves alone:
//! `{{$.inputs.parameters["pipelinechannel--x"]}}`, with the value itself beside it as an input of that name.

use std::collections::BTreeMap;

use kfp_ir::lang::placeholder::{Placeholder, Quote, Segment, Template};
use kfp_ir::model::{ExecutorInput, Value};

/// What the names of inputs that only carry values begin with, as in the SDK.
const CARRIER: &str = "pipelinechannel--";

/// Puts the values into the texts, once: what a value looks like does not matter.
pub(crate) fn fill(input: &mut ExecutorInput) {
    let Some(inputs) = &mut input.inputs else { return };
    let is_carrier = |name: &&String| name.starts_with(CARRIER);
    let carried: BTreeMap<String, String> = inputs
        .parameter_values
        .iter()
        .filter(|(name, _)| is_carrier(name))
        .map(|(name, value)| (name.clone(), printed(value)))
        .collect();
    if carried.is_empty() {
        return;
    }
    let texts = inputs.parameter_values.iter_mut().filter(|(name, _)| !is_carrier(name));
    let mut open: Vec<&mut Value> = texts.map(|(_, value)| value).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.contains("{{$") => *text = filled(text, &carried),
            Value::List(items) => open.extend(items),
            Value::Struct(fields) => open.extend(fields.0.values_mut()),
            _ => {}
        }
    }
}

fn filled(text: &str, carried: &BTreeMap<String, String>) -> String {
    let mut template = Template::parse(text);
    for segment in &mut template.segments {
        if let Segment::Placeholder(Placeholder::InputParameter(name), Quote::Double) = segment
            && let Some(value) = carried.get(name)
        {
            *segment = Segment::Text(value.clone());
        }
    }
    template.to_string()
}

/// A value as KFP's launcher prints it (`launcher_v2.go`, `getPlaceholders`).
fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => serde_json::Value::from(other.clone()).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kfp_ir::model::ExecutorInputs;

    fn value_of(text: &str, carried: &[(&str, Value)]) -> Value {
        let mut inputs = ExecutorInputs::default();
        inputs.parameter_values.insert("text".into(), Value::String(text.into()));
        inputs.parameter_values.extend(carried.iter().map(|(k, v)| ((*k).to_owned(), v.clone())));
        let mut input = ExecutorInput { inputs: Some(inputs), ..ExecutorInput::default() };
        fill(&mut input);
        input.inputs.and_then(|mut i| i.parameter_values.remove("text")).unwrap_or_default()
    }

    #[test]
    fn values_are_put_in_once_and_as_they_are() {
        let text =
            "a{{$.inputs.parameters[\"pipelinechannel--x\"]}}{{$.inputs.parameters[\"pipelinechannel--n\"]}}";
        let odd = "\"}\\ {{$.inputs.parameters[\"pipelinechannel--n\"]}}";
        let carried =
            [("pipelinechannel--x", Value::String(odd.into())), ("pipelinechannel--n", Value::Number(3.0))];
        assert_eq!(value_of(text, &carried), Value::String(format!("a{odd}3")));
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "{{$.inputs.parameters['pipelinechannel--x']}}",
            "{{$.inputs.parameters[\"y\"]}}",
            "{{$",
            "{{$}}",
        ] {
            let carried = [("pipelinechannel--x", Value::Bool(true)), ("y", Value::Bool(true))];
            assert_eq!(value_of(text, &carried), Value::String(text.into()));
        }
        assert_eq!(
            value_of("{{$.inputs.parameters[\"pipelinechannel--x\"]}}", &[]),
            Value::String("{{$.inputs.parameters[\"pipelinechannel--x\"]}}".into())
        );
    }
}
