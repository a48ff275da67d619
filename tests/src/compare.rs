//! Comparing what the SDK compiles with what we build: the same JSON, but for what has to differ.

use std::collections::BTreeSet;

use kfp_ir::Document;
use kfp_ir::model::ContainerSpec;
use serde_json::Value;

/// Where two documents differ: a path, the value of the SDK, our value.
///
/// Left out is what has to differ: the version of the compiler, image and command line of components that are Python
/// functions there and Rust functions here, and what KFP's own components say about their inputs.
pub fn differences(theirs: &Document, ours: &Document) -> Vec<String> {
    let (mut theirs, mut ours) = (theirs.clone(), ours.clone());
    leave_out(&mut ours, &mut theirs);
    json_differences(&json(&theirs), &json(&ours))
}

/// Where two values differ: a path, the first value, the second.
pub fn json_differences(a: &Value, b: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    compare("", a, b, &mut differences);
    differences
}

fn leave_out(ours: &mut Document, theirs: &mut Document) {
    for document in [&mut *ours, &mut *theirs] {
        document.pipeline.sdk_version.clear();
        without_descriptions_of_stubs(document);
    }
    let Some(deployment) = theirs.pipeline.deployment_spec.as_mut() else { return };
    for (label, executor) in &mut deployment.executors {
        let Some(container) = &mut executor.container else { continue };
        let own = ours.pipeline.deployment_spec.as_mut();
        let own = own.and_then(|own| own.executors.get_mut(label)).and_then(|own| own.container.as_mut());
        // An imported Python function has to be the same on both sides.
        let is_rust = own.as_ref().is_some_and(|own| own.command.get(1).is_some_and(|word| word == "exec"));
        if is_rust && container.command.iter().any(|word| word.contains("kfp.dsl.executor_main")) {
            for container in [Some(container), own].into_iter().flatten() {
                let ContainerSpec { image, command, args, .. } = container;
                image.clear();
                command.clear();
                args.clear();
            }
        }
    }
}

/// The components that KFP itself runs are described in other words.
fn without_descriptions_of_stubs(document: &mut Document) {
    let executors = document.pipeline.deployment_spec.as_ref().map(|deployment| &deployment.executors);
    for component in document.pipeline.components.values_mut() {
        let executor = component.executor_label.as_ref().and_then(|label| executors?.get(label));
        let container = executor.and_then(|executor| executor.container.as_ref());
        if container.is_some_and(|container| container.image.starts_with("argostub/")) {
            let inputs = component.input_definitions.iter_mut().flat_map(|i| i.parameters.values_mut());
            inputs.for_each(|input| input.description.clear());
        }
    }
}

/// Both documents of the file, as the model writes them: fields without a value are left out.
fn json(document: &Document) -> Value {
    let json = |value: serde_json::Result<Value>| value.unwrap_or_else(|error| error.to_string().into());
    let platform = document.platform.as_ref().map(|platform| json(serde_json::to_value(platform)));
    serde_json::json!({ "pipeline": json(serde_json::to_value(&document.pipeline)), "platform": platform })
}

fn compare(path: &str, theirs: &Value, ours: &Value, differences: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let none = Value::Null;
                let (a, b) = (a.get(key).unwrap_or(&none), b.get(key).unwrap_or(&none));
                compare(&format!("{path}.{key}"), a, b, differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{i}]"), a, b, differences);
            }
        }
        (a, b) if a == b => {}
        (a, b) => differences.push(format!("{path}: {a} | {b}")),
    }
}
