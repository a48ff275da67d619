//! Files as they were: `REV:PATH` names a file of a Git revision.

use std::path::{Path, PathBuf};
use std::process::Command;

use kfp_app::{Error, Kind, Problem};

use crate::input::{self, Input};

/// Reads a file, or `REV:PATH` where no file has that name.
///
/// # Errors
/// As [`input::read`]; Git is not there or does not know the revision or path.
pub(crate) fn read(name: &Path) -> Result<Input, Error> {
    let text = name.to_string_lossy();
    let Some((revision, path)) = text.split_once(':').filter(|_| text != "-" && !name.exists()) else {
        return input::read(name);
    };
    let failed = |problem: Problem| {
        let code = Some(input::IO.to_owned());
        Error::new(Kind::Io, Problem { code, ..problem })
    };
    // A revision that starts with a dash would be an option.
    if revision.is_empty() || revision.starts_with('-') {
        let problem = Problem::new(format!("`{text}` is neither a file nor REV:PATH"));
        return Err(failed(problem));
    }
    let shown = Command::new("git").args(["show", "--no-textconv", "--end-of-options", &text]).output();
    let output = shown.map_err(|e| {
        failed(Problem::new(format!("cannot start `git` to read `{text}`: {e}")).help("is Git installed?"))
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said =
            said.lines().next().unwrap_or("it gave no reason").trim_start_matches("fatal: ").to_owned();
        let problem = Problem::new(format!("`git` cannot show `{text}`: {said}"));
        return Err(failed(
            problem.help("`REV:PATH` counts from the top of the repository, `REV:./PATH` from here"),
        ));
    }
    input::of_bytes(text.clone().into_owned(), &PathBuf::from(path), output.stdout)
}
