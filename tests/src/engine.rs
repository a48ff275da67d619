//! The engines: programs that judge files, one line a file.
#![expect(clippy::panic, reason = "an engine that breaks fails the test")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::skip;

/// A judge of emitted files. What each does is told in `tests/conformance/README.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// KFP IR: KFP's SDK parses it, loads it as a component, writes it again and calls it in a new pipeline.
    KfpSdk,
    /// KFP IR: read as KFP's API server does, conditions compiled by the driver's language.
    KfpApiServer,
    /// Pairs of a file (binary, YAML or JSON) and its reference (YAML or JSON): KFP's classes read the same message.
    KfpMessage,
    /// Pairs of YAML and a JSON of what it must say: read by PyYAML.
    PyYaml,
    /// Pairs of YAML and a JSON of what it must say: read by Go's `sigs.k8s.io/yaml` and `yaml.v3`.
    GoYaml,
    /// Kubernetes objects: validated as an API server with Argo's and KFP's full resource definitions does. The
    /// definitions are part of the corpus.
    Kubernetes,
    /// Argo objects: everything they name exists when it is read; expressions compiled by expr-lang; schedules parsed.
    Argo,
    /// Argo objects: Argo's own validation (4.0), which its command line, its server and its controller do.
    ArgoValidate,
    /// Pairs of a workflow and a JSON of command lines: the workflow is followed with programs that only copy, and its pods
    /// get those command lines.
    ArgoRun,
    /// Pairs of a workflow and a JSON of numbers: templates, tasks, pods, nodes, containers, volumes and bytes, counted.
    Counts,
    /// Argo objects: read by the models Hera generates from Argo's API, nothing lost.
    HeraModels,
}

impl Engine {
    /// Lets the engine judge the files; `None`, loudly, where the engine is not installed.
    ///
    /// Engines that take pairs expect them flat: first the file to judge, then its reference.
    ///
    /// # Panics
    ///
    /// When the engine cannot be started or does not answer for every file.
    #[track_caller]
    pub fn judge(self, files: &[PathBuf]) -> Option<Verdicts> {
        let mut command = match self {
            Self::KfpSdk => python("load_ir.py")?,
            Self::KfpMessage => python("same_message.py")?,
            Self::PyYaml => python("read_values.py")?,
            Self::HeraModels => python("argo_models.py")?,
            Self::GoYaml => checker("values", None)?,
            Self::KfpApiServer => checker("ir", Some(installed("kfp.protoset")?))?,
            Self::Kubernetes => checker("crd", Some(crate::corpus()?.join("schemas")))?,
            Self::Argo => checker("argo", None)?,
            Self::ArgoValidate => {
                let mut command = Command::new(installed("argo")?);
                command.arg("validate");
                command
            }
            Self::ArgoRun => checker("run", None)?,
            Self::Counts => checker("counts", None)?,
        };
        let judged = match self {
            Self::KfpMessage | Self::PyYaml | Self::GoYaml | Self::ArgoRun | Self::Counts => {
                files.iter().step_by(2).collect::<Vec<_>>()
            }
            _ => files.iter().collect(),
        };
        let verdicts = ask(&mut command, files).and_then(|verdicts| verdicts.complete(&judged));
        Some(verdicts.unwrap_or_else(|error| panic!("{self:?}: {error}")))
    }
}

/// Compiles every `folder/NAME/pipeline.py` with KFP's SDK to `out/NAME.yaml`.
///
/// # Panics
///
/// When the SDK cannot be started.
#[track_caller]
pub fn compile_pairs(folder: &Path, out: &Path) -> Option<Verdicts> {
    let mut command = python("compile_pairs.py")?;
    let verdicts = verdicts(command.arg(folder).arg(out));
    Some(verdicts.unwrap_or_else(|error| panic!("compile_pairs.py: {error}")))
}

/// Compiles components of Python functions and of a notebook with KFP's SDK, and a pipeline of them, to `train.yaml`,
/// `tally.yaml`, `notebook.yaml` and `around.yaml` in a folder.
///
/// # Panics
///
/// When the SDK cannot be started.
#[track_caller]
pub fn compile_components(out: &Path) -> Option<Verdicts> {
    let mut command = python("compile_components.py")?;
    let verdicts = verdicts(command.arg(out));
    Some(verdicts.unwrap_or_else(|error| panic!("compile_components.py: {error}")))
}

/// What an engine said of every file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts(BTreeMap<String, Result<(), String>>);

impl Verdicts {
    /// The refused files with the reasons.
    pub fn refused(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .filter_map(|(file, verdict)| Some((file.as_str(), verdict.as_ref().err()?.as_str())))
            .collect()
    }

    /// How many files were judged.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no file was judged.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails a test unless there are files and all of them were accepted.
    ///
    /// # Panics
    ///
    /// With the reasons, when a file was refused or none was judged.
    #[track_caller]
    pub fn assert_accepted(&self) {
        let refused: Vec<String> =
            self.refused().iter().map(|(file, reason)| format!("{file}: {reason}")).collect();
        assert!(!self.is_empty(), "no file was judged");
        assert!(refused.is_empty(), "{} of {} refused:\n{}", refused.len(), self.len(), refused.join("\n"));
    }

    /// Every file that was asked about must have an answer.
    fn complete(self, files: &[&PathBuf]) -> std::io::Result<Self> {
        let missing = files.iter().find(|file| !self.0.contains_key(&*file.to_string_lossy()));
        match missing {
            Some(file) => Err(std::io::Error::other(format!("no verdict on `{}`", file.display()))),
            None => Ok(self),
        }
    }
}

#[track_caller]
pub(crate) fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("KFP_CONFORMANCE").map(|folder| Path::new(&folder).join(name));
    match path {
        Some(path) if path.exists() => Some(path),
        _ => {
            skip("the engines: run `cargo xtask test`, with Python and Go on the path");
            None
        }
    }
}

/// The Python that has KFP's SDK.
#[track_caller]
pub(crate) fn interpreter() -> Option<PathBuf> {
    installed(if cfg!(windows) { "python/Scripts/python.exe" } else { "python/bin/python" })
}

#[track_caller]
pub(crate) fn python(script: &str) -> Option<Command> {
    let mut command = Command::new(interpreter()?);
    // Only the pinned packages, and no bytecode beside the sources.
    command.args(["-s", "-B"]);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/python").join(script));
    Some(command)
}

#[track_caller]
fn checker(subcommand: &str, data: Option<PathBuf>) -> Option<Command> {
    let mut command = Command::new(installed(&format!("checker{}", std::env::consts::EXE_SUFFIX))?);
    command.arg(subcommand).args(data);
    Some(command)
}

/// Hands the files over as a list, which has no limit of length.
fn ask(command: &mut Command, files: &[PathBuf]) -> std::io::Result<Verdicts> {
    let mut list = tempfile::NamedTempFile::new()?;
    for file in files {
        writeln!(list, "{}", file.display())?;
    }
    list.flush()?;
    verdicts(command.arg(format!("@{}", list.path().display())))
}

fn verdicts(command: &mut Command) -> std::io::Result<Verdicts> {
    let output = command.output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let found = Verdicts(printed.lines().filter_map(verdict).collect());
    let expected = if found.refused().is_empty() { 0 } else { 1 };
    if output.status.code() == Some(expected) {
        return Ok(found);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(std::io::Error::other(format!("{command:?} ended with {}: {complaint}", output.status)))
}

/// Reads `OK file`, `OK file: note` or `ERROR file: reason`.
fn verdict(line: &str) -> Option<(String, Result<(), String>)> {
    if let Some(file) = line.strip_prefix("OK ") {
        let file = file.split_once(": ").map_or(file, |(file, _)| file);
        return Some((file.to_owned(), Ok(())));
    }
    let (file, reason) = line.strip_prefix("ERROR ")?.split_once(": ")?;
    Some((file.to_owned(), Err(reason.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_verdict() {
        assert_eq!(verdict("OK a.yaml"), Some(("a.yaml".to_owned(), Ok(()))));
        assert_eq!(verdict("OK a.yaml: 3 tasks"), Some(("a.yaml".to_owned(), Ok(()))));
        assert_eq!(verdict("ERROR a.yaml: b: c"), Some(("a.yaml".to_owned(), Err("b: c".to_owned()))));
        assert_eq!(verdict("warning: x"), None);
    }

    #[test]
    fn silence_on_a_file_is_an_error() {
        let verdicts = Verdicts(BTreeMap::from([("a".to_owned(), Ok(()))]));
        assert!(verdicts.clone().complete(&[&PathBuf::from("a")]).is_ok());
        assert!(verdicts.complete(&[&PathBuf::from("b")]).is_err());
    }
}
