//! `figures [SHAPE..]`: takes the figures that the project promises, in one run, and fails when one is missed.
//!
//! * From the start of a program to the body of its component: under 10 ms.
//! * 100,000 tasks of shared components to a file of KFP YAML, as a process of its own: under 2 s and 1 GiB.
//! * The whole way there and back, in every shape, shared and with the names of the SDK: 100,000 tasks take at most 12 times as
//!   long as 10,000. It is the sum of the phases, and each of them is told, too: `!` marks those that take longer by themselves.
//!
//! Times are of the processor, so that other work on the machine does not count; the README says why that is fair. A figure
//! that is missed is taken again: the fastest counts.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use kfp_benches::{FILES, Phase, Shape};

const SMALL: usize = 10_000;
const LARGE: usize = 100_000;
const GROWTH: f64 = 12.0;
const WHOLE: Duration = Duration::from_secs(2);
const MEMORY: u64 = 1 << 30;
const START: Duration = Duration::from_millis(10);
/// How often a figure is taken that is missed.
const ATTEMPTS: usize = 3;

fn main() -> ExitCode {
    let mut missed = Vec::new();
    if let Err(error) = run(&mut missed) {
        missed.push(error);
    }
    if missed.is_empty() {
        println!("\nevery required figure holds");
        return ExitCode::SUCCESS;
    }
    for figure in &missed {
        eprintln!("error: {figure}");
    }
    ExitCode::FAILURE
}

fn run(missed: &mut Vec<String>) -> Result<(), String> {
    let shape = |name: String| Shape::from_name(&name).ok_or_else(|| format!("there is no shape `{name}`"));
    let mut shapes = std::env::args().skip(1).map(shape).collect::<Result<Vec<_>, _>>()?;
    if shapes.is_empty() {
        shapes.extend(Shape::ALL);
    }
    start(missed)?;
    whole(&shapes, missed)?;
    growth(&shapes, missed)
}

/// The time from outside, of the whole process: to the body of a component, and to its end.
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
        let start = Instant::now();
        printed(&mut command)?;
        times.push(start.elapsed());
    }
    times.sort();
    let median = times.get(RUNS / 2).copied().unwrap_or_default();
    println!(
        "`exec` of a component that does nothing, whole process, median of {RUNS}: {:.2} ms",
        millis(median)
    );
    if median >= START {
        missed.push(format!("a program takes {:.2} ms to a component, 10 ms are allowed", millis(median)));
    }
    Ok(())
}

/// Whole processes, from their start to the written file.
fn whole(shapes: &[Shape], missed: &mut Vec<String>) -> Result<(), String> {
    println!("\n{LARGE} tasks to KFP YAML, a whole process");
    println!("{:<9} {:>8} {:>8} {:>9}", "shape", "s", "MiB", "file MB");
    let folder = Scratch::new()?;
    let out = folder.0.join("pipeline.yaml");
    for &shape in shapes {
        let (mut time, mut memory) = (Duration::MAX, u64::MAX);
        // Components of their own are no shared components: their row only informs.
        let shared = shape != Shape::Distinct;
        for _ in 0..if shared { ATTEMPTS } else { 1 } {
            let mut command = program("scale")?;
            let line = printed(command.args([shape.name(), &LARGE.to_string(), "kfp"]).arg(&out))?;
            let mut numbers = line.split_whitespace().map(str::parse::<u64>);
            let (Some(Ok(nanos)), Some(Ok(bytes))) = (numbers.next(), numbers.next()) else {
                return Err(format!("`scale` printed `{line}`"));
            };
            time = time.min(Duration::from_nanos(nanos));
            memory = memory.min(bytes);
            if time < WHOLE && memory < MEMORY {
                break;
            }
        }
        let size = std::fs::metadata(&out).map_err(|e| e.to_string())?.len() as f64 / 1e6;
        let (name, seconds, mib) = (shape.name(), time.as_secs_f64(), memory as f64 / 1_048_576.0);
        println!("{name:<9} {seconds:>8.2} {mib:>8.0} {size:>9.1}");
        if shared && (time >= WHOLE || memory >= MEMORY) {
            missed.push(format!("{name}: {seconds:.2} s and {mib:.0} MiB, 2 s and 1024 MiB are allowed"));
        }
    }
    Ok(())
}

/// The growth of the whole way, and of every phase on it: one process compiles a pipeline, and one reads each of its files.
fn growth(shapes: &[Shape], missed: &mut Vec<String>) -> Result<(), String> {
    println!("\nms for {LARGE} tasks; how many times as long as {SMALL}");
    for mode in ["kfp", "sdk"] {
        for &shape in shapes {
            println!(
                "{}, {}",
                shape.name(),
                if mode == "sdk" { "a component for each task" } else { "shared" }
            );
            let (mut small, mut large) = (phases(shape, SMALL, mode)?, phases(shape, LARGE, mode)?);
            for _ in 1..ATTEMPTS {
                small = fastest(&small, &phases(shape, SMALL, mode)?);
                if ratio(small.iter().sum(), large.iter().sum()) > GROWTH {
                    large = fastest(&large, &phases(shape, LARGE, mode)?);
                }
            }
            let row = |name: &str, small: Duration, large: Duration| {
                let times = ratio(small, large);
                let mark = if times > GROWTH { " !" } else { "" };
                println!("  {name:<12} {:>8.1} {times:>6.1}{mark}", millis(large));
                times
            };
            for (phase, (small, large)) in Phase::ALL.into_iter().zip(small.iter().zip(&large)) {
                row(phase.name(), *small, *large);
            }
            let times = row("all", small.iter().sum(), large.iter().sum());
            if times > GROWTH {
                let shape = shape.name();
                missed.push(format!("{shape}, {mode}: {times:.1} times as long for ten times the tasks"));
            }
        }
    }
    Ok(())
}

fn ratio(small: Duration, large: Duration) -> f64 {
    large.as_secs_f64() / small.as_secs_f64()
}

/// The time of every phase, in processes that do it once.
fn phases(shape: Shape, tasks: usize, mode: &str) -> Result<Vec<Duration>, String> {
    let folder = Scratch::new()?;
    let mut compile = program("phases")?;
    compile.args(["compile", shape.name(), &tasks.to_string(), mode]).arg(&folder.0);
    let mut text = printed(&mut compile)?;
    for file in FILES {
        text += &printed(program("phases")?.arg("read").arg(folder.0.join(file)))?;
    }
    let times = text.lines().map(|line| line.parse().map(Duration::from_nanos));
    times.collect::<Result<_, _>>().map_err(|_| format!("`phases` printed `{text}`"))
}

fn fastest(some: &[Duration], others: &[Duration]) -> Vec<Duration> {
    some.iter().zip(others).map(|(a, b)| *a.min(b)).collect()
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

/// Runs a program and returns what it printed.
fn printed(command: &mut Command) -> Result<String, String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|e| format!("cannot start {command:?}: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
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
