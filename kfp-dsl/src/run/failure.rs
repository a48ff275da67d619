//! Why a component did not end well, in words for the log of its pod.

use std::fmt;

use crate::run::Error;

/// Why a component did not end well.
///
/// Its text is the whole report: what failed, the chain of causes, what may help. `Debug` is the same text, so that
/// `unwrap` in a test shows it.
pub struct Failure(Box<Report>);

struct Report {
    component: String,
    what: String,
    causes: Vec<String>,
    problems: Vec<String>,
    notes: Vec<String>,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(component: &str, what: impl Into<String>) -> Self {
        Failure(Box::new(Report {
            component: component.to_owned(),
            what: what.into(),
            causes: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            help: None,
        }))
    }

    /// Of an error and its causes.
    pub(crate) fn of(component: &str, error: &Error) -> Self {
        let mut failure = Failure::new(component, error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            // Many error types print their cause as a part of themselves.
            let last = failure.0.causes.last().unwrap_or(&failure.0.what);
            if !last.ends_with(&text) {
                failure.0.causes.push(text);
            }
            next = cause.source();
        }
        failure
    }

    pub(crate) fn with_problems(mut self, problems: Vec<String>) -> Self {
        self.0.problems = problems;
        self
    }

    pub(crate) fn with_notes(mut self, notes: Vec<String>) -> Self {
        self.0.notes = notes;
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The name of the component.
    pub fn component(&self) -> &str {
        &self.0.component
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { component, what, causes, problems, notes, help } = &*self.0;
        write!(f, "component `{component}` failed: {what}")?;
        let lines = |f: &mut fmt::Formatter<'_>, label: &str, texts: &[String]| {
            texts.iter().try_for_each(|text| write!(f, "\n  {label}{}", text.replace('\n', "\n    ")))
        };
        lines(f, "caused by: ", causes)?;
        lines(f, "- ", problems)?;
        lines(f, "note: ", notes)?;
        lines(f, "help: ", help.as_slice())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failure {}
