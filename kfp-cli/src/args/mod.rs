//! The options, as clap reads them. The doc comments are the help.

mod argo;
mod review;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use kfp_app::cli::EXIT_CODES;
use kfp_ir::target::Target;

pub(crate) use argo::{ArgoArgs, KindName, LintArgs, LossFormat, SizeArgs};
pub(crate) use review::{CompareArgs, DiffArgs, GraphArgs, GraphFormat, LockArgs, PlanArgs, ReviewFormat};

/// Checks and converts compiled Kubeflow pipelines.
///
/// Works on the files that `compile` and the KFP SDK write: YAML, JSON, or protobuf's binary form. The form is told by
/// the extension, else by the content; `-` reads standard input.
#[derive(Debug, Parser)]
#[command(name = "kfpc", version, after_help = exit_codes(), max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(CheckArgs),
    Convert(ConvertArgs),
    Argo(Box<ArgoArgs>),
    Component(ComponentArgs),
    Fmt(FmtArgs),
    Explain(ExplainArgs),
    Lint(LintArgs),
    Size(SizeArgs),
    Plan(PlanArgs),
    Diff(DiffArgs),
    Graph(GraphArgs),
    Compare(CompareArgs),
    Lock(LockArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Find everything that an engine would refuse or misunderstand
///
/// All findings of all files are reported at once, with line and column. Findings go to standard error, one line for
/// each file to standard output.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc check pipelines/*.yaml
  kfpc check --deny-warnings --target argo-4.1 train.yaml
  some-compiler | kfpc check - --format json

With --format json, standard output is one object and standard error stays empty:
  {\"version\": 1, \"target\", \"errors\", \"warnings\",
   \"files\": [{\"file\", \"ok\", \"findings\": [{\"severity\", \"code\", \"message\", \"help\",
     \"path\", \"line\", \"column\"}]}]}
`ok` means that there is no error. `severity` is error or warning. `code` is stable, and `io` for a
file that cannot be read. `path` is the place in the pipeline, `line` and `column` the place in the
file, counted from one; what is not known is null. Fields may be added; a change of their meaning
raises `version`.

Exit codes:
  0  no errors
  1  errors, or with --deny-warnings warnings
  2  the command line was not understood
  3  a file could not be read")]
pub(crate) struct CheckArgs {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The engine that is to run the pipelines
    #[arg(long, short, value_name = "ENGINE", default_value = "kfp-2.17", value_parser = targets())]
    pub(crate) target: Target,

    /// How findings are reported
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,

    /// Fail on warnings, too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Write a compiled pipeline in another form
///
/// The pipeline is checked first: only what KFP accepts is written. Platform settings are a second document in YAML, a
/// second field in JSON, and a file of their own (`X.platform.pb` for `X.pb`) in the binary form, which is also read
/// from there.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc convert train.yaml --to json
  kfpc convert train.yaml --to pb -o train.pb

Exit codes:
  0  written
  1  the pipeline has errors
  2  the command line was not understood
  3  a file could not be read or written")]
pub(crate) struct ConvertArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The form to write
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: kfp_app::Format,

    /// Pin the images to the digests of this file, which `kfpc lock` writes
    #[arg(long, value_name = "LOCK")]
    pub(crate) lock: Option<PathBuf>,

    /// The file to write; `-` is standard output
    #[arg(long, short, value_name = "OUT", default_value = "-")]
    pub(crate) out: PathBuf,
}

/// Rewrite compiled pipelines in one layout
///
/// The layout is that of `compile`: keys in order, quotes only where some reader needs them, platform settings as a
/// second document. Formatting twice changes nothing more, and never what the pipeline is. In YAML the comment at the top
/// is written anew, with name, description, inputs and outputs as the KFP SDK has them; all other comments are dropped, as
/// are anchors, and each alias is written out. Files are replaced whole, and only if every one of them can be read.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc fmt pipelines/*.yaml
  kfpc fmt --check pipelines/*.yaml
  some-compiler | kfpc fmt -

Exit codes:
  0  formatted; with --check, all files are
  1  a file is no pipeline; with --check, a file is not formatted
  2  the command line was not understood
  3  a file could not be read or written")]
pub(crate) struct FmtArgs {
    /// The files; `-` is standard input, and goes to standard output
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Write nothing; name the files that are not formatted
    #[arg(long)]
    pub(crate) check: bool,
}

/// Tell what a code means and what to do about it
///
/// Without a code, all of them are listed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc explain IR143
  kfpc explain")]
pub(crate) struct ExplainArgs {
    /// Codes of findings, such as `IR143`, `B104` or `AR201`
    #[arg(value_name = "CODE")]
    pub(crate) codes: Vec<String>,

    /// Print all codes as a page in Markdown
    #[arg(long, conflicts_with = "codes")]
    pub(crate) markdown: bool,
}

/// Show what a component takes, gives and runs
///
/// For compiled components and pipelines, and for v1 `component.yaml` files, as YAML or JSON. A Rust program calls them
/// with `import_component!`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc component scale.yaml
  kfpc component scale.yaml --rust
  kfpc component scale.yaml --format json

With --format json, standard output is one object:
  {\"version\": 1, \"name\", \"description\", \"form\",
   \"inputs\": [{\"name\", \"kind\", \"type\", \"optional\", \"default\", \"literals\", \"description\"}],
   \"outputs\": [{\"name\", \"kind\", \"type\", \"description\"}], \"images\"}
`form` is component, pipeline or v1-component; `kind` is parameter, artifact or artifacts (a list).
Fields may be added; a change of their meaning raises `version`.

Exit codes:
  0  shown
  1  the file holds no component, or has errors
  2  the command line was not understood
  3  the file could not be read")]
pub(crate) struct ComponentArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Print the Rust function that `import_component!` makes of it
    #[arg(long, conflicts_with = "format")]
    pub(crate) rust: bool,

    /// The name of that function [default: the name of the file]
    #[arg(long, value_name = "NAME", requires = "rust")]
    pub(crate) name: Option<String>,

    /// How it is shown
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
}

/// Those of every command, and the one that only two of them have.
fn exit_codes() -> String {
    format!("{EXIT_CODES}\n  4  `plan`: something runs, or may run; `diff`: something has changed")
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

/// Reads one of a fixed set of values by its name.
fn named<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl clap::builder::TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(move |value| name(*value)))
        .try_map(move |text| all.iter().copied().find(|value| name(*value) == text).ok_or("unknown value"))
}

fn targets() -> impl clap::builder::TypedValueParser<Value = Target> {
    named(Target::ALL, Target::name)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn no_line_of_the_help_has_to_be_cut() {
        for command in super::Cli::command().get_subcommands() {
            let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            let long: Vec<&str> = help.lines().filter(|line| line.chars().count() > 100).collect();
            assert!(long.is_empty(), "{}: {long:?}", command.get_name());
        }
    }
}
