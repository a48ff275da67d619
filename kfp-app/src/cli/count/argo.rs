//! What is in a workflow as Argo runs it: a pod for each container, script or resource step.

use std::collections::BTreeMap;

use kfp_ir::model::{Struct, Value};

use super::Counts;
use super::sum::{Part, sum};

/// The parameter in which our workflows hand the items of a loop to the template that runs it.
const ITEMS: &str = "kfp-items";

/// A template, and how many items its caller gives it, when the file says so.
type Use<'v> = Option<(&'v str, Option<u64>)>;

/// Counts a `Workflow`, `WorkflowTemplate` or `CronWorkflow`; anything else counts nothing.
pub(super) fn count(object: &Value) -> Counts {
    let Some(spec) = get(object, "spec") else { return Counts::default() };
    let spec = get(spec, "workflowSpec").unwrap_or(spec);
    let templates: BTreeMap<&str, &Value> =
        items(get(spec, "templates")).filter_map(|t| Some((text(get(t, "name")?)?, t))).collect();
    let starts = ["entrypoint", "onExit"].into_iter().filter_map(|key| text(get(spec, key)?));
    let mut counts = sum(None, |template: Use<'_>| match template {
        None => (
            Counts::default(),
            starts.clone().map(|name| Part { key: Some((name, None)), times: 1 }).collect(),
        ),
        Some((name, items)) => {
            templates.get(name).map_or_else(Default::default, |template| open(template, items))
        }
    });
    counts.templates = u64::try_from(templates.len()).unwrap_or(u64::MAX);
    counts
}

/// The pod of a template, or the templates that it calls.
fn open(template: &Value, given: Option<u64>) -> (Counts, Vec<Part<Use<'_>>>) {
    const POD: [&str; 5] = ["container", "script", "resource", "data", "containerSet"];
    let mut counts = Counts::default();
    if POD.iter().any(|kind| get(template, kind).is_some()) {
        (counts.tasks, counts.pods) = (1, 1);
    }
    let tasks = items(get(template, "dag").and_then(|dag| get(dag, "tasks")));
    let steps = items(get(template, "steps")).flat_map(|group| items(Some(group)));
    let mut parts = Vec::new();
    for task in tasks.chain(steps) {
        let times = times(task, given);
        counts.open_loops |= times.is_none();
        let hook = |hook| {
            get(hook, "template").and_then(text).map(|name| Part { key: Some((name, None)), times: 1 })
        };
        if let Some(Value::Struct(Struct(hooks))) = get(task, "hooks") {
            parts.extend(hooks.values().filter_map(hook));
        }
        if let Some(name) = get(task, "template").and_then(text) {
            parts.push(Part { key: Some((name, constant_items(task))), times: times.unwrap_or(1) });
        }
    }
    (counts, parts)
}

/// How many items a task hands on, when they are written there.
fn constant_items(task: &Value) -> Option<u64> {
    let mut parameters = items(get(task, "arguments").and_then(|a| get(a, "parameters")));
    let argument = parameters.find(|p| get(p, "name").and_then(text) == Some(ITEMS))?;
    let list: Vec<serde_json::Value> = serde_json::from_str(text(get(argument, "value")?)?).ok()?;
    u64::try_from(list.len()).ok()
}

/// How often a task runs; nothing when only a run knows. `given` is what the caller handed on.
fn times(task: &Value, given: Option<u64>) -> Option<u64> {
    if let Some(Value::List(items)) = get(task, "withItems") {
        return u64::try_from(items.len()).ok();
    }
    if let Some(sequence) = get(task, "withSequence") {
        return match get(sequence, "count")? {
            Value::String(count) if count.contains(ITEMS) => given,
            Value::String(count) => count.parse().ok(),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
            Value::Number(count) => Some(*count as u64),
            _ => None,
        };
    }
    if get(task, "withParam").is_some() { None } else { Some(1) }
}

fn get<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Struct(map) => map.get(key),
        _ => None,
    }
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    match value {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    }
    .iter()
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_argo_runs() {
        let text = "
kind: Workflow
spec:
  entrypoint: main
  onExit: bye
  templates:
    - name: main
      dag:
        tasks:
          - {name: a, template: work}
          - {name: b, template: inner, withItems: [1, 2, 3]}
          - {name: c, template: work, withSequence: {count: \"4\"}}
          - {name: d, template: work, withParam: '{{x}}', hooks: {exit: {template: bye}}}
          - name: e
            template: loop
            arguments: {parameters: [{name: kfp-items, value: '[{}, 2]'}]}
    - name: loop
      dag: {tasks: [{name: i, template: work, withSequence: {count: \"{{=f(inputs.parameters['kfp-items'])}}\"}}]}
    - name: inner
      steps: [[{name: x, template: work}], [{name: y, template: inner}, {name: z, template: missing}]]
    - {name: work, container: {image: x}}
    - {name: bye, script: {image: x}}
    - {name: unused, suspend: {}}
";
        let values = kfp_ir::codec::yaml::values(text).unwrap();
        let expected = Counts { tasks: 7, templates: 6, pods: 1 + 3 + 4 + 1 + 1 + 1 + 2, open_loops: true };
        assert_eq!(count(&values[0]), expected);
        assert_eq!(count(&Value::Null), Counts::default());
    }
}
