//! The command `check`.

use kfp_app::cli::{Exit, Stop, Terminal};
use kfp_app::{Error, Problem};
use kfp_ir::valid::Severity;
use serde_json::{Value, json};

use crate::args::{CheckArgs, ReportFormat};
use crate::input::{self, IO};
use crate::report::{counted, show};

/// What was found in one file.
struct Report {
    name: String,
    problems: Vec<Problem>,
}

impl Report {
    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|p| p.severity == severity).count()
    }

    fn summary(&self) -> String {
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

pub(crate) fn run(options: &CheckArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Stop> {
    let text = options.format == ReportFormat::Text;
    let mut reports = Vec::new();
    for path in &options.files {
        let report = match input::read(path) {
            Err(Error { problems, .. }) => {
                if text {
                    show(&problems, None, terminal);
                }
                Report { name: path.display().to_string(), problems }
            }
            Ok(mut input) => {
                input.check(options.target);
                let findings = std::mem::take(&mut input.findings);
                let problems = input.problems(findings);
                if text {
                    show(&problems, Some(&input), terminal);
                }
                Report { name: input.name, problems }
            }
        };
        if text {
            terminal.out(report.summary())?;
        }
        reports.push(report);
    }
    let errors: usize = reports.iter().map(|r| r.count(Severity::Error)).sum();
    let warnings: usize = reports.iter().map(|r| r.count(Severity::Warning)).sum();
    if !text {
        let files: Vec<_> = reports.iter().map(Report::json).collect();
        let target = options.target.name();
        let object = json!({
            "version": 1, "target": target, "errors": errors, "warnings": warnings, "files": files,
        });
        terminal.out(format!("{object:#}\n"))?;
    }
    let unreadable = |p: &Problem| p.code.as_deref() == Some(IO);
    Ok(if reports.iter().flat_map(|r| &r.problems).any(unreadable) {
        Exit::Io
    } else if errors > 0 || (options.deny_warnings && warnings > 0) {
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
