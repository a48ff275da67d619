//! The engines the conformance tests need, pinned and installed below `target/conformance`.
//!
//! The folder holds `python/` (a virtual environment), `checker` and `argo` (our Go programs) and `kfp.protoset` (KFP's
//! message descriptors for the former). A stamp beside each says what it was made from, so a second run installs nothing; a lock
//! keeps two runs apart.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{output, run};
use crate::{Outcome, workspace};

/// The folder of the installed tools.
pub(crate) fn folder() -> Outcome<PathBuf> {
    Ok(workspace::target()?.join("conformance"))
}

/// The interpreter of the virtual environment in `folder`.
pub(crate) fn python(folder: &Path) -> PathBuf {
    folder.join("python").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// The sources of the Python side.
pub(crate) fn python_sources() -> PathBuf {
    workspace::root().join("tests/conformance/python")
}

/// Installs what is missing or stale and returns the folder. A language that this machine lacks is left out with a
/// loud line, or is an error where everything is required.
pub(crate) fn install() -> Outcome<PathBuf> {
    let folder = folder()?;
    let _lock = lock(&folder)?;
    let programs = [("go", "checker"), ("argo", "argo")];
    let programs = programs.map(|(sources, program)| install_go(&folder, sources, program));
    for installed in [install_python(&folder)].into_iter().chain(programs) {
        match installed {
            Err(error) if workspace::everything_is_required() => return Err(error),
            Err(error) => eprintln!("SKIPPED: {error}"),
            Ok(()) => {}
        }
    }
    Ok(folder)
}

/// Installs only the Python side, which the side-by-side measurements need.
pub(crate) fn install_python_only() -> Outcome<PathBuf> {
    let folder = folder()?;
    let _lock = lock(&folder)?;
    install_python(&folder)?;
    Ok(folder)
}

fn lock(folder: &Path) -> Outcome<fs::File> {
    let take = || {
        fs::create_dir_all(folder)?;
        let file = fs::File::create(folder.join(".lock"))?;
        file.lock()?;
        Ok(file)
    };
    take().map_err(|error: std::io::Error| format!("cannot lock `{}`: {error}", folder.display()))
}

fn install_python(folder: &Path) -> Outcome {
    let python3 = if cfg!(windows) { "python" } else { "python3" };
    let version = output(Command::new(python3).arg("--version")).map_err(|_| {
        "the tests against KFP's SDK need Python 3.11 or later as `python3`, which this machine does not have".to_owned()
    })?;
    let sources = python_sources();
    let requirements = sources.join("requirements.txt");
    let stamp =
        Stamp::new(folder, "python", version, &[requirements.clone(), sources.join("descriptors.py")])?;
    if stamp.is_current() {
        return Ok(());
    }
    stamp.remove()?;
    let environment = folder.join("python");
    println!("installing the Python packages of {} below {}", requirements.display(), folder.display());
    run(Command::new(python3).args(["-m", "venv", "--clear"]).arg(&environment)).map_err(|error| {
        format!(
            "{error}\nhelp: Python cannot make a virtual environment; on Debian and Ubuntu install `python3-venv`"
        )
    })?;
    run(Command::new(python(folder))
        .args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"])
        .args(["--retries", "10", "--requirement"])
        .arg(&requirements))
    .map_err(|error| {
        format!("{error}\nhelp: the packages come from the Python package index; is it reachable?")
    })?;
    run(Command::new(python(folder)).arg(sources.join("descriptors.py")).arg(folder.join("kfp.protoset")))?;
    stamp.write()
}

fn install_go(folder: &Path, sources: &str, program: &str) -> Outcome {
    let version = output(Command::new("go").arg("version")).map_err(|_| {
        "the tests against the libraries of KFP, Kubernetes and Argo need `go`, which this machine does not have"
            .to_owned()
    })?;
    let stamp = sources;
    let sources = workspace::root().join("tests/conformance").join(sources);
    let mut files = fs::read_dir(&sources)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>())
        .map_err(|error| format!("cannot list `{}`: {error}", sources.display()))?;
    files.sort();
    let stamp = Stamp::new(folder, stamp, version, &files)?;
    if stamp.is_current() {
        return Ok(());
    }
    stamp.remove()?;
    println!("building {} into {}", sources.display(), folder.display());
    run(Command::new("go")
        .args(["build", "-mod=readonly", "-ldflags=-s -w", "-o"])
        .arg(folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .arg(".")
        .current_dir(&sources))
    .map_err(|error| format!("{error}\nhelp: the modules come from the Go module proxy; is it reachable?"))?;
    stamp.write()
}

/// What an installation was made from: the compiler's version and the bytes of its files.
struct Stamp {
    path: PathBuf,
    content: Vec<u8>,
}

impl Stamp {
    fn new(folder: &Path, name: &str, version: String, files: &[PathBuf]) -> Outcome<Self> {
        let mut content = version.into_bytes();
        for file in files {
            content.extend(format!("== {}\n", file.display()).bytes());
            content.extend(
                fs::read(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?,
            );
        }
        Ok(Self { path: folder.join(format!("{name}.stamp")), content })
    }

    fn is_current(&self) -> bool {
        fs::read(&self.path).is_ok_and(|found| found == self.content)
    }

    fn remove(&self) -> Outcome {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(format!("cannot remove `{}`: {error}", self.path.display()))
            }
            _ => Ok(()),
        }
    }

    fn write(&self) -> Outcome {
        fs::write(&self.path, &self.content)
            .map_err(|error| format!("cannot write `{}`: {error}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_current_until_a_file_or_the_version_changes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("requirements.txt");
        fs::write(&file, "kfp==1").unwrap();
        let stamp = |version: &str| {
            Stamp::new(folder.path(), "python", version.to_owned(), std::slice::from_ref(&file)).unwrap()
        };
        assert!(!stamp("3.11").is_current());
        stamp("3.11").write().unwrap();
        assert!(stamp("3.11").is_current());
        assert!(!stamp("3.12").is_current());
        fs::write(&file, "kfp==2").unwrap();
        assert!(!stamp("3.11").is_current());
        stamp("3.11").remove().unwrap();
        stamp("3.11").remove().unwrap();
    }

    #[test]
    fn a_second_run_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path()).unwrap();
        let other = fs::File::open(folder.path().join(".lock")).unwrap();
        assert!(other.try_lock().is_err());
        drop(first);
        assert!(other.try_lock().is_ok());
    }
}
