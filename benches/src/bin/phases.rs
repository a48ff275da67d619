//! `phases SHAPE TASKS kfp|sdk`: takes a pipeline through every phase, once, and prints the nanoseconds of each phase. See
//! `scale` for `kfp` and `sdk`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

use std::process::ExitCode;

use kfp_benches::{Shape, once};
use kfp_dsl::Names;

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
    let [shape, tasks, names] = args else {
        return Err("usage: phases SHAPE TASKS kfp|sdk".to_owned());
    };
    let shape = Shape::from_name(shape).ok_or_else(|| format!("there is no shape `{shape}`"))?;
    let tasks = tasks.parse().map_err(|_| format!("`{tasks}` is not a number"))?;
    let names = if names == "sdk" { Names::Sdk } else { Names::Shared };
    for (_, time) in once(shape, tasks, names)? {
        println!("{}", time.as_nanos());
    }
    Ok(())
}
