//! What was found, for people.

use kfp_app::cli::{Exit, Renderer, Terminal};
use kfp_app::{Error, Problem};
use kfp_ir::valid::Severity;
use serde_json::{Value, json};

use crate::args::ReportFormat;
use crate::input::{IO, Input};

/// Writes problems to standard error, with the lines of the input that they are about.
pub(crate) fn show(problems: &[Problem], input: Option<&Input>, terminal: &mut Terminal<'_>) {
    let mut renderer = Renderer::new(terminal.err_color());
    if let Some(Input { name, text: Some(text), .. }) = input {
        renderer.source(name, text);
    }
    let text = renderer.problems(problems);
    terminal.err(text);
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// What was found in one file.
pub(crate) struct FileReport {
    pub(crate) name: String,
    pub(crate) problems: Vec<Problem>,
}

impl FileReport {
    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|p| p.severity == severity).count()
    }

    /// One line.
    pub(crate) fn summary(&self) -> String {
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let found: Vec<_> = [(errors, "error"), (warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| counted(count, noun))
            .collect();
        match (errors, found.is_empty()) {
            (_, true) => format!("{}: ok\n", self.name),
            (0, _) => format!("{}: ok, {}\n", self.name, found.join(", ")),
            _ => format!("{}: {}\n", self.name, found.join(", ")),
        }
    }

    fn json(&self) -> Value {
        let findings: Vec<_> = self.problems.iter().map(finding).collect();
        json!({"file": self.name, "ok": self.count(Severity::Error) == 0, "findings": findings})
    }
}

/// What stands at the end of a command that reports on files, after the line of each: for programs all of it.
pub(crate) fn end(
    reports: &[FileReport],
    mut head: Value,
    format: ReportFormat,
    deny_warnings: bool,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Error> {
    let errors: usize = reports.iter().map(|r| r.count(Severity::Error)).sum();
    let warnings: usize = reports.iter().map(|r| r.count(Severity::Warning)).sum();
    if format == ReportFormat::Json {
        if let Some(fields) = head.as_object_mut() {
            let files: Vec<_> = reports.iter().map(FileReport::json).collect();
            let common = [
                ("version", json!(1)),
                ("errors", json!(errors)),
                ("warnings", json!(warnings)),
                ("files", json!(files)),
            ];
            fields.extend(common.map(|(key, value)| (key.to_owned(), value)));
        }
        terminal.out(format!("{head:#}\n"))?;
    }
    let unreadable = |p: &Problem| p.code.as_deref() == Some(IO);
    Ok(if reports.iter().flat_map(|r| &r.problems).any(unreadable) {
        Exit::Io
    } else if errors > 0 || (deny_warnings && warnings > 0) {
        Exit::Findings
    } else {
        Exit::Ok
    })
}

fn finding(problem: &Problem) -> Value {
    let place = problem.places.first();
    json!({
        "severity": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "code": problem.code,
        "message": problem.message,
        "help": problem.help,
        "path": problem.path,
        "line": place.map(|p| p.line),
        "column": place.map(|p| p.column),
    })
}
