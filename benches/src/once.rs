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

/// Takes that many equal pipelines through every phase, and tells how long each phase took for all of them.
///
/// All that a phase makes of all pipelines is in memory at the same time. So one pipeline of 100,000 tasks needs as much memory
/// as ten of 10,000, and what is left to compare is the work.
///
/// # Errors
/// None that is expected, and in words.
pub fn once(
    shape: Shape,
    tasks: usize,
    pipelines: usize,
    names: Names,
) -> Result<Vec<(Phase, Duration)>, String> {
    let mut times = Times::default();
    let built = times.take(Phase::Build, 0..pipelines, |_| shape.build(tasks, names))?;
    times.take(Phase::Check, &built, |b| Ok::<_, String>(check(&b.document, &Target::Kfp217)))?;
    let yamls = times.take(Phase::Yaml, &built, |b| yaml(&b.document, &b.info))?;
    let jsons = times.take(Phase::Json, &built, |b| json(&b.document, &b.info))?;
    let binaries = times.take(Phase::Binary, &built, |b| binary(&b.document, &b.info))?;
    let workflows = times.take(Phase::Lower, &built, lowered)?;
    times.take(Phase::Argo, &workflows, |w| to_yaml(&w.manifests))?;
    times.take(Phase::ReadYaml, &yamls, |text| read(text, Format::Yaml))?;
    times.take(Phase::ReadJson, &jsons, |text| read(text, Format::Json))?;
    times.take(Phase::ReadBinary, &binaries, |b| proto::decode::<PipelineSpec>(&b.pipeline))?;
    Ok(times.0)
}

/// How long each phase took.
#[derive(Default)]
struct Times(Vec<(Phase, Duration)>);

impl Times {
    fn take<I: IntoIterator, T, E: Display>(
        &mut self,
        phase: Phase,
        all: I,
        run: impl FnMut(I::Item) -> Result<T, E>,
    ) -> Result<Vec<T>, String> {
        let start = processor_time();
        let made: Result<Vec<T>, E> = all.into_iter().map(run).collect();
        self.0.push((phase, processor_time().saturating_sub(start)));
        made.map_err(words)
    }
}
