//! The meaning of a document, whatever its components are called and however many tasks share one.
//!
//! Every task holds what it runs instead of the name of it. So two documents that mean the same pipeline, one with shared
//! components and one without, become the same JSON.

use std::collections::BTreeSet;

use kfp_ir::Document;
use kfp_ir::model::ComponentSpec;
use serde_json::{Map, Value, json};

/// How deeply a checked document can be nested.
const DEPTH: usize = 200;

/// More tasks than this are not written out: the copies multiply with every level.
const TASKS: usize = 20_000;

/// Writes a component into each task that runs it.
///
/// # Errors
///
/// When a component is missing, they contain each other, or the result would be too large.
pub fn expand(document: &Document) -> Result<Value, String> {
    let root = document.pipeline.root.as_ref().ok_or("there is no root")?;
    let platform = document.platform.iter().flat_map(|platform| &platform.platforms);
    let settings = platform
        .map(|(name, platform)| Ok((name.clone(), value(&platform.pipeline_config)?)))
        .collect::<Result<Map<_, _>, String>>()?;
    Ok(json!({
        "info": value(&document.pipeline.pipeline_info)?,
        "root": component(document, root, 0, &mut 0)?,
        "settings": settings,
    }))
}

fn value(of: &impl serde::Serialize) -> Result<Value, String> {
    serde_json::to_value(of).map_err(|error| error.to_string())
}

fn component(
    document: &Document,
    component: &ComponentSpec,
    depth: usize,
    tasks_so_far: &mut usize,
) -> Result<Value, String> {
    if depth > DEPTH {
        return Err("the components contain each other".to_owned());
    }
    let mut expanded = value(&ComponentSpec { executor_label: None, dag: None, ..component.clone() })?;
    if let Some(label) = &component.executor_label {
        let executors = document.pipeline.deployment_spec.as_ref().map(|deployment| &deployment.executors);
        put(&mut expanded, "executor", value(&executors.and_then(|executors| executors.get(label)))?);
        for (name, platform) in document.platform.iter().flat_map(|platform| &platform.platforms) {
            let settings = platform.deployment_spec.as_ref().and_then(|d| d.executors.get(label));
            put(&mut expanded, &format!("executor of {name}"), value(&settings)?);
        }
    }
    if let Some(dag) = &component.dag {
        let mut tasks = Map::new();
        for (name, task) in &dag.tasks {
            let reference = task.component_ref.as_ref().ok_or("a task runs nothing")?;
            let inner = document.pipeline.components.get(&reference.name);
            let inner = inner.ok_or_else(|| format!("there is no component `{}`", reference.name))?;
            *tasks_so_far += 1;
            if *tasks_so_far > TASKS {
                return Err(format!("written out, there are more than {TASKS} tasks"));
            }
            let mut spec = value(task)?;
            put(&mut spec, "componentRef", Value::Null);
            put(&mut spec, "component", self::component(document, inner, depth + 1, tasks_so_far)?);
            tasks.insert(name.clone(), spec);
        }
        put(&mut expanded, "dag", json!({ "tasks": tasks, "outputs": value(&dag.outputs)? }));
    }
    Ok(expanded)
}

fn put(to: &mut Value, key: &str, value: Value) {
    if let Some(to) = to.as_object_mut() {
        to.insert(key.to_owned(), value);
    }
}

/// Takes out of an expanded document what our two forms say differently about the same pipeline: the SDK hands what a
/// condition reads to all groups inside, read or not, and never calls an input of a group optional. Without its names we put
/// importers that have to wait into graphs of their own, and let Rust functions resolve the texts that they are given.
pub fn normalize(expanded: &mut Value) {
    if let Some(root) = expanded.get_mut("root") {
        tasks(root);
    }
    tidy(expanded);
}

fn tasks(component: &mut Value) {
    let tasks = component.pointer_mut("/dag/tasks").and_then(Value::as_object_mut);
    for task in tasks.into_iter().flat_map(|tasks| tasks.values_mut()) {
        unwrap(task);
        one_quote(task.get_mut("inputs"));
        decide(task);
        if let Some(inner) = task.get_mut("component") {
            self::tasks(inner);
        }
        if task.pointer("/component/dag").is_some() {
            unread(task);
        }
    }
}

/// Takes the only task out of a graph that is there for an importer.
fn unwrap(task: &mut Value) {
    let alone = task.pointer_mut("/component/dag/tasks").and_then(Value::as_object_mut);
    let Some(inner) = alone.filter(|tasks| tasks.len() == 1).and_then(|tasks| tasks.values_mut().next())
    else {
        return;
    };
    if inner.pointer("/component/executor/importer").is_some_and(|importer| !importer.is_null())
        && let Some(fields) = inner.as_object_mut()
    {
        let [component, caching, mut inputs] =
            ["component", "cachingOptions", "inputs"].map(|key| fields.remove(key).unwrap_or_default());
        let given = task.get("inputs").cloned().unwrap_or_default();
        let inner = inputs.get_mut("parameters").and_then(Value::as_object_mut);
        for input in inner.into_iter().flat_map(|inner| inner.values_mut()) {
            let handed = input.get("componentInputParameter").and_then(Value::as_str);
            if let Some(outer) = handed.and_then(|name| given.get("parameters")?.get(name)) {
                *input = outer.clone();
            }
        }
        put(task, "inputs", inputs);
        if task.get("cachingOptions").is_none_or(Value::is_null) {
            put(task, "cachingOptions", caching);
        }
        put(task, "component", component);
    }
}

/// Writes placeholders in texts with single quotes.
fn one_quote(value: Option<&mut Value>) {
    const START: &str = "{{$.inputs.parameters[\"";
    match value {
        Some(Value::String(text)) => {
            while let Some((before, (name, after))) =
                text.split_once(START).and_then(|(before, rest)| Some((before, rest.split_once("\"]}}")?)))
            {
                *text = format!("{before}{{{{$.inputs.parameters['{name}']}}}}{after}");
            }
        }
        Some(Value::Array(items)) => items.iter_mut().for_each(|item| one_quote(Some(item))),
        Some(Value::Object(fields)) => fields.values_mut().for_each(|field| one_quote(Some(field))),
        _ => {}
    }
}

/// Puts the conditional arguments of a task together: the shared form has done so where it could.
fn decide(task: &mut Value) {
    let inputs = task.get("inputs").and_then(Value::as_object).into_iter().flat_map(|kinds| kinds.values());
    let given: BTreeSet<String> =
        inputs.filter_map(Value::as_object).flat_map(|inputs| inputs.keys().cloned()).collect();
    for list in ["command", "args"] {
        let list = task.pointer_mut(&format!("/component/executor/container/{list}"));
        let Some(list) = list else { continue };
        let words = list.as_array().into_iter().flatten().flat_map(|word| decided(word, &given));
        let words: Vec<Value> = words.map(Value::from).collect();
        *list = if words.is_empty() { Value::Null } else { words.into() };
    }
}

/// The words that an argument stands for.
fn decided(argument: &Value, given: &BTreeSet<String>) -> Vec<String> {
    let text = argument.as_str().unwrap_or_default();
    let structured = match argument {
        Value::String(text) if text.starts_with('{') => serde_json::from_str(text).unwrap_or(Value::Null),
        other => other.clone(),
    };
    if let Some(condition) = structured.get("IfPresent") {
        let name = condition.get("InputName").and_then(Value::as_str).unwrap_or_default();
        let branch = condition.get(if given.contains(name) { "Then" } else { "Else" });
        return match branch {
            Some(Value::Array(words)) => words.iter().flat_map(|word| decided(word, given)).collect(),
            Some(word) => decided(word, given),
            None => Vec::new(),
        };
    }
    match structured.get("Concat").and_then(Value::as_array) {
        Some(parts) => vec![parts.iter().flat_map(|part| decided(part, given)).collect()],
        None => vec![text.to_owned()],
    }
}

/// Takes out the inputs of a group that neither the group nor a task in it reads.
fn unread(task: &mut Value) {
    let mut read = BTreeSet::new();
    reads(task.pointer("/component/dag/tasks"), &mut read);
    let condition =
        task.pointer("/triggerPolicy/condition").and_then(Value::as_str).unwrap_or_default().to_owned();
    for iterator in ["parameterIterator", "artifactIterator"] {
        let items = task.get(iterator).and_then(|iterator| iterator.get("items"));
        let fields = items.and_then(Value::as_object).into_iter().flat_map(|items| items.values());
        let item = task.get(iterator).and_then(|iterator| iterator.get("itemInput"));
        read.extend(fields.chain(item).filter_map(Value::as_str).map(str::to_owned));
    }
    for kind in ["parameters", "artifacts"] {
        let lists = [format!("/inputs/{kind}"), format!("/component/inputDefinitions/{kind}")];
        for list in lists {
            let Some(inputs) = task.pointer_mut(&list).and_then(Value::as_object_mut) else { continue };
            inputs.retain(|name, _| {
                !name.starts_with("pipelinechannel--")
                    || read.contains(name)
                    || condition.contains(&format!("'{name}'"))
            });
            for (name, input) in inputs.iter_mut().filter(|(name, _)| name.starts_with("pipelinechannel--")) {
                let _ = name;
                input.as_object_mut().map(|input| input.remove("isOptional"));
            }
        }
    }
}

/// The inputs of a component that its tasks read.
fn reads(tasks: Option<&Value>, read: &mut BTreeSet<String>) {
    for task in tasks.and_then(Value::as_object).into_iter().flat_map(|tasks| tasks.values()) {
        let inputs = task.get("inputs").and_then(Value::as_object);
        let inputs = inputs.into_iter().flat_map(|kinds| kinds.values()).filter_map(Value::as_object);
        for input in inputs.flat_map(|inputs| inputs.values()) {
            for field in ["componentInputParameter", "componentInputArtifact"] {
                read.extend(input.get(field).and_then(Value::as_str).map(str::to_owned));
            }
        }
    }
}

/// Takes out what is empty.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(tidy);
            fields.retain(|_, value| {
                !value.is_null() && value.as_object().is_none_or(|fields| !fields.is_empty())
            });
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}
