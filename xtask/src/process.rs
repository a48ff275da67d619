//! Running other programs: their output streams through, and a failure says which command it was.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::Outcome;

/// `cargo` as it was called, so that a `+toolchain` holds for everything below it.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::workspace::root());
    command
}

/// Runs a command with its output on our terminal; anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let line = describe(command);
    println!("$ {line}");
    let status = command.stdin(Stdio::null()).status().map_err(|error| cannot_start(&line, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Runs a command and returns what it printed; on failure the error carries its stderr.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let line = describe(command);
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(&line, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let printed = if printed.trim().is_empty() { String::from_utf8_lossy(&output.stdout) } else { printed };
    Err(format!("`{line}` failed ({})\n{}", output.status, printed.trim_end()))
}

/// Runs a build and returns what it printed on its standard output; its progress and its errors appear on our terminal.
pub(crate) fn built(command: &mut Command) -> Outcome<String> {
    let line = describe(command);
    println!("$ {line}");
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| cannot_start(&line, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("`{line}` failed ({})", output.status))
}

/// The command as one would type it, without the folder of its program.
fn describe(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(OsStr::new("?"));
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cannot_start(line: &str, error: &std::io::Error) -> String {
    format!("cannot start `{line}`: {error}")
}
