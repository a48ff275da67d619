//! The options, as clap reads them. The doc comments are the help.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use kfp_app::cli::EXIT_CODES;
use kfp_argo::{Concurrency, PodGc, Profile, Scheme, Security};
use kfp_ir::target::Target;

/// Checks and converts compiled Kubeflow pipelines.
///
/// Works on the files that `compile` and the KFP SDK write: YAML, JSON, or protobuf's binary form. The form is told by
/// the extension, else by the content; `-` reads standard input.
#[derive(Debug, Parser)]
#[command(name = "kfpc", version, after_help = EXIT_CODES, max_term_width = 100, arg_required_else_help = true)]
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
    Size(SizeArgs),
    Plan(PlanArgs),
    Diff(DiffArgs),
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

/// Lower a compiled pipeline to an Argo workflow
///
/// The workflow runs without Kubeflow: one pod for each task, artifacts in the artifact repository of the namespace.
/// What Argo does otherwise than KFP is reported as a warning, what it cannot do as an error.
#[derive(Debug, Args)]
#[command(
    args_override_self = true,
    after_long_help = "\
Examples:
  kfpc argo train.yaml --bucket ml-artifacts -o train.argo.yaml
  kfpc argo train.yaml --param epochs=20 | kubectl create -f -
  kfpc argo train.yaml --report json --deny-loss
  kfpc argo train.yaml --kind cron --schedule '0 3 * * *' --timezone Europe/Berlin --param epochs=20

A file for --config has the same options, lists and maps where an option may be given several times:
  bucket: ml-artifacts
  image-pull-secret: [registry]
  label: {team: ml}
  archive-logs: true

With --report json, standard output is one object:
  {\"version\": 1, \"exact\", \"differences\": [{\"exactness\", \"code\", \"feature\", \"path\", \"message\",
   \"help\"}], \"stats\": {\"templates\", \"tasks\", \"pods\", \"bytes\"}}
`exactness` is exact, approximate, impossible or error; docs/argo-lowering.md lists the features.
`stats` is null when Argo cannot run the pipeline.

Exit codes:
  0  written
  1  the pipeline has errors, or Argo cannot run it; with --deny-loss, not as KFP would
  2  the command line was not understood: unknown option or input, value of a wrong type
  3  a file could not be read or written"
)]
pub(crate) struct ArgoArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The file to write; `-` is standard output
    #[arg(long, short, value_name = "OUT", default_value = "-")]
    pub(crate) out: PathBuf,

    /// The Argo version that runs the workflow
    #[arg(long, value_name = "VERSION", default_value = "4.0", value_parser = profiles())]
    pub(crate) profile: Profile,

    /// The bucket of the artifact repository
    #[arg(long, value_name = "NAME", default_value = "my-bucket")]
    pub(crate) bucket: String,

    /// The kind of its store
    #[arg(long, value_name = "SCHEME", default_value = "s3", value_parser = schemes())]
    pub(crate) scheme: Scheme,

    /// What every artifact key starts with
    #[arg(long, value_name = "PATH", default_value = "")]
    pub(crate) prefix: String,

    /// The config map with the artifact repository and its key there [default: that of the namespace]
    #[arg(long, value_name = "CONFIGMAP/KEY", value_parser = repository)]
    pub(crate) repository: Option<(String, String)>,

    /// A file with options: their names without dashes, and values. Options of the command line win
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The object to make
    #[arg(long, value_name = "KIND", default_value = "workflow")]
    pub(crate) kind: KindName,

    /// A time at which a cron workflow runs, as five fields; may be given several times
    #[arg(long, value_name = "CRON")]
    pub(crate) schedule: Vec<String>,

    /// The time zone of the schedules, such as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,

    /// What a cron workflow does when the run before is not over
    #[arg(long, value_name = "POLICY", default_value = "Allow", value_parser = named(Concurrency::ALL, Concurrency::name))]
    pub(crate) concurrency: Concurrency,

    /// How many seconds late a run of a cron workflow may start
    #[arg(long, value_name = "SECONDS")]
    pub(crate) starting_deadline: Option<u32>,

    /// Make a cron workflow that waits for someone to start it
    #[arg(long)]
    pub(crate) suspend: bool,

    /// A fixed name for the object [default: the pipeline's; for a run, with a suffix]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// The namespace of the workflow
    #[arg(long, short, value_name = "NAME")]
    pub(crate) namespace: Option<String>,

    /// The service account of the pods
    #[arg(long, value_name = "NAME")]
    pub(crate) service_account: Option<String>,

    /// A secret for pulling images; may be given several times
    #[arg(long = "image-pull-secret", value_name = "NAME")]
    pub(crate) image_pull_secrets: Vec<String>,

    /// A label of the workflow; may be given several times
    #[arg(long = "label", value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) labels: Vec<(String, String)>,

    /// An annotation of the workflow; may be given several times
    #[arg(long = "annotation", value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) annotations: Vec<(String, String)>,

    /// Set the default of a pipeline input, read as its type; may be given several times
    #[arg(long = "param", value_name = "INPUT=VALUE", value_parser = pair)]
    pub(crate) params: Vec<(String, String)>,

    /// How many pods may run at once
    #[arg(long, value_name = "COUNT")]
    pub(crate) parallelism: Option<u32>,

    /// Delete the finished workflow after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i32).range(0..))]
    pub(crate) ttl: Option<i32>,

    /// The same for one that succeeded
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i32).range(0..))]
    pub(crate) ttl_success: Option<i32>,

    /// The same for one that failed
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i32).range(0..))]
    pub(crate) ttl_failure: Option<i32>,

    /// When to delete finished pods [default: with their workflow]
    #[arg(long, value_name = "WHEN", value_parser = named(PodGc::ALL, PodGc::name))]
    pub(crate) pod_gc: Option<PodGc>,

    /// Store logs as artifacts
    #[arg(long)]
    pub(crate) archive_logs: bool,

    /// The rights of containers: as KFP gives them, restricted (no user 0), or as the cluster does
    #[arg(long, value_name = "RIGHTS", default_value = "kfp", value_parser = named(Security::ALL, Security::name))]
    pub(crate) security: Security,

    /// The user id of all pods
    #[arg(long, value_name = "ID")]
    pub(crate) run_as_user: Option<i64>,

    /// Write what differs from a run on KFP to standard output; the workflow goes to --out only
    #[arg(long, value_name = "FORMAT")]
    pub(crate) report: Option<LossFormat>,

    /// Fail when a run may differ from one on KFP
    #[arg(long, alias = "deny-warnings")]
    pub(crate) deny_loss: bool,
}

/// Say how large a workflow is, and how large its status will be
///
/// A cluster stores the workflow and the status of its run as one object of limited size. The file is a compiled
/// pipeline, which is lowered first, or an Argo object.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc size train.yaml
  kfpc size train.argo.yaml --format json

With --format json, standard output is one object:
  {\"version\": 1, \"fits\", \"limits\": {\"bytes\"},
   \"objects\": [{\"kind\", \"bytes\", \"nodes\", \"statusBytes\", \"templates\": [{\"name\", \"bytes\"}]}]}
`bytes` is compact JSON, as the cluster counts. `nodes` counts every task once; a loop over a list that
only a run knows is a term of its own. Long values of parameters come on top of `statusBytes`, and the
controller compresses the status before it gives up.

Exit codes:
  0  it fits
  1  it does not, or the pipeline has errors
  2  the command line was not understood
  3  the file could not be read")]
pub(crate) struct SizeArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The Argo version that runs the workflow
    #[arg(long, value_name = "VERSION", default_value = "4.0", value_parser = profiles())]
    pub(crate) profile: Profile,

    /// How the sizes are reported
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
}

/// The objects that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindName {
    /// A run
    Workflow,
    /// A WorkflowTemplate, to start runs from
    Template,
    /// A ClusterWorkflowTemplate
    ClusterTemplate,
    /// A CronWorkflow; needs --schedule
    Cron,
    /// A WorkflowTemplate and a run that only names it, for controllers in Secure mode
    Secure,
    /// The same with a ClusterWorkflowTemplate
    ClusterSecure,
}

/// The form of a report about what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LossFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For reviews
    Markdown,
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

/// Say which tasks a run would repeat, and why
///
/// Compares the pipeline of an earlier run with the one of the next, without a cluster. `KFP 2.17` is what KFP does by the
/// key of its cache, `content` what has to be done by content digests. It is assumed that every task of the earlier run
/// succeeded and that its results are still in the cache.
#[derive(Debug, Args)]
#[command(
    override_usage = "kfpc plan [OPTIONS] [OLD] <NEW>",
    after_long_help = "\
Examples:
  kfpc plan old.yaml new.yaml
  kfpc plan main:pipelines/train.yaml pipelines/train.yaml --param epochs=20
  kfpc plan old.yaml new.yaml --run result.json --format markdown
  kfpc plan new.yaml                             the first run

A revision is read from the Git repository of the current folder; `REV:./PATH` counts from here.
docs/review.md describes the JSON that is written, and that of --run.

Exit codes:
  0  every task has an earlier result in KFP's cache
  1  a pipeline or the result of the run has errors, or they do not belong together
  2  the command line was not understood: unknown option or input, value of a wrong type
  3  a file or revision could not be read
  4  something runs, or may run"
)]
pub(crate) struct PlanArgs {
    /// The pipeline of the earlier run, if any, and that of the next: files, or REV:PATH in Git
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Set an input of the next run, read as its type; may be given several times
    #[arg(long = "param", value_name = "INPUT=VALUE", value_parser = pair)]
    pub(crate) params: Vec<(String, String)>,

    /// Set an input of the earlier run; the others had their defaults
    #[arg(long = "old-param", value_name = "INPUT=VALUE", value_parser = pair)]
    pub(crate) old_params: Vec<(String, String)>,

    /// What the earlier run gave: values of outputs and identifiers of artifacts
    #[arg(long, value_name = "RESULT.json")]
    pub(crate) run: Option<PathBuf>,

    /// How the plan is written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReviewFormat,
}

/// Say what has changed between two versions of a pipeline
///
/// Tasks are recognised by what they do, also when they were renamed or moved. Secrets that a task did not have before come
/// first, changes that break a caller are marked, and the last lines say what KFP runs again.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc diff old.yaml new.yaml
  kfpc diff main:pipelines/train.yaml pipelines/train.yaml --format markdown

A revision is read from the Git repository of the current folder; `REV:./PATH` counts from here.
docs/review.md describes the JSON.

Exit codes:
  0  nothing has changed
  1  a pipeline has errors, or they are different pipelines
  2  the command line was not understood
  3  a file or revision could not be read
  4  something has changed")]
pub(crate) struct DiffArgs {
    /// The earlier version: a file, or REV:PATH in Git
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// The version to compare with it
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,

    /// How the differences are written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReviewFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReviewFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

fn repository(text: &str) -> Result<(String, String), String> {
    match text.split_once('/') {
        Some((map, key)) if !map.is_empty() && !key.is_empty() => Ok((map.to_owned(), key.to_owned())),
        _ => Err("write it as CONFIGMAP/KEY".to_owned()),
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

fn profiles() -> impl clap::builder::TypedValueParser<Value = Profile> {
    named(Profile::ALL, Profile::name)
}

fn schemes() -> impl clap::builder::TypedValueParser<Value = Scheme> {
    named(&[Scheme::S3, Scheme::Minio, Scheme::Gs], Scheme::name)
}
