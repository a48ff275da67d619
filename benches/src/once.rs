//! Every phase once, as programs go through them: one compiles a pipeline, others read what it wrote.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use kfp_argo::to_yaml;
use kfp_dsl::Names;
use kfp_ir::back::kfp::{binary, json, yaml};
use kfp_ir::codec::{Format, proto, read};
use kfp_ir::model::PipelineSpec;
use kfp_ir::target::Target;
use kfp_ir::valid::check;

use crate::case::{lowered, words};
use crate::{Shape, processor_time};

/// The files of a compiled pipeline, in the order in which they are read back.
pub const FILES: [&str; 3] = ["pipeline.yaml", "pipeline.json", "pipeline.pb"];

/// Compiles a pipeline into files of a folder, and tells how long each phase took: all but those that read.
///
/// All that the phases make is in memory at the same time.
///
/// # Errors
/// For a folder that cannot be written to, in words.
pub fn compile(shape: Shape, tasks: usize, names: Names, folder: &Path) -> Result<Vec<Duration>, String> {
    let mut times = Times::default();
    let built = times.take(|| shape.build(tasks, names))?;
    times.take(|| Ok::<_, String>(check(&built.document, &Target::Kfp217)))?;
    let yaml = times.take(|| yaml(&built.document, &built.info))?;
    let json = times.take(|| json(&built.document, &built.info))?;
    let binary = times.take(|| binary(&built.document, &built.info))?;
    let workflow = times.take(|| lowered(&built))?;
    times.take(|| to_yaml(&workflow.manifests))?;
    for (name, bytes) in FILES.into_iter().zip([yaml.as_bytes(), json.as_bytes(), &binary.pipeline]) {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|e| format!("cannot write `{}`: {e}", path.display()))?;
    }
    Ok(times.0)
}

/// How long it takes to read one of the files back, without the time to load it.
///
/// # Errors
/// For a file that cannot be read, in words.
pub fn read_back(path: &Path) -> Result<Duration, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
    let mut times = Times::default();
    let text = || std::str::from_utf8(&bytes).map_err(words);
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml") => drop(times.take(|| read(text()?, Format::Yaml).map_err(words))?),
        Some("json") => drop(times.take(|| read(text()?, Format::Json).map_err(words))?),
        _ => drop(times.take(|| proto::decode::<PipelineSpec>(&bytes))?),
    }
    Ok(times.0.into_iter().sum())
}

/// How long each phase took.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn take<T, E: Display>(&mut self, run: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
        let start = processor_time();
        let made = run();
        self.0.push(processor_time().saturating_sub(start));
        made.map_err(words)
    }
}
