//! The command `check`.

use kfp_app::Error;
use kfp_app::cli::{Exit, Terminal};
use serde_json::json;

use crate::args::{CheckArgs, ReportFormat};
use crate::input;
use crate::report::{FileReport, end, show};

pub(crate) fn run(options: &CheckArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let text = options.format == ReportFormat::Text;
    let mut reports = Vec::new();
    for path in &options.files {
        let report = match input::read(path) {
            Err(Error { problems, .. }) => {
                if text {
                    show(&problems, None, terminal);
                }
                FileReport { name: input::shown(path), problems }
            }
            Ok(mut input) => {
                input.check(options.target);
                let findings = std::mem::take(&mut input.findings);
                let problems = input.problems(findings);
                if text {
                    show(&problems, Some(&input), terminal);
                }
                FileReport { name: input.name, problems }
            }
        };
        if text {
            terminal.out(report.summary())?;
        }
        reports.push(report);
    }
    end(&reports, json!({"target": options.target.name()}), options.format, options.deny_warnings, terminal)
}
