//! One execution of a component: check, run, publish.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kfp_ir::model::{ExecutorInput, ExecutorOutput};

use crate::author::{Body, ComponentDef};
use crate::kinds::KindSpec;
use crate::run::check::problems;
use crate::run::context::input_artifacts;
use crate::run::fill::fill;
use crate::run::locate::local_path;
use crate::run::publish::Places;
use crate::run::{Context, Failure};

/// Runs the body of a component in this process, as its pod would: reads the inputs where `input` says they are,
/// writes the results where it says, and returns them.
///
/// A panic of the body is a failure like any other.
///
/// # Errors
/// The inputs do not fit the component, the body fails or panics, or its results cannot be written. Then nothing is
/// published: no file of a parameter, no executor output, and what the body had made of its artifacts is removed.
pub fn execute(
    component: &'static ComponentDef,
    mut input: ExecutorInput,
) -> Result<ExecutorOutput, Failure> {
    let name = component.name;
    let Body::Rust { run, .. } = component.body else {
        return Err(Failure::new(name, "it is a container component, which runs its own image")
            .with_help("only functions with `#[component]` run in this program"));
    };
    fill(&mut input);
    let found = problems(component, &input);
    if !found.is_empty() {
        let failure =
            Failure::new(name, "it was not started: its executor input does not fit").with_problems(found);
        let foreign = foreign(component, &input);
        return Err(match foreign.is_empty() {
            true => failure,
            false => failure.with_notes(foreign).with_help(
                "the pipeline that was submitted and the program in the image may be of different versions: \
                 compile the pipeline with the program that is in the image",
            ),
        });
    }
    let places = Places::prepare(component, &input).map_err(|problems| {
        Failure::new(name, "it was not started: its outputs cannot be written").with_problems(problems)
    })?;
    let cx = Context::new(component, input);
    // After a panic the context is only read, for the report.
    let ended = match catch_unwind(AssertUnwindSafe(|| run(&cx))) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::of(name, &error)),
        Err(panic) => Err(Failure::new(name, format!("it panicked: {}", message(panic.as_ref())))),
    };
    let published =
        ended.map_err(|f| f.with_notes(without_file(component, cx.executor_input()))).and_then(|()| {
            let unkept = cx.problems();
            if !unkept.is_empty() {
                return Err(Failure::new(name, "it noted what KFP cannot keep").with_problems(unkept));
            }
            let output = cx.executor_output();
            match places.publish(&output) {
                Ok(()) => Ok(output),
                Err(error) => Err(Failure::of(name, &error)),
            }
        });
    if published.is_err() {
        places.discard();
    }
    published
}

/// The text of a panic.
fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// Input artifacts at whose path there is nothing: the likely reason for a `not found` of the body.
fn without_file(component: &ComponentDef, input: &ExecutorInput) -> Vec<String> {
    let mut notes = Vec::new();
    for def in component.inputs.iter().filter(|def| !matches!(def.kind, KindSpec::Parameter { .. })) {
        for artifact in input_artifacts(input, def.name) {
            match local_path(artifact) {
                Ok(path) if !path.exists() => {
                    notes.push(format!(
                        "there is nothing at the path of input `{}`: `{}`",
                        def.name,
                        path.display()
                    ));
                }
                Ok(_) => {}
                Err(reason) => notes.push(format!("input `{}` has no path: {reason}", def.name)),
            }
        }
    }
    notes
}

/// Names in the executor input that the component does not have.
fn foreign(component: &ComponentDef, input: &ExecutorInput) -> Vec<String> {
    let inputs = input.inputs.iter().flat_map(|i| i.parameter_values.keys().chain(i.artifacts.keys()));
    let outputs = input.outputs.iter().flat_map(|o| o.parameters.keys().chain(o.artifacts.keys()));
    let made = || component.outputs.iter().chain(component.returns).map(|def| def.name);
    let inputs = inputs.filter(|name| component.inputs.iter().all(|def| def.name != *name));
    // The launcher writes this one itself.
    let outputs = outputs.filter(|name| *name != "executor-logs" && made().all(|made| made != *name));
    let note =
        |what: &str, names: Vec<String>| (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")));
    let inputs = inputs.map(|name| format!("`{name}`")).collect();
    let outputs = outputs.map(|name| format!("`{name}`")).collect();
    note("passed, but no inputs of this component", inputs)
        .into_iter()
        .chain(note("asked for, but no outputs of this component", outputs))
        .collect()
}
