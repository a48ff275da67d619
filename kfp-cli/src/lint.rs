//! The command `lint`.

use kfp_app::cli::{Exit, Renderer, Terminal};
use kfp_app::{Error, Problem};
use kfp_argo::object::{self, Source};
use kfp_argo::{Limits, lint::lint};
use kfp_ir::codec::ReadError;
use serde_json::json;

use crate::args::{LintArgs, ReportFormat};
use crate::input;
use crate::report::{FileReport, end, show};

/// A file and what it holds.
struct File {
    name: String,
    /// The text, or what kept it from being read.
    text: Result<String, Vec<Problem>>,
}

pub(crate) fn run(options: &LintArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let files: Vec<File> = options.files.iter().map(|path| file(path)).collect();
    let read: Vec<Result<Source<'_>, ReadError>> =
        files.iter().map(|file| object::read(file.text.as_deref().unwrap_or_default(), None)).collect();
    // Every file knows the templates of all others.
    let (mut sound, mut places, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for (i, result) in read.into_iter().enumerate() {
        match result {
            Ok(source) => {
                sound.push(source);
                places.push(i);
            }
            Err(error) => broken.push((i, error.findings)),
        }
    }
    let found = places.into_iter().zip(lint(&sound, &Limits::of(options.profile)));
    let mut found: Vec<_> = found.chain(broken).collect();
    found.sort_by_key(|(i, _)| *i);
    let mut reports = Vec::new();
    for (File { name, text }, (_, findings)) in files.iter().zip(found) {
        let problems = match text {
            Ok(_) => findings.into_iter().map(|f| Problem::from_finding(f, Some(name))).collect(),
            Err(problems) => problems.clone(),
        };
        let report = FileReport { name: name.clone(), problems };
        if options.format == ReportFormat::Text {
            match text {
                Ok(text) => show_text(&report, text, terminal),
                Err(problems) => show(problems, None, terminal),
            }
            terminal.out(report.summary())?;
        }
        reports.push(report);
    }
    end(&reports, json!({"profile": options.profile.name()}), options.format, options.deny_warnings, terminal)
}

/// With lines and columns; the path would say the same again.
fn show_text(report: &FileReport, text: &str, terminal: &mut Terminal<'_>) {
    let placed = |problem: &Problem| {
        let path = problem.path.clone().filter(|_| problem.places.is_empty());
        Problem { path, ..problem.clone() }
    };
    let problems: Vec<Problem> = report.problems.iter().map(placed).collect();
    let mut renderer = Renderer::new(terminal.err_color());
    renderer.source(&report.name, text);
    let text = renderer.problems(&problems);
    terminal.err(text);
}

fn file(path: &std::path::Path) -> File {
    match input::text(path) {
        Ok((name, text)) => File { name, text: Ok(text) },
        Err(Error { problems, .. }) => File { name: input::shown(path), text: Err(problems) },
    }
}
