//! Measurements: our own benches, and whole processes side by side with kfp and Hera.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use clap::Args;
use serde_json::Value;

use crate::process::{cargo, output, run};
use crate::{Outcome, tools};

/// Runs the benches of `benches/`.
///
/// Side by side, every case is a whole process of its own, from its start to the written file: ours is the program
/// `scale` of `benches/`, called as `scale SHAPE N kfp|argo OUT`; the others are `tests/conformance/python/scale.py`.
#[derive(Args)]
pub(crate) struct Bench {
    /// Measure kfp and Hera beside ours and print the ratios
    #[arg(long)]
    side_by_side: bool,

    /// Numbers of tasks, side by side
    #[arg(long, value_delimiter = ',', default_values_t = [100, 1000], requires = "side_by_side")]
    tasks: Vec<usize>,

    /// Shapes, side by side
    #[arg(
        long,
        value_delimiter = ',',
        default_values_t = ["chain", "fan", "fan-in", "distinct", "loop", "nested"].map(String::from),
        requires = "side_by_side"
    )]
    shapes: Vec<String>,

    /// How often each case is run; the fastest counts
    #[arg(long, default_value_t = 3, requires = "side_by_side")]
    repeat: usize,

    /// What to pass on to `cargo bench`, for example `-- emit`
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Bench {
    pub(crate) fn run(&self) -> Outcome {
        if self.side_by_side {
            return self.compare();
        }
        run(cargo().args(["bench", "--locked", "--package=kfp-benches"]).args(&self.arguments))
    }

    fn compare(&self) -> Outcome {
        let python = tools::python(&tools::install_python_only()?);
        let ours = build_ours()?;
        let folder =
            tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
        println!(
            "{:<9} {:>7}  {:>10} {:>10} {:>8}  {:>10} {:>10} {:>8}",
            "shape", "tasks", "kfp s", "ours s", "ratio", "hera s", "ours s", "ratio"
        );
        for shape in &self.shapes {
            for tasks in &self.tasks {
                let mut line = format!("{shape:<9} {tasks:>7}");
                for (tool, target) in [("kfp", "kfp"), ("hera", "argo")] {
                    let out = folder.path().join(format!("{tool}.yaml"));
                    let theirs = self.fastest(|| {
                        let mut command = Command::new(&python);
                        command.arg(tools::python_sources().join("scale.py"));
                        command.args([tool, shape, &tasks.to_string()]).arg(&out);
                        command
                    })?;
                    let mine = self.fastest(|| {
                        let mut command = Command::new(&ours);
                        command.args([shape, &tasks.to_string(), target]).arg(&out);
                        command
                    })?;
                    line += &format!("  {theirs:>10.3} {mine:>10.4} {:>7.0}x", theirs / mine);
                }
                println!("{line}");
            }
        }
        Ok(())
    }

    /// Seconds from the start of the process to its end, in the fastest of the runs.
    fn fastest(&self, command: impl Fn() -> Command) -> Outcome<f64> {
        let mut best = f64::INFINITY;
        for _ in 0..self.repeat.max(1) {
            let start = Instant::now();
            output(&mut command())?;
            best = best.min(start.elapsed().as_secs_f64());
        }
        Ok(best)
    }
}

/// Builds our `scale` program and returns its path, as Cargo reports it.
fn build_ours() -> Outcome<PathBuf> {
    let printed = output(cargo().args([
        "build",
        "--locked",
        "--release",
        "--package=kfp-benches",
        "--bin=scale",
        "--message-format=json",
    ]))?;
    printed
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .ok_or_else(|| "cargo built no program `scale` in `kfp-benches`".to_owned())
}
