//! Tests that documents name as proof: each must exist and have passed.
//!
//! A table whose header has a column `test` names tests as `package/target::path`, such as `kfp-tests/pairs::hello::same_ir`;
//! the target of unit tests is `lib`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::process::built;
use crate::{Outcome, workspace};

/// Which file of `target/debug/deps` is which test target, as `package/target`.
pub(crate) type Programs = BTreeMap<String, String>;

/// Compiles the tests and asks Cargo what their programs are called.
pub(crate) fn programs(mut compile: Command) -> Outcome<Programs> {
    let printed = built(compile.args(["--no-run", "--message-format=json-render-diagnostics"]))?;
    Ok(printed
        .lines()
        .filter_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            let file = message.get("executable")?.as_str()?.rsplit(['/', '\\']).next()?.to_owned();
            let package = package(message.get("package_id")?.as_str()?);
            let target = message.get("target")?;
            let unit = target.get("kind")?.get(0)?.as_str()? == "lib";
            let target = if unit { "lib" } else { target.get("name")?.as_str()? };
            Some((file, format!("{package}/{target}")))
        })
        .collect())
}

/// The name of a package: `path+file:///a/kfp-ir#0.1.0`, or `path+file:///a/tests#kfp-tests@0.1.0`.
fn package(id: &str) -> &str {
    let (path, version) = id.rsplit_once('#').unwrap_or((id, ""));
    version.split_once('@').map_or_else(|| path.rsplit('/').next().unwrap_or(path), |(name, _)| name)
}

/// Runs the tests, shows what they print, and returns which of them passed.
///
/// # Errors
/// When the command fails, after everything was shown.
pub(crate) fn run(mut tests: Command, programs: &Programs) -> Outcome<BTreeSet<String>> {
    // Cargo names a program on its standard error, the program its tests on its standard output: one pipe keeps the order.
    let pipe = std::io::pipe().and_then(|(reader, writer)| Ok((reader, writer.try_clone()?, writer)));
    let (reader, out, err) = pipe.map_err(|error| format!("cannot make a pipe: {error}"))?;
    let mut child = tests
        .args(["--color", "never"])
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(|error| format!("cannot start `cargo`: {error}"))?;
    // The command holds the ends for writing: with them, the pipe would never end.
    drop(tests);
    let mut log = Log::default();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // What cannot be shown any more does not change the outcome.
        let _ = std::io::stdout().write_all(&line);
        log.line(&String::from_utf8_lossy(&line), programs);
        line.clear();
    }
    let status = child.wait().map_err(|error| format!("cannot wait for `cargo`: {error}"))?;
    if status.success() { Ok(log.passed) } else { Err(format!("`cargo test` failed ({status})")) }
}

/// What the lines of `cargo test` say.
#[derive(Default)]
struct Log {
    program: String,
    /// The test that was named last.
    test: String,
    passed: BTreeSet<String>,
}

impl Log {
    fn line(&mut self, line: &str, programs: &Programs) {
        let line = line.trim();
        if let Some(running) = line.strip_prefix("Running ") {
            let file = running.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(')');
            self.program = programs.get(file).cloned().unwrap_or_default();
        } else if line.starts_with("Doc-tests ") {
            self.program.clear();
        } else if let Some((path, result)) =
            line.strip_prefix("test ").and_then(|test| test.split_once(" ... "))
        {
            self.test = path.trim_end_matches(" - should panic").to_owned();
            if result == "ok" {
                self.passed();
            }
        } else if line == "ok" {
            // On one processor the name is printed first, and what the test prints past the harness comes in between.
            self.passed();
        }
    }

    fn passed(&mut self) {
        self.passed.insert(format!("{}::{}", self.program, self.test));
    }
}

/// Looks up every test that a table in `docs/` names.
///
/// # Errors
/// With all tests that did not pass, or do not exist.
pub(crate) fn check(passed: &BTreeSet<String>) -> Outcome {
    let docs = workspace::root().join("docs");
    let cannot_read = |error| format!("cannot read `{}`: {error}", docs.display());
    let mut missing = String::new();
    let mut files: Vec<_> =
        std::fs::read_dir(&docs).map_err(cannot_read)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
        let text = std::fs::read_to_string(file).map_err(cannot_read)?;
        for (line, test) in named(&text) {
            if !passed.contains(test) {
                missing += &format!("\n{}:{line}: `{test}`", file.display());
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(format!("documents name tests that did not pass:{missing}")) }
}

/// The tests that the tables of a document name, each with its line.
fn named(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut column = None;
    for (number, line) in text.lines().enumerate() {
        let Some(row) = line.trim().strip_prefix('|') else {
            column = None;
            continue;
        };
        let row = row.trim_end_matches('|');
        match column {
            None => column = Some(row.split('|').position(|cell| cell.trim() == "test")),
            Some(None) => {}
            Some(Some(index)) => {
                let cell = cells(row).into_iter().nth(index).unwrap_or_default();
                let ids = cell.split('`').skip(1).step_by(2);
                found.extend(ids.map(|id| (number + 1, id)));
            }
        }
    }
    found
}

/// The cells of a row, in which `\|` is text.
fn cells(row: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (at, char) in row.char_indices() {
        if char == '|' && before != '\\' {
            cells.push(row.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        before = char;
    }
    cells.push(row.get(start..).unwrap_or_default());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_which_tests_passed() {
        let programs: Programs = [
            ("kfp_ir-0a".to_owned(), "kfp-ir/lib".to_owned()),
            ("pairs-1b".to_owned(), "kfp-tests/pairs".to_owned()),
        ]
        .into();
        let mut log = Log::default();
        for line in [
            "     Running unittests src/lib.rs (target/debug/deps/kfp_ir-0a)",
            "test a::b ... ok",
            "test a::c ... FAILED",
            "test a::d - should panic ... ok",
            "     Running tests/pairs.rs (target/debug/deps/pairs-1b)",
            "test hello::same_ir ... SKIPPED: tests/pairs.rs:1:1 needs the engines",
            "ok",
            "test slow ... ignored",
        ] {
            log.line(line, &programs);
        }
        let passed: Vec<&str> = log.passed.iter().map(String::as_str).collect();
        assert_eq!(passed, ["kfp-ir/lib::a::b", "kfp-ir/lib::a::d", "kfp-tests/pairs::hello::same_ir"]);
    }

    #[test]
    fn tables_name_tests_in_the_column_of_that_name() {
        let text = "| a | test |\n|---|---|\n| `x \\| y::z` | `p/t::one`, `p/t::two` |\n\n| a | b |\n|---|---|\n| `no` | `no` |\n";
        assert_eq!(named(text), [(3, "p/t::one"), (3, "p/t::two")]);
    }

    #[test]
    fn ids_of_packages_have_two_forms() {
        assert_eq!(package("path+file:///a/kfp-ir#0.1.0"), "kfp-ir");
        assert_eq!(package("path+file:///a/tests#kfp-tests@0.1.0"), "kfp-tests");
    }
}
