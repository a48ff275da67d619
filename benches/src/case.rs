//! One pipeline, and the phases that it goes through.

use std::any::Any;
use std::fmt::Display;

use kfp_argo::{Limits, Lowered, Options, lower, to_yaml};
use kfp_dsl::{Built, Names};
use kfp_ir::back::kfp::{binary, json, yaml};
use kfp_ir::codec::{Format, proto, read};
use kfp_ir::model::PipelineSpec;
use kfp_ir::target::Target;
use kfp_ir::valid::check;

use crate::Shape;

/// One step on the way from a pipeline function to a file, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Runs the pipeline function and makes checked IR of what it recorded.
    Build,
    /// Checks the IR once more, as is done for files.
    Check,
    /// Writes KFP YAML.
    Yaml,
    /// Writes KFP JSON.
    Json,
    /// Writes protobuf.
    Binary,
    /// Lowers the IR to an Argo workflow.
    Lower,
    /// Writes the Argo workflow as YAML.
    Argo,
    /// Reads the KFP YAML back.
    ReadYaml,
    /// Reads the KFP JSON back.
    ReadJson,
    /// Reads the protobuf back.
    ReadBinary,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Build,
        Self::Check,
        Self::Yaml,
        Self::Json,
        Self::Binary,
        Self::Lower,
        Self::Argo,
        Self::ReadYaml,
        Self::ReadJson,
        Self::ReadBinary,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Check => "check",
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Binary => "binary",
            Self::Lower => "lower",
            Self::Argo => "argo yaml",
            Self::ReadYaml => "read yaml",
            Self::ReadJson => "read json",
            Self::ReadBinary => "read binary",
        }
    }
}

/// A pipeline of some shape and size, with what each phase needs.
#[derive(Debug)]
pub struct Case {
    shape: Shape,
    tasks: usize,
    names: Names,
    built: Built,
    lowered: Lowered,
    yaml: String,
    json: String,
    binary: Vec<u8>,
}

impl Case {
    /// Builds the pipeline and writes it in every form.
    ///
    /// # Errors
    /// None that is expected, and in words.
    pub fn new(shape: Shape, tasks: usize, names: Names) -> Result<Self, String> {
        let built = shape.build(tasks, names).map_err(words)?;
        let (document, info) = (&built.document, &built.info);
        Ok(Case {
            shape,
            tasks,
            names,
            lowered: lowered(&built)?,
            yaml: yaml(document, info).map_err(words)?,
            json: json(document, info).map_err(words)?,
            binary: binary(document, info).map_err(words)?.pipeline,
            built,
        })
    }

    /// Runs one phase. What it made is returned, so that the caller decides whether freeing it counts.
    ///
    /// # Errors
    /// None that is expected, and in words.
    pub fn run(&self, phase: Phase) -> Result<Box<dyn Any>, String> {
        let (document, info) = (&self.built.document, &self.built.info);
        Ok(match phase {
            Phase::Build => Box::new(self.shape.build(self.tasks, self.names).map_err(words)?),
            Phase::Check => Box::new(check(document, &Target::Kfp217)),
            Phase::Yaml => Box::new(yaml(document, info).map_err(words)?),
            Phase::Json => Box::new(json(document, info).map_err(words)?),
            Phase::Binary => Box::new(binary(document, info).map_err(words)?),
            Phase::Lower => Box::new(lowered(&self.built)?),
            Phase::Argo => Box::new(to_yaml(&self.lowered.manifests).map_err(words)?),
            Phase::ReadYaml => Box::new(read(&self.yaml, Format::Yaml).map_err(words)?),
            Phase::ReadJson => Box::new(read(&self.json, Format::Json).map_err(words)?),
            Phase::ReadBinary => Box::new(proto::decode::<PipelineSpec>(&self.binary).map_err(words)?),
        })
    }
}

/// Lowers a pipeline to Argo, whatever the size of the result: no cluster takes 100,000 tasks, but 10,000 times ten should
/// still not take longer than ten times 10,000.
///
/// # Errors
/// None that is expected, and in words.
pub fn lowered(built: &Built) -> Result<Lowered, String> {
    let limits = Limits { templates: usize::MAX, bytes: usize::MAX, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    lower(&built.document, &built.info, &options).map_err(words)
}

pub(crate) fn words(error: impl Display) -> String {
    error.to_string()
}
