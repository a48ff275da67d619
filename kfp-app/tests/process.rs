//! A program of pipelines as a process: this test starts itself again, with a command line of its own.
//!
//! It runs in every set of features, because `exec` does.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test without the test harness")]

use std::io::Read as _;
use std::path::Path;
use std::process::{self, Command, ExitCode, Stdio};

use kfp_dsl::prelude::*;

/// Writes down what came in.
#[component(image = "ghcr.io/acme/demo:1")]
fn note(text: String, data: Output<Dataset>) -> Result<()> {
    if text == "fail" {
        return Err("told to fail".into());
    }
    println!("noted in {}", std::env::current_dir()?.display());
    std::fs::write(data.path(), text)?;
    Ok(())
}

/// Is used by no pipeline.
#[component(image = "ghcr.io/acme/demo:1")]
fn spare() -> Result<()> {
    println!("spare");
    Ok(())
}

/// Notes one text.
#[pipeline]
fn notes(p: &mut Scope, #[default("x")] text: Value<String>) {
    p.task(note().text(text));
}

fn main() -> ExitCode {
    // The test harness is started with nothing, a name or options.
    if std::env::args().nth(1).is_some_and(|first| ["exec", "list", "compile"].contains(&first.as_str())) {
        return kfp_app::App::new().pipeline(notes).component(spare).run();
    }
    exec_runs_a_component_without_environment_in_any_folder();
    exec_reports_failures_and_wrong_calls();
    #[cfg(feature = "cli")]
    a_reader_that_leaves_early_is_no_failure();
    #[cfg(not(feature = "cli"))]
    a_program_without_commands_says_so();
    println!("process: ok");
    ExitCode::SUCCESS
}

/// The program in `/`, with nothing in its environment.
fn program(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(args).current_dir("/").env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn exec(dir: &Path, text: &str) -> process::Output {
    let input = serde_json::json!({
        "inputs": {"parameterValues": {"text": text}},
        "outputs": {
            "artifacts": {"data": {"artifacts": [{
                "name": "data", "type": {"schemaTitle": "system.Dataset"}, "uri": dir.join("data"), "metadata": {},
            }]}},
            "outputFile": dir.join("out.json"),
        },
    });
    program(&["exec", "note", "--executor-input", &input.to_string()]).output().unwrap()
}

fn exec_runs_a_component_without_environment_in_any_folder() {
    let dir = tempfile::tempdir().unwrap();
    let output = exec(dir.path(), "hello");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"noted in /\n");
    assert_eq!(std::fs::read(dir.path().join("data")).unwrap(), b"hello");
    let output = program(&["exec", "spare", "--executor-input", "{}"]).output().unwrap();
    assert_eq!(
        (output.status.code(), output.stdout.as_slice()),
        (Some(0), b"spare\n".as_slice()),
        "{output:?}"
    );
}

fn exec_reports_failures_and_wrong_calls() {
    let dir = tempfile::tempdir().unwrap();
    let output = exec(dir.path(), "fail");
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err.contains("told to fail"), "{err}");
    let output = program(&["exec", "nota", "--executor-input", "{}"]).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(err.contains("did you mean `note`?") && err.contains("`spare`"), "{err}");
    let output = program(&["exec", "--help"]).output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"usage: exec"), "{output:?}");
}

#[cfg(feature = "cli")]
fn a_reader_that_leaves_early_is_no_failure() {
    for args in [&["list"][..], &["compile", "-o", "-", "-t", "kfp"], &["compile", "--help"]] {
        let mut child = program(args).spawn().unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[cfg(not(feature = "cli"))]
fn a_program_without_commands_says_so() {
    let mut child = program(&["list"]).spawn().unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(err.contains("built to run components only"), "{err}");
}
