//! Every phase once, as a program goes through them.

use std::fmt::Display;
use std::time::Duration;

use kfp_argo::to_yaml;
use kfp_dsl::Names;
use kfp_ir::back::kfp::{binary, json, yaml};
use kfp_ir::codec::{Format, proto, read};
use kfp_ir::model::PipelineSpec;
use kfp_ir::target::Target;
use kfp_ir::valid::check;

use crate::case::{lowered, words};
use crate::{Phase, Shape, processor_time};

/// Takes a pipeline through every phase, and tells how long each phase took.
///
/// All that the phases make is in memory at the same time.
///
/// # Errors
/// None that is expected, and in words.
pub fn once(shape: Shape, tasks: usize, names: Names) -> Result<Vec<(Phase, Duration)>, String> {
    let mut times = Times::default();
    let built = times.take(Phase::Build, || shape.build(tasks, names))?;
    times.take(Phase::Check, || Ok::<_, String>(check(&built.document, &Target::Kfp217)))?;
    let yaml = times.take(Phase::Yaml, || yaml(&built.document, &built.info))?;
    let json = times.take(Phase::Json, || json(&built.document, &built.info))?;
    let binary = times.take(Phase::Binary, || binary(&built.document, &built.info))?;
    let workflow = times.take(Phase::Lower, || lowered(&built))?;
    times.take(Phase::Argo, || to_yaml(&workflow.manifests))?;
    times.take(Phase::ReadYaml, || read(&yaml, Format::Yaml))?;
    times.take(Phase::ReadJson, || read(&json, Format::Json))?;
    times.take(Phase::ReadBinary, || proto::decode::<PipelineSpec>(&binary.pipeline))?;
    Ok(times.0)
}

/// How long each phase took.
#[derive(Default)]
struct Times(Vec<(Phase, Duration)>);

impl Times {
    fn take<T, E: Display>(&mut self, phase: Phase, run: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
        let start = processor_time();
        let made = run();
        self.0.push((phase, processor_time().saturating_sub(start)));
        made.map_err(words)
    }
}
