//! What a check reports.

use std::fmt;

use crate::path::IrPath;
use crate::valid::Info;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document works, but probably not as meant.
    Warning,
    /// No back end may emit this document.
    Error,
}

/// A place in a source file, counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
    /// The byte offset from the start of the file, counted from zero.
    pub offset: usize,
}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable code, such as `IR012`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where in the document.
    pub path: IrPath,
    /// Where in the file, when the document came from one.
    pub position: Option<Position>,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]: {}", self.code, self.message)?;
        let line = self.position.map(|at| format!("line {}, column {}", at.line, at.column));
        match (self.path.to_string(), line) {
            (path, None) if path.is_empty() => {}
            (path, Some(line)) if path.is_empty() => write!(f, "\n  at {line}")?,
            (path, None) => write!(f, "\n  at {path}")?,
            (path, Some(line)) => write!(f, "\n  at {path} ({line})")?,
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// The outcome of a check: everything that was found, and the analysis that back ends need.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Errors and warnings, in document order.
    pub findings: Vec<Finding>,
    /// Present only without errors: nothing unchecked can be emitted.
    pub info: Option<Info>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_names_the_places_that_are_known() {
        let shown = |path: &[&str], line: Option<usize>| {
            let finding = Finding {
                code: "IR001",
                severity: Severity::Error,
                message: "broken".to_owned(),
                path: IrPath::new(path.iter().copied()),
                position: line.map(|line| Position { line, column: 2, offset: 0 }),
                help: Some("mend it".to_owned()),
            };
            finding.to_string()
        };
        assert_eq!(shown(&[], None), "error[IR001]: broken\n  help: mend it");
        assert_eq!(shown(&[], Some(3)), "error[IR001]: broken\n  at line 3, column 2\n  help: mend it");
        assert_eq!(shown(&["root"], None), "error[IR001]: broken\n  at root\n  help: mend it");
        assert_eq!(
            shown(&["root"], Some(3)),
            "error[IR001]: broken\n  at root (line 3, column 2)\n  help: mend it"
        );
    }
}
