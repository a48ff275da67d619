//! A program with components, for `tests/executor.rs`: what a user's binary does in a pod.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kfp_dsl::author::{Body, ComponentDef, InputDef, OutputDef};
use kfp_dsl::kinds::{ClassificationMetrics, Dataset, FinalStatus, Metrics, Model};
use kfp_dsl::run::{Argument, Input, Output, Result, finish};
use kfp_dsl::{Kind, Parameter};
use serde_json::Value as Json;

/// Copies every kind of parameter and makes every kind of artifact; its golden output is the SDK's.
fn everything(
    dataset: Input<Dataset>,
    model: Output<Model>,
    metrics: Output<Metrics>,
    classes: Output<ClassificationMetrics>,
    cells: Output<ClassificationMetrics>,
    text: String,
    whole: i64,
    real: f64,
    flag: bool,
    items: Vec<Json>,
    fields: BTreeMap<String, Json>,
) -> Result<(String, i64, f64, bool, Vec<Json>, BTreeMap<String, Json>)> {
    model.write(dataset.read_to_string()?.to_uppercase())?;
    model.set_metadata("framework", "plain");
    model.set_metadata("rows", dataset.get_metadata::<u32>("rows")?.ok_or("no rows")?);
    model.set_metadata("layers", vec![8.0, 4.5]);
    metrics.log_metric("accuracy", 0.875);
    metrics.log_metric("rows", 12.0);
    classes.log_confusion_matrix(&["stayed", "churned"], &[[8, 1], [2, 9]])?;
    classes.log_roc_curve(&[0.0, 0.5, 1.0], &[0.0, 0.75, 1.0], &[1.0, 0.5, 0.0])?;
    classes.log_roc_point(1.0, 1.0, -0.5)?;
    cells.set_confusion_matrix_categories(&["a", "b", "c"])?;
    cells.log_confusion_matrix_row("b", &[1, 2, 3])?;
    cells.log_confusion_matrix_cell("c", "a", 7)?;
    Ok((text, whole, real, flag, items, fields))
}

/// Takes what may be left out.
fn optional(
    small: u8,
    name: Option<String>,
    steps: i64,
    warm: Option<Input<Model>>,
    models: Input<Vec<Model>>,
) -> Result<String> {
    let models: Vec<_> = models.iter().map(|m| m.path().display().to_string()).collect();
    let warm = warm.map(|m| m.path().display().to_string());
    Ok(format!("small={small} name={name:?} steps={steps} warm={warm:?} models={models:?}"))
}

/// Fails, after it has written half of its output.
fn fails(
    how: String,
    dataset: Input<Dataset>,
    model: Output<Model>,
    metrics: Output<Metrics>,
) -> Result<f64> {
    match how.as_str() {
        "directory" => {
            std::fs::create_dir(model.path())?;
            std::fs::write(model.path().join("part"), "half")?;
        }
        _ => model.write("half")?,
    }
    match how.as_str() {
        "panic" => panic!("the {} is on fire", "disk"),
        "read" => drop(dataset.read()?),
        "std" => drop(std::fs::read(dataset.path())?),
        "number" => metrics.log_metric("loss", f64::NAN),
        "return" => return Ok(f64::INFINITY),
        "nothing" => {}
        _ => {
            let cause = "x".parse::<u8>().unwrap_err();
            return Err(Box::new(std::io::Error::other(Wrapped(cause))));
        }
    }
    Ok(0.5)
}

#[derive(Debug)]
struct Wrapped(std::num::ParseIntError);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cannot use row 3\nof the file")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Runs after others.
fn after(status: FinalStatus) -> Result<String> {
    Ok(format!("{} {} {}", status.state, status.task, status.message))
}

const fn input<T: Argument>(name: &'static str) -> InputDef {
    InputDef { name, kind: T::KIND, optional: false, default: None, docs: "" }
}

const fn output<T: Kind>(name: &'static str) -> OutputDef {
    OutputDef { name, kind: T::KIND, docs: "" }
}

const fn component(name: &'static str) -> ComponentDef {
    ComponentDef {
        name,
        docs: "",
        inputs: &[],
        outputs: &[],
        returns: &[],
        body: Body::Rust { image: "x", run: |_| Ok(()) },
        module: module_path!(),
        file: file!(),
        line: line!(),
    }
}

static EVERYTHING: ComponentDef = ComponentDef {
    inputs: &[
        input::<Input<Dataset>>("dataset"),
        input::<String>("text"),
        input::<i64>("whole"),
        input::<f64>("real"),
        input::<bool>("flag"),
        input::<Vec<Json>>("items"),
        input::<BTreeMap<String, Json>>("fields"),
    ],
    outputs: &[
        output::<Model>("model"),
        output::<Metrics>("metrics"),
        output::<ClassificationMetrics>("classes"),
        output::<ClassificationMetrics>("cells"),
    ],
    returns: &[
        output::<String>("text"),
        output::<i64>("whole"),
        output::<f64>("real"),
        output::<bool>("flag"),
        output::<Vec<Json>>("items"),
        output::<BTreeMap<String, Json>>("fields"),
    ],
    body: Body::Rust {
        image: "x",
        run: |cx| {
            let (text, whole, real, flag, items, fields) = everything(
                Argument::take(cx, "dataset")?,
                Argument::take(cx, "model")?,
                Argument::take(cx, "metrics")?,
                Argument::take(cx, "classes")?,
                Argument::take(cx, "cells")?,
                Argument::take(cx, "text")?,
                Argument::take(cx, "whole")?,
                Argument::take(cx, "real")?,
                Argument::take(cx, "flag")?,
                Argument::take(cx, "items")?,
                Argument::take(cx, "fields")?,
            )?;
            let returned = vec![
                ("text", text.to_value()?),
                ("whole", whole.to_value()?),
                ("real", real.to_value()?),
                ("flag", flag.to_value()?),
                ("items", items.to_value()?),
                ("fields", fields.to_value()?),
            ];
            finish(cx, Ok(returned))
        },
    },
    ..component("everything")
};

static OPTIONAL: ComponentDef = ComponentDef {
    inputs: &[
        input::<u8>("small"),
        InputDef { optional: true, ..input::<Option<String>>("name") },
        InputDef { default: Some(|| Ok(kfp_ir::model::Value::Number(200.0))), ..input::<i64>("steps") },
        InputDef { optional: true, ..input::<Option<Input<Model>>>("warm") },
        input::<Input<Vec<Model>>>("models"),
    ],
    returns: &[output::<String>("Output")],
    body: Body::Rust {
        image: "x",
        run: |cx| {
            let text = optional(
                Argument::take(cx, "small")?,
                Argument::take(cx, "name")?,
                Argument::take(cx, "steps")?,
                Argument::take(cx, "warm")?,
                Argument::take(cx, "models")?,
            )?;
            finish(cx, text.to_value().map(|v| vec![("Output", v)]))
        },
    },
    ..component("optional")
};

static FAILS: ComponentDef = ComponentDef {
    inputs: &[input::<String>("how"), input::<Input<Dataset>>("dataset")],
    outputs: &[output::<Model>("model"), output::<Metrics>("metrics")],
    returns: &[output::<f64>("Output")],
    body: Body::Rust {
        image: "x",
        run: |cx| {
            let number = fails(
                Argument::take(cx, "how")?,
                Argument::take(cx, "dataset")?,
                Argument::take(cx, "model")?,
                Argument::take(cx, "metrics")?,
            )?;
            finish(cx, number.to_value().map(|v| vec![("Output", v)]))
        },
    },
    ..component("fails")
};

static AFTER: ComponentDef = ComponentDef {
    inputs: &[input::<FinalStatus>("status")],
    returns: &[output::<String>("Output")],
    body: Body::Rust {
        image: "x",
        run: |cx| {
            let text = after(Argument::take(cx, "status")?)?;
            finish(cx, text.to_value().map(|v| vec![("Output", v)]))
        },
    },
    ..component("after")
};

static CONTAINER: ComponentDef =
    ComponentDef { body: Body::Container(|| unreachable!("only built")), ..component("container") };

fn main() -> ExitCode {
    let components = [&EVERYTHING, &OPTIONAL, &FAILS, &AFTER, &CONTAINER];
    kfp_dsl::run::exec(components, std::env::args_os().skip(2))
}
