//! The options, as clap reads them. The doc comments are the help.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use kfp_dsl::author::Names;
use kfp_ir::pass::pin::Lock;

use super::EXIT_CODES;
use crate::{Error, Format, Kind, Problem, Request, Target, parse_lock};

/// Compiles the pipelines of this program, and runs their components.
///
/// The pipelines are written in Rust and are part of this program. `compile` writes them as files for Kubeflow
/// Pipelines and for Argo Workflows; the steps of a run then call `exec` of the same program in their containers.
#[derive(Debug, Parser)]
#[command(after_help = EXIT_CODES, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Compile(CompileArgs),
    List(ListArgs),
    Exec(ExecArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Write pipelines as files for the engines that run them
///
/// Nothing is written unless all of it is right: every pipeline is built and checked first. Equal pipelines give
/// equal bytes, so the files can be committed; `--check` tells whether they are still what the program would write.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  Write all pipelines for all engines
      compile
  One pipeline for Argo, to look at
      compile --pipeline churn --target argo --out -
  Other defaults for two of its inputs
      compile --pipeline churn --param epochs=20 --param 'layers=[64, 32]'
  In CI: fail if somebody forgot to compile
      compile --out deploy --check

Files: NAME.kfp.yaml, NAME.kfp.json, NAME.kfp.pb (platform settings beside it in NAME.platform.pb),
NAME.argo.yaml, NAME.manifest.yaml

Exit codes:
  0  written, or up to date
  1  a pipeline has errors, or with --check a file is not up to date
  2  the command line was not understood: unknown option, pipeline or input, value of a wrong type
  3  a file or folder could not be read or written")]
pub(crate) struct CompileArgs {
    /// Only this pipeline; may be given several times [default: all]
    #[arg(long = "pipeline", short, value_name = "NAME")]
    pub(crate) pipelines: Vec<String>,

    /// Who takes the files; may be given several times [default: kfp and argo]
    #[arg(long = "target", short, value_name = "TARGET")]
    pub(crate) targets: Vec<Target>,

    /// How the files are written; `json` and `pb` are for the target kfp
    #[arg(long, short, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) format: Format,

    /// Set the default of a pipeline input; may be given several times
    ///
    /// The value is read as the type of the input: text as it is, numbers, `true` or `false`, and JSON for lists and
    /// structs. Every selected pipeline that has the input gets it.
    #[arg(long = "param", value_name = "INPUT=VALUE", value_parser = param)]
    pub(crate) params: Vec<(String, String)>,

    /// The folder to write to, `-` for standard output
    #[arg(long, short, value_name = "DIR", default_value = "target/pipelines")]
    pub(crate) out: PathBuf,

    /// Write nothing, and fail if the files in DIR are not what would be written
    #[arg(long)]
    pub(crate) check: bool,

    /// Where this program is in the images of its components
    #[arg(long, value_name = "PATH")]
    pub(crate) executable: Option<String>,

    /// Pin the images to the digests of this file, which `kfpc lock` writes
    #[arg(long, value_name = "FILE")]
    pub(crate) lock: Option<PathBuf>,

    /// Shape the IR as the KFP SDK 2.17 does, where that differs from what is written otherwise
    #[arg(long)]
    pub(crate) sdk_names: bool,
}

impl CompileArgs {
    /// # Errors
    /// The lock cannot be read, or is none.
    pub(crate) fn request(&self) -> Result<Request, Error> {
        let lock = self.lock.as_deref().map(read_lock).transpose()?;
        Ok(Request {
            pipelines: self.pipelines.clone(),
            targets: self.targets.clone(),
            format: self.format,
            params: self.params.clone(),
            names: if self.sdk_names { Names::Sdk } else { Names::Shared },
            executable: self.executable.clone(),
            lock,
        })
    }
}

fn read_lock(path: &Path) -> Result<(String, Lock), Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::new(Kind::Io, Problem::new(format!("cannot read `{name}`: {error}"))))?;
    let lock = parse_lock(&name, &text)?;
    Ok((name, lock))
}

/// List the pipelines with their inputs and components
#[derive(Debug, Args)]
#[command(after_long_help = "\
With --format json the output is one object:
  {\"version\": 1, \"pipelines\": [{\"name\", \"description\", \"file\", \"line\",
    \"inputs\": [{\"name\", \"kind\", \"type\", \"required\", \"default\", \"literals\", \"description\"}],
    \"components\": [{\"name\", \"kind\"}]}]}
`kind` of an input is parameter, artifact or artifact-list; of a component rust or container.
`default` and `literals` are left out when there are none. Fields may be added; a change of
their meaning raises `version`.")]
pub(crate) struct ListArgs {
    /// For whom
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Run a component, as the engines do inside its container
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct ExecArgs {
    /// The component and its arguments; `exec --help` says more
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<OsString>,
}

fn param(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as INPUT=VALUE".to_owned()),
    }
}

impl ValueEnum for Target {
    fn value_variants<'a>() -> &'a [Self] {
        Target::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Target::Kfp => "Kubeflow Pipelines, by upload",
            #[cfg(feature = "argo")]
            Target::Argo => "Argo Workflows, without Kubeflow",
            Target::Manifest => "Kubeflow Pipelines, as Kubernetes resources",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Format::Yaml => "for people, and for the engines",
            Format::Json => "for KFP's API",
            Format::Pb => "protobuf's binary form",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}
