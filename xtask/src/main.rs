//! Every command a contributor or CI runs: `cargo xtask --help` lists them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

mod bench;
mod budget;
mod cargo_tool;
mod check;
mod deny;
mod fuzz;
mod oracle;
mod process;
mod proof;
mod test;
mod tools;
mod ui;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a command ends with: nothing, or the text that says what went wrong and what to do.
type Outcome<T = ()> = Result<T, String>;

/// Every command a contributor or CI runs.
///
/// Before a pull request: `cargo xtask ci`. While working: `cargo xtask test --no-conformance`, or plain
/// `cargo test`, which never installs anything.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything CI does, in its order: `check`, then `test`
    Ci,
    /// Everything CI does before the tests: fmt, clippy, doc, deny, ui, budget
    Check,
    /// Check the formatting, or repair it with `--fix`
    Fmt(check::Fmt),
    /// Lint every target of every crate with all features; a warning is an error
    Clippy,
    /// Build the documentation; a warning is an error
    Doc,
    /// Check licences, bans and sources of all dependencies (`deny.toml`)
    Deny,
    /// Check the form of the compile-fail goldens in `tests/ui`
    Ui,
    /// Check that `kfp-dsl` stays small: the crates it pulls in and, with `--time`, how long they take to build
    Budget(budget::Budget),
    /// Run all tests, also against the engines: KFP's SDK, the libraries of its API server, Kubernetes' validation
    Test(test::Test),
    /// Compare random pipelines with what KFP's SDK compiles of them, as many as wanted
    Oracle(oracle::Oracle),
    /// Measure our own speed and, with `--side-by-side`, that of kfp and Hera
    Bench(bench::Bench),
    /// Feed the readers, the small languages and the back ends whatever a fuzzer comes up with
    Fuzz(fuzz::Fuzz),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Task::Ci => check::all().and_then(|()| test::Test::default().run()),
        Task::Check => check::all(),
        Task::Fmt(fmt) => fmt.run(),
        Task::Clippy => check::clippy(),
        Task::Doc => check::doc(),
        Task::Deny => deny::run_deny(),
        Task::Ui => ui::run(),
        Task::Budget(budget) => budget.run(),
        Task::Test(test) => test.run(),
        Task::Oracle(oracle) => oracle.run(),
        Task::Bench(bench) => bench.run(),
        Task::Fuzz(fuzz) => fuzz.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
