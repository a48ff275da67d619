//! The files that a component leaves for the launcher, besides its artifacts.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kfp_ir::model::{ExecutorInput, ExecutorOutput, Value};
use serde_json::{Value as Json, json};

use crate::author::ComponentDef;
use crate::run::context::output_artifact;
use crate::run::input::at_path;
use crate::run::locate::local_path;
use crate::run::{Error, Result};

/// Where a component writes.
#[derive(Debug)]
pub(crate) struct Places {
    /// The executor output, `outputs.outputFile`; empty when there is none.
    output_file: PathBuf,
    /// One file per output parameter.
    parameters: BTreeMap<String, PathBuf>,
    /// What a failed body may have begun: artifact paths at which there was nothing before.
    fresh: Vec<PathBuf>,
}

impl Places {
    /// Makes every directory, before an hour of work finds out that it cannot be made, and removes the results of an
    /// earlier attempt, so that a failure never looks like success.
    pub(crate) fn prepare(component: &ComponentDef, input: &ExecutorInput) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut note = |name: &str, result: io::Result<()>| {
            result.unwrap_or_else(|e| problems.push(format!("output `{name}`: {e}")));
        };
        let mut fresh = Vec::new();
        for def in component.outputs {
            if let Some(Ok(path)) = output_artifact(input, def.name).map(local_path) {
                note(def.name, make_parent(&path));
                if path.symlink_metadata().is_err() {
                    fresh.push(path);
                }
            }
        }
        let outputs = input.outputs.as_ref();
        let parameters: BTreeMap<String, PathBuf> = outputs
            .map(|o| &o.parameters)
            .into_iter()
            .flatten()
            .filter(|(_, p)| !p.output_file.is_empty())
            .map(|(name, p)| (name.clone(), PathBuf::from(&p.output_file)))
            .collect();
        for (name, path) in &parameters {
            note(name, make_parent(path).and_then(|()| remove_old(path)));
        }
        let output_file = PathBuf::from(outputs.map_or("", |o| &o.output_file));
        if !output_file.as_os_str().is_empty() {
            note("outputFile", make_parent(&output_file).and_then(|()| remove_old(&output_file)));
        }
        if problems.is_empty() { Ok(Places { output_file, parameters, fresh }) } else { Err(problems) }
    }

    /// Writes the results: all of them, or none.
    ///
    /// Parameters are written twice: KFP's launcher takes them from the executor output and only then from their own
    /// files, raw Argo takes either.
    pub(crate) fn publish(&self, output: &ExecutorOutput) -> Result<()> {
        let mut files = Vec::new();
        for (name, value) in &output.parameter_values {
            if let Some(path) = self.parameters.get(name) {
                files.push((path, parameter_text(value)));
            }
        }
        if !self.output_file.as_os_str().is_empty() {
            files.push((&self.output_file, executor_output(output)));
        }
        let mut begun = Vec::new();
        let written = files
            .iter()
            .try_for_each(|(path, text)| {
                let temporary = beside(path);
                let result = fs::write(&temporary, text).map_err(|e| at_path(&e, "write", path));
                begun.push(temporary);
                result
            })
            .and_then(|()| {
                let mut moves = files.iter().zip(&begun);
                moves.try_for_each(|((path, _), from)| {
                    fs::rename(from, path).map_err(|e| at_path(&e, "write", path))
                })
            });
        written.map_err(|error| {
            for path in begun.iter().chain(files.iter().map(|(path, _)| *path)) {
                let _ = fs::remove_file(path);
            }
            Error::from(error)
        })
    }

    /// Removes what a failed body left at the paths of its output artifacts.
    pub(crate) fn discard(&self) {
        for path in &self.fresh {
            // What is not there, or cannot be removed, is no better reported than the failure itself.
            let _ = match path.symlink_metadata() {
                Ok(data) if data.is_dir() => fs::remove_dir_all(path),
                Ok(_) => fs::remove_file(path),
                Err(_) => Ok(()),
            };
        }
    }
}

/// The text of an output parameter's own file: text as it is, everything else as JSON.
fn parameter_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => Json::from(other.clone()).to_string(),
    }
}

/// The executor output in protobuf's JSON form, as the SDK's executor writes it.
///
/// Whole numbers have no fraction, so that readers which know nothing of doubles see the integer that was returned.
/// Argo expands `{{..}}` and breaks on the byte 7f wherever it passes this text on. In compact JSON both occur inside
/// strings only, where an escape means the same.
fn executor_output(output: &ExecutorOutput) -> String {
    let artifacts = output.artifacts.iter().map(|(name, list)| {
        let artifacts = list.artifacts.iter().map(|artifact| {
            let metadata = artifact.metadata.clone().unwrap_or_default();
            json!({"name": artifact.name, "uri": artifact.uri, "metadata": Json::from(Value::Struct(metadata))})
        });
        (name.clone(), json!({"artifacts": artifacts.collect::<Json>()}))
    });
    let parameters = output.parameter_values.iter().map(|(name, v)| (name.clone(), Json::from(v.clone())));
    json!({"artifacts": artifacts.collect::<Json>(), "parameterValues": parameters.collect::<Json>()})
        .to_string()
        .replace("{{", r"{\u007b")
        .replace('\u{7f}', r"\u007f")
}

fn make_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => {
            fs::create_dir_all(parent).map_err(|e| at_path(&e, "create the directory", parent))
        }
        _ => Ok(()),
    }
}

fn remove_old(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(at_path(&e, "replace", path)),
        _ => Ok(()),
    }
}

/// A name in the same directory, so that the rename is atomic.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}
