//! Takes the figures that the project promises, in one run, and fails when one is missed.
//!
//! * Every phase, in every shape, shared and with the names of the SDK: 100,000 tasks take at most 12 times as long as 10,000.
//! * 100,000 tasks of shared components to a file of KFP YAML, as a process of its own: under 2 s and 1 GiB.
//! * From the start of a program to the body of its component: under 10 ms.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use kfp_benches::{Case, Phase, Shape};
use kfp_dsl::Names;

const SMALL: usize = 10_000;
const LARGE: usize = 100_000;
const GROWTH: f64 = 12.0;
const WHOLE: Duration = Duration::from_secs(2);
const MEMORY: u64 = 1 << 30;
const START: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    let mut missed = Vec::new();
    let parts = [start(&mut missed), whole(&mut missed), growth(&mut missed)];
    let failed = parts.into_iter().filter_map(Result::err);
    missed.extend(failed);
    if missed.is_empty() {
        println!("\nevery required figure holds");
        return ExitCode::SUCCESS;
    }
    for figure in &missed {
        eprintln!("error: {figure}");
    }
    ExitCode::FAILURE
}

/// The time to the body of a component. The process also ends in it, so the truth is below.
fn start(missed: &mut Vec<String>) -> Result<(), String> {
    const RUNS: usize = 101;
    let folder = Scratch::new()?;
    let output = folder.0.join("executor_output.json");
    let input = format!(
        r#"{{"inputs": {{"parameterValues": {{"text": "a"}}}}, "outputs": {{"outputFile": {:?}}}}}"#,
        output.display().to_string()
    );
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let mut command = program("start")?;
        command.args(["exec", "nothing", "--executor-input", &input]).env_clear();
        times.push(timed(&mut command)?.0);
    }
    times.sort();
    let median = times.get(RUNS / 2).copied().unwrap_or_default();
    println!("start and end of `exec`, median of {RUNS}: {:.2} ms", millis(median));
    if median >= START {
        missed.push(format!("a program takes {:.2} ms to a component, 10 ms are allowed", millis(median)));
    }
    Ok(())
}

/// Whole processes, from their start to the written file.
fn whole(missed: &mut Vec<String>) -> Result<(), String> {
    let folder = Scratch::new()?;
    println!(
        "\n{LARGE} tasks to KFP YAML, a whole process\n{:<9} {:>9} {:>9} {:>9}",
        "shape", "s", "MiB", "file MB"
    );
    for shape in Shape::ALL {
        let out = folder.0.join("pipeline.yaml");
        let mut best = (Duration::MAX, 0);
        for _ in 0..3 {
            let mut command = program("scale")?;
            command.args([shape.name(), &LARGE.to_string(), "kfp"]).arg(&out);
            let (time, printed) = timed(&mut command)?;
            let memory = printed.trim().parse::<u64>().map_err(|_| "`scale` printed no memory".to_owned())?;
            best = best.min((time, memory));
        }
        let (time, memory) = best;
        let bytes = std::fs::metadata(&out).map_err(|e| e.to_string())?.len();
        let (mib, mb) = (memory as f64 / 1_048_576.0, bytes as f64 / 1e6);
        println!("{:<9} {:>9.2} {mib:>9.0} {mb:>9.1}", shape.name(), time.as_secs_f64());
        // Components of their own are no shared components: that row only informs.
        if shape != Shape::Distinct && (time >= WHOLE || memory >= MEMORY) {
            let seconds = time.as_secs_f64();
            let name = shape.name();
            missed.push(format!("{name}: {seconds:.2} s and {mib:.0} MiB, 2 s and 1024 MiB are allowed"));
        }
    }
    Ok(())
}

/// The growth of every phase.
fn growth(missed: &mut Vec<String>) -> Result<(), String> {
    println!("\nms for {SMALL} and {LARGE} tasks, and the second by the first");
    for names in [Names::Shared, Names::Sdk] {
        let mode = if names == Names::Sdk { "sdk names" } else { "shared" };
        println!("{mode:<12} {}", Shape::ALL.map(|shape| format!("{:>22}", shape.name())).concat());
        let mut table = Vec::new();
        for shape in Shape::ALL {
            table.push((measure(shape, SMALL, names, 7)?, measure(shape, LARGE, names, 3)?));
        }
        for (row, phase) in Phase::ALL.into_iter().enumerate() {
            let mut line = format!("{:<12} ", phase.name());
            for (shape, (small, large)) in Shape::ALL.into_iter().zip(&table) {
                let (Some(small), Some(large)) = (small.get(row), large.get(row)) else { continue };
                let ratio = large.as_secs_f64() / small.as_secs_f64();
                line += &format!("{:>8.2}{:>8.1}{ratio:>6.1}", millis(*small), millis(*large));
                if ratio > GROWTH {
                    let (name, phase) = (shape.name(), phase.name());
                    missed.push(format!(
                        "{name}, {mode}, {phase}: {ratio:.1} times as long for ten times the tasks"
                    ));
                }
            }
            println!("{line}");
        }
    }
    Ok(())
}

/// The fastest of several runs of every phase.
fn measure(shape: Shape, tasks: usize, names: Names, runs: usize) -> Result<Vec<Duration>, String> {
    let case = Case::new(shape, tasks, names)?;
    let fastest = |phase| {
        let mut best = Duration::MAX;
        for _ in 0..runs {
            let start = Instant::now();
            let made = case.run(phase)?;
            best = best.min(start.elapsed());
            drop(made);
        }
        Ok(best)
    };
    Phase::ALL.into_iter().map(fastest).collect()
}

/// Another program of this package, which Cargo puts beside this one.
fn program(name: &str) -> Result<Command, String> {
    let me = std::env::current_exe().map_err(|e| format!("cannot find this program: {e}"))?;
    let path = me.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if path.is_file() {
        return Ok(Command::new(path));
    }
    Err(format!("`{}` is not built: run `cargo build --release -p kfp-benches`", path.display()))
}

/// Runs a program: how long it took, and what it printed.
fn timed(command: &mut Command) -> Result<(Duration, String), String> {
    let start = Instant::now();
    let output =
        command.stdin(Stdio::null()).output().map_err(|e| format!("cannot start {command:?}: {e}"))?;
    let time = start.elapsed();
    if output.status.success() {
        return Ok((time, String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A folder for the files of one measurement, removed with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("kfp-figures-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|e| format!("cannot make `{}`: {e}", path.display()))?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind in the temporary directory does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
