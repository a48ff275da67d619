//! What is wrong with a file, with its lines.

use std::fmt;

use kfp_ir::valid::{Finding, Severity};

/// How many findings are shown in full.
const SHOWN: usize = 5;

/// Why a file cannot be imported: everything that is wrong with it.
///
/// The text shows the lines of the file. `Debug` gives the same text, because that is what a build script which returns
/// the error prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    /// A file that cannot be read at all.
    pub(crate) fn plain(message: String, help: Option<&str>) -> Self {
        Error(with_help(message, help))
    }

    /// Errors of the content of a file.
    pub(crate) fn of(file: &str, text: &str, findings: &[Finding]) -> Self {
        let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
        let mut out = format!("`{file}` cannot be imported");
        for (i, finding) in errors.iter().take(SHOWN).enumerate() {
            let separator = if i == 0 { ": " } else { "\n" };
            out.push_str(separator);
            out.push_str(&finding.message);
            out.push_str(&snippet(text, finding));
            out = with_help(out, finding.help.as_deref());
        }
        if errors.len() > SHOWN {
            out.push_str(&format!("\nand {} more", errors.len() - SHOWN));
        }
        Error(out)
    }
}

fn with_help(mut message: String, help: Option<&str>) -> String {
    if let Some(help) = help {
        message.push_str("\n  = help: ");
        message.push_str(help);
    }
    message
}

/// The line of a finding, and below it a mark at its column.
fn snippet(text: &str, finding: &Finding) -> String {
    const WIDTH: usize = 100;
    let Some(position) = finding.position else {
        return if finding.path.0.is_empty() { String::new() } else { format!("\n  at {}", finding.path) };
    };
    let line = text.lines().nth(position.line.saturating_sub(1)).unwrap_or_default();
    // The mark stays in view in lines that are long because the file is on one line.
    let skipped = (position.column.saturating_sub(1)).saturating_sub(WIDTH / 2);
    let skipped = if line.chars().count() > WIDTH { skipped } else { 0 };
    let shown: String =
        line.chars().skip(skipped).take(WIDTH).map(|c| if c == '\t' { ' ' } else { c }).collect();
    let number = position.line.to_string();
    let (margin, mark) = (" ".repeat(number.len()), " ".repeat(position.column.saturating_sub(1 + skipped)));
    format!("\n {margin} |\n {number} | {}\n {margin} | {mark}^", shown.trim_end())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
