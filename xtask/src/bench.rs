//! Measurements: the figures that are promised, and whole processes side by side with kfp and Hera.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Args;
use serde_json::Value;

use crate::process::{self, cargo, output, run};
use crate::{Outcome, tools};

/// How many times faster than kfp we promise to be.
const REQUIRED: f64 = 200.0;

/// The number of tasks for which that is promised.
const REQUIRED_AT: usize = 1_000;

/// More tasks than this take kfp minutes: its time grows with their third power.
const MOST: usize = 2_000;

/// Takes the figures that are promised, and fails when one is missed.
///
/// Our own speed is measured by the program `figures` of `benches/`; the phases one by one by `cargo bench -p kfp-benches`.
/// Side by side, every case is a whole process of its own, from its start to the written file: ours is the program
/// `scale` of `benches/`, the others are `tests/conformance/python/scale.py`.
#[derive(Args)]
pub(crate) struct Bench {
    /// Measure kfp and Hera beside ours and print the ratios
    #[arg(long)]
    side_by_side: bool,

    /// Numbers of tasks, side by side
    #[arg(long, value_delimiter = ',', default_values_t = [10, 100, REQUIRED_AT], requires = "side_by_side")]
    tasks: Vec<usize>,

    /// The shapes of the pipelines; all of them when none is given
    #[arg(long, value_delimiter = ',')]
    shapes: Vec<String>,

    /// How often each case is run side by side; the fastest counts, of theirs as of ours
    #[arg(long, default_value_t = 3, requires = "side_by_side")]
    repeat: usize,
}

impl Bench {
    pub(crate) fn run(&self) -> Outcome {
        if self.side_by_side {
            return self.compare();
        }
        run(Command::new(built("figures")?).args(&self.shapes))
    }

    fn compare(&self) -> Outcome {
        if let Some(tasks) = self.tasks.iter().find(|tasks| **tasks > MOST) {
            return Err(format!("{tasks} tasks take kfp too long\nhelp: ask for at most {MOST}"));
        }
        let python = tools::python(&tools::install_python_only()?);
        let ours = built("scale")?;
        let folder =
            tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
        println!(
            "seconds of whole processes; `sdk` is ours with a component for each task, as kfp writes it"
        );
        println!(
            "{:<9} {:>6}  {:>8} {:>8} {:>7} {:>8} {:>7}  {:>8} {:>8} {:>7}",
            "shape", "tasks", "kfp", "ours", "ratio", "sdk", "ratio", "hera", "ours", "ratio"
        );
        let mut missed = String::new();
        let shapes = self.shapes.iter().map(String::as_str);
        let all = if self.shapes.is_empty() { SHAPES } else { &[] };
        for shape in shapes.chain(all.iter().copied()) {
            for tasks in &self.tasks {
                let count = tasks.to_string();
                let time = |program: &Path, arguments: &[&str]| {
                    let out = folder.path().join("out.yaml");
                    self.fastest(|| {
                        let mut command = Command::new(program);
                        command.args(arguments).arg(&out);
                        command
                    })
                };
                let script = tools::python_sources().join("scale.py").display().to_string();
                let kfp = time(&python, &[&script, "kfp", shape, &count])?;
                let hera = time(&python, &[&script, "hera", shape, &count])?;
                let [shared, sdk, argo] =
                    ["kfp", "sdk", "argo"].map(|target| time(&ours, &[shape, &count, target]));
                let (shared, sdk, argo) = (shared?, sdk?, argo?);
                println!(
                    "{shape:<9} {tasks:>6}  {kfp:>8.3} {shared:>8.4} {:>6.0}x {sdk:>8.4} {:>6.0}x  {hera:>8.3} {argo:>8.4} {:>6.0}x",
                    kfp / shared,
                    kfp / sdk,
                    hera / argo
                );
                if *tasks == REQUIRED_AT && kfp / shared < REQUIRED {
                    missed += &format!(
                        "\n{shape}: {:.0} times as fast as kfp, promised are {REQUIRED}",
                        kfp / shared
                    );
                }
            }
        }
        if missed.is_empty() { Ok(()) } else { Err(format!("a promised figure was missed{missed}")) }
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

/// The shapes that `scale.py` and our `scale` know.
const SHAPES: &[&str] = &["chain", "fan", "fan-in", "distinct", "loop", "nested"];

/// Builds the programs of `benches/` and returns the path of one, as Cargo reports it.
fn built(name: &str) -> Outcome<PathBuf> {
    let printed = process::built(cargo().args([
        "build",
        "--locked",
        "--release",
        "--package=kfp-benches",
        "--bins",
        "--message-format=json-render-diagnostics",
    ]))?;
    printed
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(name))
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .ok_or_else(|| format!("cargo built no program `{name}` in `kfp-benches`"))
}
