//! `--check`: is what is committed what would be written?

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use similar::TextDiff;

use crate::{Error, File, Kind, Problem};

/// How many lines of a difference are shown for each file.
const MAX_LINES: usize = 40;

/// The differences between files and what is in the folder, as text; empty when there are none.
pub(crate) fn differences(dir: &Path, files: &[File]) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        let path = dir.join(&file.name);
        match std::fs::read(&path) {
            Ok(bytes) if bytes == file.bytes => {}
            Ok(bytes) => found.push(difference(&path, &bytes, &file.bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                found.push(format!("{}: missing\n", path.display()));
            }
            Err(e) => problems.push(Problem::io("read", &path, &e)),
        }
    }
    Error::check(Kind::Io, problems)?;
    Ok(found)
}

fn difference(path: &Path, old: &[u8], new: &[u8]) -> String {
    let path = path.display();
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return format!("{path}: stale ({} bytes, would be {})\n", old.len(), new.len());
    };
    let mut config = TextDiff::configure();
    // A rougher difference of huge files will do; there is no point in waiting.
    let diff = config.deadline(Instant::now() + Duration::from_secs(2)).diff_lines(old, new);
    let hunks = diff.unified_diff().context_radius(2).to_string();
    let mut text = format!("{path}: stale\n");
    let mut lines = hunks.lines();
    for line in lines.by_ref().take(MAX_LINES) {
        let _ = writeln!(text, "  {}", crate::text::printable_line(line));
    }
    match lines.count() {
        0 => {}
        more => drop(writeln!(text, "  .. and {more} more lines")),
    }
    text
}
