//! A program with components, for `tests/executor.rs`: what a user's binary does in a pod.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kfp_dsl::__private::ComponentCall;
use kfp_dsl::author::ComponentDef;
use kfp_dsl::prelude::*;
use serde_json::Value as Json;

#[derive(Outputs)]
struct Copies {
    text: String,
    whole: i64,
    real: f64,
    flag: bool,
    items: Vec<Json>,
    fields: BTreeMap<String, Json>,
}

/// Copies every kind of parameter and makes every kind of artifact; its golden output is the SDK's.
#[component(image = "x")]
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
) -> Result<Copies> {
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
    Ok(Copies { text, whole, real, flag, items, fields })
}

/// Takes what may be left out.
#[component(image = "x")]
fn optional(
    small: u8,
    name: Option<String>,
    #[default(200)] steps: i64,
    warm: Option<Input<Model>>,
    models: Input<Vec<Model>>,
) -> Result<String> {
    let models: Vec<_> = models.iter().map(|m| m.path().display().to_string()).collect();
    let warm = warm.map(|m| m.path().display().to_string());
    Ok(format!("small={small} name={name:?} steps={steps} warm={warm:?} models={models:?}"))
}

#[expect(clippy::panic, reason = "a body may panic")]
fn burn(what: &[&str]) {
    panic!("the {} is on fire", what.join(", "))
}

/// Fails, after it has written half of its output.
#[component(image = "x")]
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
        "panic" => burn(&["disk"]),
        "read" => drop(dataset.read()?),
        "std" => drop(std::fs::read(dataset.path())?),
        "number" => metrics.log_metric("loss", f64::NAN),
        "return" => return Ok(f64::INFINITY),
        "nothing" => {}
        _ => {
            let row = "x".parse::<u8>().map_err(Wrapped).map_err(std::io::Error::other)?;
            return Ok(row.into());
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
#[component(image = "x")]
fn after(status: FinalStatus) -> Result<String> {
    Ok(format!("{} {} {} {}", status.succeeded(), status.task, status.code, status.message))
}

/// Counts by its code.
#[component(image = "x", code(sources = ["executor/program.rs", "Cargo.toml"], version = "1"))]
fn by_code(rows: i64) -> Result<i64> {
    Ok(rows * 2)
}

/// Runs its own image.
#[container_component]
fn container() -> Container {
    Container::image("x").command(["true"])
}

fn definition<C: ComponentCall>(_: C) -> &'static ComponentDef {
    C::DEF
}

fn main() -> ExitCode {
    let components = [
        definition(everything()),
        definition(optional()),
        definition(fails()),
        definition(after()),
        definition(by_code()),
        definition(container()),
    ];
    kfp_dsl::run::exec(components, std::env::args_os().skip(2))
}
