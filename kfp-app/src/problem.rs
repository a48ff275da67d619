//! What goes wrong on the way from a pipeline to a file, in one form for every reader: terminals, build scripts, JSON.

use std::fmt;
use std::path::Path;

use kfp_ir::valid::{Finding, Severity};

use crate::text::listing;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path of the file, as the compiler or the user named it.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
    /// The character within the line, counted from one; zero when only the line is known.
    pub column: usize,
    /// What is there, when there are several places.
    pub label: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        self.label.iter().try_for_each(|label| write!(f, " ({label})"))
    }
}

/// One thing that is wrong, with all that is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code, when the rule has one.
    pub code: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The pipelines that it is about, when it is about any.
    pub pipelines: Vec<String>,
    /// Where in the IR, as the keys of its JSON form.
    pub path: Option<String>,
    /// Where in the sources, the most telling place first.
    pub places: Vec<Place>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// An error without code or place.
    pub fn new(message: impl Into<String>) -> Self {
        Problem {
            severity: Severity::Error,
            code: None,
            message: message.into(),
            pipelines: Vec::new(),
            path: None,
            places: Vec::new(),
            help: None,
        }
    }

    /// An operation on a file that the system refused.
    pub fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let problem = Problem::new(format!("cannot {doing} `{}`: {}", path.display(), plain(error)));
        match error.kind() {
            std::io::ErrorKind::NotADirectory => problem.help("a part of the path is a file, not a folder"),
            _ => problem,
        }
    }

    /// Adds the advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the pipeline that it is about.
    #[must_use]
    pub fn pipeline(mut self, name: impl Into<String>) -> Self {
        self.pipelines.push(name.into());
        self
    }

    /// The pipelines in words.
    pub(crate) fn pipelines_text(&self) -> Option<String> {
        match self.pipelines.as_slice() {
            [] => None,
            [one] => Some(format!("in pipeline `{one}`")),
            several => Some(format!("in pipelines {}", listing(several))),
        }
    }

    /// Makes a problem of a finding; `file` is what the finding's position is in.
    pub fn from_finding(finding: Finding, file: Option<&str>) -> Self {
        let path = finding.path.to_string();
        let place = finding.position.zip(file).map(|(position, file)| Place {
            file: file.to_owned(),
            line: position.line,
            column: position.column,
            label: None,
        });
        Problem {
            severity: finding.severity,
            code: Some(finding.code.to_owned()),
            message: finding.message,
            pipelines: Vec::new(),
            path: (!path.is_empty()).then_some(path),
            places: place.into_iter().collect(),
            help: finding.help,
        }
    }
}

/// The system's words for an error, in the form of our messages: `permission denied`, without the number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })?;
        if let Some(code) = &self.code {
            write!(f, "[{code}]")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(pipelines) = self.pipelines_text() {
            write!(f, "\n  {pipelines}")?;
        }
        for place in &self.places {
            write!(f, "\n  at {place}")?;
        }
        if let Some(path) = &self.path {
            write!(f, "\n  in the IR at {path}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// Whose fault a failure is; it decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A pipeline, or a file, has errors.
    Invalid,
    /// The request does not fit the pipelines: an unknown name, a value of the wrong type.
    Usage,
    /// A file could not be read or written.
    Io,
}

/// Why nothing was emitted: at least one error, and the warnings found beside it.
///
/// Its `Debug` form is its `Display` form, because that is what a build script prints when its `main` returns one.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    /// Whose fault it is.
    pub kind: Kind,
    /// All of it.
    pub problems: Vec<Problem>,
}

impl Error {
    /// One problem of that kind.
    pub fn new(kind: Kind, problem: Problem) -> Self {
        Error { kind, problems: vec![problem] }
    }

    /// The problems as an error of that kind; nothing when there are none.
    pub fn check(kind: Kind, problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Error { kind, problems }) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
