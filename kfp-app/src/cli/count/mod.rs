//! How large an emitted file is in tasks, templates and pods: counted from its bytes, not from what made them.

#[cfg(feature = "argo")]
mod argo;
mod kfp;
mod sum;

use kfp_ir::codec::{self, ReadError};
use kfp_ir::model::{Document, PipelineSpec};

use crate::{File, Format, Target};

/// What is in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tasks that do work: each runs a container, or imports an artifact. A task of a pipeline that is used several
    /// times counts each time, a task inside a loop once.
    pub tasks: u64,
    /// Argo templates: those in the file, or those that KFP 2.17 makes of it.
    pub templates: u64,
    /// Pods of a run in which every branch runs, nothing is cached and nothing fails.
    pub pods: u64,
    /// Whether there is a loop whose length only a run knows; its body counts as run once.
    pub open_loops: bool,
}

/// Counts what is in an emitted file. Nothing for a file that has no tasks to count, such as platform settings.
///
/// # Errors
/// The file does not read back.
pub fn count(file: &File) -> Result<Option<Counts>, ReadError> {
    let text = || String::from_utf8_lossy(&file.bytes);
    match (file.target, file.format) {
        (Target::Kfp, Format::Pb) if file.name.ends_with(".kfp.pb") => {
            let pipeline: PipelineSpec = codec::proto::decode(&file.bytes)?;
            Ok(Some(kfp::count(&Document { pipeline, platform: None })))
        }
        (Target::Kfp, Format::Pb) | (Target::Manifest, _) => Ok(None),
        (Target::Kfp, Format::Yaml) => {
            Ok(Some(kfp::count(&codec::read(&text(), codec::Format::Yaml)?.document)))
        }
        (Target::Kfp, Format::Json) => {
            Ok(Some(kfp::count(&codec::read(&text(), codec::Format::Json)?.document)))
        }
        #[cfg(feature = "argo")]
        (Target::Argo, _) => argo(&text()).map(Some),
    }
}

/// Counts what is in the workflows of an Argo file.
///
/// # Errors
/// The file is no YAML.
#[cfg(feature = "argo")]
pub fn argo(text: &str) -> Result<Counts, ReadError> {
    let objects = codec::yaml::values(text)?;
    Ok(objects.iter().map(argo::count).fold(Counts::default(), |sum, counts| Counts {
        tasks: sum.tasks + counts.tasks,
        templates: sum.templates + counts.templates,
        pods: sum.pods + counts.pods,
        open_loops: sum.open_loops || counts.open_loops,
    }))
}
