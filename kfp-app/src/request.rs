//! What to emit: which pipelines, for which engines, in which form.

use std::fmt;

use kfp_dsl::author::Names;
use kfp_ir::pass::pin::Lock;

use crate::{Error, Kind, Problem};

/// Who takes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Kubeflow Pipelines, by upload: its intermediate representation.
    Kfp,
    /// Argo Workflows without Kubeflow: a workflow.
    #[cfg(feature = "argo")]
    Argo,
    /// Kubeflow Pipelines that keeps pipelines as Kubernetes resources: `Pipeline` and `PipelineVersion`.
    Manifest,
}

impl Target {
    /// All of them that this build has.
    pub const ALL: &'static [Self] = &[
        Self::Kfp,
        #[cfg(feature = "argo")]
        Self::Argo,
        Self::Manifest,
    ];

    /// The name on the command line and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kfp => "kfp",
            #[cfg(feature = "argo")]
            Self::Argo => "argo",
            Self::Manifest => "manifest",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// YAML.
    #[default]
    Yaml,
    /// JSON, as the run service of KFP's API takes it. [`Target::Kfp`] only.
    Json,
    /// Protobuf's binary form. [`Target::Kfp`] only.
    Pb,
}

impl Format {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Yaml, Self::Json, Self::Pb];

    /// The name on the command line, and the extension of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Pb => "pb",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What to emit. The default is everything: all pipelines, for KFP and for Argo, as YAML.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Names of pipelines; none means all.
    pub pipelines: Vec<String>,
    /// Targets; none means KFP, and with YAML also Argo where it is built in.
    pub targets: Vec<Target>,
    /// The form of the files.
    pub format: Format,
    /// Defaults of pipeline inputs as `name` and text, which is read as the type of the input.
    pub params: Vec<(String, String)>,
    /// Whether the IR has the shape that the KFP SDK gives it.
    pub names: Names,
    /// The program that runs Rust components: its path in their images. Nothing means what the `App` says.
    pub executable: Option<String>,
    /// Pins all images to the digests of a lock, with the name of its file for messages.
    pub lock: Option<(String, Lock)>,
}

impl Request {
    /// The targets, each once, in a fixed order.
    pub(crate) fn resolved_targets(&self) -> Result<Vec<Target>, Error> {
        if self.targets.is_empty() {
            let usual = |t: &Target| *t != Target::Manifest;
            let all = Target::ALL.iter().copied().filter(usual);
            return Ok(all.filter(|t| self.format == Format::Yaml || *t == Target::Kfp).collect());
        }
        let problems = self.targets.iter().filter(|t| self.format != Format::Yaml && **t != Target::Kfp);
        let problems = problems
            .map(|target| {
                Problem::new(format!("the target `{target}` has no `{}` form", self.format))
                    .help("only the target `kfp` has; use the format `yaml`")
            })
            .collect();
        Error::check(Kind::Usage, problems)?;
        Ok(Target::ALL.iter().copied().filter(|t| self.targets.contains(t)).collect())
    }
}

/// One emitted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, such as `churn.kfp.yaml`.
    pub name: String,
    /// The pipeline in it.
    pub pipeline: String,
    /// Who takes it.
    pub target: Target,
    /// How it is written.
    pub format: Format,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Everything that a request asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// The files, by pipeline and then by target.
    pub files: Vec<File>,
    /// What is not wrong, but perhaps not meant; and what an engine does otherwise.
    pub warnings: Vec<Problem>,
}
