//! `phases compile SHAPE TASKS kfp|sdk FOLDER`: compiles a pipeline into files of a folder, once, and prints the nanoseconds of
//! each phase. `phases read FILE` does so for reading one of them back. See `scale` for `kfp` and `sdk`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

use std::path::Path;
use std::process::ExitCode;

use kfp_benches::{Shape, compile, read_back};
use kfp_dsl::Names;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<(), String> {
    let times = match *args {
        ["compile", shape, tasks, names, folder] => {
            let shape = Shape::from_name(shape).ok_or_else(|| format!("there is no shape `{shape}`"))?;
            let tasks = tasks.parse().map_err(|_| format!("`{tasks}` is not a number"))?;
            let names = if names == "sdk" { Names::Sdk } else { Names::Shared };
            compile(shape, tasks, names, Path::new(folder))?
        }
        ["read", file] => vec![read_back(Path::new(file))?],
        _ => return Err("usage: phases compile SHAPE TASKS kfp|sdk FOLDER, or phases read FILE".to_owned()),
    };
    for time in times {
        println!("{}", time.as_nanos());
    }
    Ok(())
}
