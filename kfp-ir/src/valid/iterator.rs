//! Rules about loops.

use crate::lang::selector::{Selector, SelectorStep};
use crate::model::{ComponentSpec, ParameterIteratorSpec, ParameterType, PipelineTaskSpec, Value};
use crate::path::At;
use crate::valid::context::{Context, input_artifact, input_parameter, iterates};
use crate::valid::types::{describe, effective, fits};
use crate::valid::{placeholder, rules};

/// KFP starts a driver for every item, and a pod of each task (kubeflow/pipelines issue 12131).
const MANY_ITEMS: usize = 10_000;

pub(crate) fn check(
    cx: &mut Context<'_>,
    at: &At<'_>,
    task: &PipelineTaskSpec,
    component: Option<&ComponentSpec>,
) {
    if let Some(policy) = &task.iterator_policy {
        let at = at.key("iteratorPolicy");
        if policy.parallelism_limit < 0 {
            let message = format!("{} iterations cannot run at a time", policy.parallelism_limit);
            let help = "leave `parallelismLimit` out for no limit".to_owned();
            cx.report(rules::PARALLELISM, &at.key("parallelismLimit"), message, Some(help));
        }
        if !iterates(task) {
            cx.report(rules::IDLE_POLICY, &at, "the task does not loop over anything".to_owned(), None);
        }
    }
    if task.parameter_iterator.is_some() && task.artifact_iterator.is_some() {
        let message = "the task loops over parameters and over artifacts".to_owned();
        cx.report(rules::TWO_ITERATORS, at, message, Some("nest two tasks instead".to_owned()));
    }
    if let Some(iterator) = &task.artifact_iterator {
        let at = at.key("artifactIterator");
        if cx.kfp() {
            let message = format!("{} cannot loop over a list of artifacts", cx.target);
            let help = "loop over a list of parameters, such as the URIs of the artifacts".to_owned();
            cx.report(rules::ARTIFACT_ITERATOR, &at, message, Some(help));
        }
        let known = component.is_none_or(|c| input_artifact(c, &iterator.item_input).is_some());
        item_input(cx, &at, &iterator.item_input, known);
        let items = iterator.items.as_ref().map_or("", |items| items.input_artifact.as_str());
        let given = task.inputs.as_ref().is_some_and(|inputs| inputs.artifacts.contains_key(items));
        if items.is_empty() {
            cx.report(rules::ITERATOR_FORM, &at, "the iterator has no items".to_owned(), None);
        } else if !given {
            let message = format!("the loop runs over `{items}`, which the task does not give");
            cx.report(rules::ITEMS_INPUT, &at.key("items"), message, None);
        }
    }
    if let Some(iterator) = &task.parameter_iterator {
        parameter(cx, &at.key("parameterIterator"), task, component, iterator);
    }
}

fn item_input(cx: &mut Context<'_>, at: &At<'_>, name: &str, known: bool) {
    if name.is_empty() {
        cx.report(
            rules::ITERATOR_FORM,
            at,
            "the iterator does not say which input gets the item".to_owned(),
            None,
        );
    } else if !known {
        let message = format!("the iterator fills `{name}`, which the component does not have");
        cx.report(rules::ITEM_INPUT, &at.key("itemInput"), message, None);
    }
}

fn parameter(
    cx: &mut Context<'_>,
    at: &At<'_>,
    task: &PipelineTaskSpec,
    component: Option<&ComponentSpec>,
    iterator: &ParameterIteratorSpec,
) {
    let definition = component.and_then(|c| input_parameter(c, &iterator.item_input));
    item_input(cx, at, &iterator.item_input, component.is_none() || definition.is_some());
    let at = at.key("items");
    let items = iterator.items.as_ref();
    match (items.and_then(|i| i.raw.as_deref()), items.and_then(|i| i.input_parameter.as_deref())) {
        (Some(raw), None) => {
            let kind =
                definition.map_or(ParameterType::Unspecified, |d| effective(d.parameter_type, d.r#type));
            let at = at.key("raw");
            placeholder::expanded(cx, &at, raw);
            if let Some(items) = raw_items(cx, &at, raw, kind) {
                item_keys(cx, task, &iterator.item_input, &items);
            }
        }
        (None, Some(name)) => {
            let at = at.key("inputParameter");
            let inputs = task.inputs.as_ref();
            if inputs.is_none_or(|inputs| !inputs.parameters.contains_key(name)) {
                let message = format!("the loop runs over `{name}`, which the task does not give");
                let help = cx.similar(name, inputs.into_iter().flat_map(|i| i.parameters.keys()));
                cx.report(rules::ITEMS_INPUT, &at, message, help);
            } else if let Some(list) = component.and_then(|c| input_parameter(c, name)) {
                let kind = effective(list.parameter_type, list.r#type);
                if matches!(
                    kind,
                    ParameterType::NumberInteger | ParameterType::NumberDouble | ParameterType::Boolean
                ) {
                    let message = format!("the loop runs over `{name}`, which is {}", kind.name());
                    cx.report(rules::ITEMS_INPUT, &at, message, Some("loops run over lists".to_owned()));
                }
            }
        }
        (raw, _) => {
            let has = if raw.is_some() { "both `raw` and `inputParameter`" } else { "no items" };
            cx.report(rules::ITERATOR_FORM, &at, format!("the iterator has {has}"), None);
        }
    }
}

fn raw_items(
    cx: &mut Context<'_>,
    at: &At<'_>,
    raw: &str,
    kind: ParameterType,
) -> Option<Vec<serde_json::Value>> {
    let items = match serde_json::from_str::<Vec<serde_json::Value>>(raw) {
        Ok(items) => items,
        Err(error) => {
            cx.report(rules::RAW_ITEMS, at, format!("the items are not a JSON list: {error}"), None);
            return None;
        }
    };
    if items.is_empty() {
        cx.report(rules::NO_ITEMS, at, "the loop has no items and never runs".to_owned(), None);
    }
    if items.len() > MANY_ITEMS && cx.kfp() {
        let message =
            format!("{} runs {} pods or more for the {} items", cx.target, 2 * items.len(), items.len());
        let help = "put several items into one, and loop over them inside the container".to_owned();
        cx.report(rules::MANY_ITEMS, at, message, Some(help));
    }
    // The driver turns anything into text, so text takes every item.
    let shallow = items.iter().map(shallow);
    let wrong = shallow.enumerate().find(|(_, item)| kind != ParameterType::String && !fits(item, kind));
    if let Some((i, item)) = wrong {
        let message = format!("item {i} is {}, but the input it fills is {}", describe(&item), kind.name());
        cx.report(rules::ITEM_TYPE, at, message, None);
    }
    Some(items)
}

/// The parts of an item that tasks inside the loop use: the SDK does not look whether the items have them.
fn item_keys(cx: &mut Context<'_>, task: &PipelineTaskSpec, item_input: &str, items: &[serde_json::Value]) {
    let Some(name) = task.component_ref.as_ref().map(|c| c.name.as_str()) else { return };
    let Some(dag) = cx.component(task).and_then(|c| c.dag.as_ref()) else { return };
    // Items of other kinds are reported where they are.
    let Some(maps) = items.iter().map(as_map).collect::<Option<Vec<_>>>() else { return };
    let top = At::default();
    let (components, dag_at) = (top.key("components"), "dag");
    let component = components.key(name);
    let dag_at = component.key(dag_at);
    let tasks_at = dag_at.key("tasks");
    for (inner_name, inner) in &dag.tasks {
        for (input, source) in inner.inputs.iter().flat_map(|inputs| &inputs.parameters) {
            let selected = source.component_input_parameter.as_deref() == Some(item_input);
            let Some(selector) =
                selected.then(|| Selector::parse(&source.parameter_expression_selector).ok())
            else {
                continue;
            };
            let Some(SelectorStep::Key(key)) = selector.as_ref().and_then(|s| s.steps.first()) else {
                continue;
            };
            let Some(index) = maps.iter().position(|map| !map.contains_key(key)) else { continue };
            let message =
                format!("`{input}` is the part `{key}` of a loop item, which item {index} does not have");
            let known: Vec<String> =
                maps.get(index).into_iter().flat_map(|map| map.keys().cloned()).collect();
            let help = cx.similar(key, &known);
            let at = tasks_at.key(inner_name);
            let (at, list) = (at.key("inputs"), "parameters");
            cx.report(rules::ITEM_KEY, &at.key(list).key(input), message, help);
        }
    }
}

/// The map that an item is, or that its text holds: engines read both.
fn as_map(item: &serde_json::Value) -> Option<serde_json::Map<String, serde_json::Value>> {
    match item {
        serde_json::Value::Object(map) => Some(map.clone()),
        serde_json::Value::String(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

/// The kind of a JSON value, without what is inside lists and maps.
fn shallow(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(value) => Value::Number(value.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(value) => Value::String(value.clone()),
        serde_json::Value::Array(_) => Value::List(Vec::new()),
        serde_json::Value::Object(_) => Value::Struct(Default::default()),
    }
}
