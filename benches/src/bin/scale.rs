//! `scale SHAPE TASKS kfp|sdk|argo OUT`: compiles one pipeline into one file, and prints what that took: nanoseconds of the
//! processor and bytes of memory.
//!
//! `kfp` is KFP YAML as it is written by default, with shared components; `sdk` is KFP YAML with a component for each task, as
//! the KFP SDK writes it; `argo` is an Argo workflow.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

use std::process::ExitCode;

use kfp_benches::{Shape, lowered, peak, processor_time};
use kfp_dsl::Names;
use kfp_ir::back::kfp::yaml;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<(), String> {
    let [shape, tasks, target, out] = args else {
        return Err("usage: scale SHAPE TASKS kfp|sdk|argo OUT".to_owned());
    };
    let shape = Shape::from_name(shape).ok_or_else(|| format!("there is no shape `{shape}`"))?;
    let tasks = tasks.parse().map_err(|_| format!("`{tasks}` is not a number of tasks"))?;
    let names = if target == "sdk" { Names::Sdk } else { Names::Shared };
    let built = shape.build(tasks, names).map_err(|e| e.to_string())?;
    let text = match target.as_str() {
        "kfp" | "sdk" => yaml(&built.document, &built.info).map_err(|e| e.to_string())?,
        "argo" => kfp_argo::to_yaml(&lowered(&built)?.manifests).map_err(|e| e.to_string())?,
        _ => return Err(format!("there is no target `{target}`")),
    };
    std::fs::write(out, text).map_err(|e| format!("cannot write `{out}`: {e}"))?;
    println!("{} {}", processor_time().as_nanos(), peak().unwrap_or_default());
    Ok(())
}
