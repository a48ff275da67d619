//! The options of the commands that make Argo workflows.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use kfp_argo::{Concurrency, PodGc, Profile, Scheme, Security, Shards};
use kfp_ir::valid::kubernetes_names::{is_key, is_label_text};

use super::{ReportFormat, named, pair};

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

    /// Pin the images to the digests of this file, which `kfpc lock` writes
    #[arg(long, value_name = "LOCK")]
    pub(crate) lock: Option<PathBuf>,

    /// The Argo version that runs the workflow
    #[arg(long, value_name = "VERSION", default_value = "4.0", value_parser = profiles())]
    pub(crate) profile: Profile,

    /// The bucket of the artifact repository
    #[arg(long, value_name = "NAME", default_value = "my-bucket", value_parser = NonEmptyStringValueParser::new())]
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
    #[arg(long = "label", value_name = "KEY=VALUE", value_parser = label)]
    pub(crate) labels: Vec<(String, String)>,

    /// An annotation of the workflow; may be given several times
    #[arg(long = "annotation", value_name = "KEY=VALUE", value_parser = annotation)]
    pub(crate) annotations: Vec<(String, String)>,

    /// Set the default of a pipeline input, read as its type; may be given several times
    #[arg(long = "param", value_name = "INPUT=VALUE", value_parser = pair)]
    pub(crate) params: Vec<(String, String)>,

    /// How many pods may run at once
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) parallelism: Option<u32>,

    /// How soon it is the workflow's turn, of those that wait: higher ones first [default: 0]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) priority: Option<i32>,

    /// Let tasks with caching take the results of earlier runs, which Argo keeps in config maps
    ///
    /// A result counts for the same container, the same inputs and the same store, in the same namespace.
    /// `docs/argo.md` says what to know about the config maps, which hold 1 MiB each.
    #[arg(long)]
    pub(crate) memoize: bool,

    /// How old such a result may be: a number and s, m, h or d [default: any age]
    #[arg(long, value_name = "AGE", requires = "memoize", value_parser = age)]
    pub(crate) memoize_max_age: Option<Duration>,

    /// Over how many config maps they are spread
    #[arg(long, value_name = "COUNT", requires = "memoize", default_value = "16", value_parser = named(Shards::ALL, Shards::name))]
    pub(crate) memoize_shards: Shards,

    /// What the names of the config maps start with
    #[arg(long, value_name = "NAME", requires = "memoize", default_value = "kfp-memo")]
    pub(crate) memoize_cache: String,

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
    #[arg(long, value_name = "ID", value_parser = clap::value_parser!(i64).range(0..), allow_negative_numbers = true)]
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
`bytes` is compact JSON, as the cluster counts. `nodes` counts every task once; a loop over a list
that only a run knows is a term of its own. Long values of parameters come on top of `statusBytes`,
and the controller compresses the status before it gives up.

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

/// Find what Argo refuses, or fails on in a run, in files for Argo
///
/// For files by hand and by other programs, too. Expressions are parsed and typed; arguments, references, dependencies,
/// memoization, retries, names, counts and sizes are checked. Templates that one file takes from another are known when
/// both are given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc lint workflows/*.yaml
  kfpc lint --deny-warnings --format json train.argo.yaml
  kfpc argo train.yaml | kfpc lint -

With --format json, standard output is one object and standard error stays empty:
  {\"version\": 1, \"profile\", \"errors\", \"warnings\",
   \"files\": [{\"file\", \"ok\", \"findings\": [{\"severity\", \"code\", \"message\", \"help\",
     \"path\", \"line\", \"column\"}]}]}
An error is something that Argo refuses or that fails when it is reached; whether a warning matters
depends on the data. `kfpc explain CODE` tells more.

Exit codes:
  0  no errors
  1  errors, or with --deny-warnings warnings
  2  the command line was not understood
  3  a file could not be read")]
pub(crate) struct LintArgs {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The Argo version that runs the workflows
    #[arg(long, value_name = "VERSION", default_value = "4.0", value_parser = profiles())]
    pub(crate) profile: Profile,

    /// How findings are reported
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,

    /// Fail on warnings, too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
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

fn annotation(text: &str) -> Result<(String, String), String> {
    let (key, value) = pair(text)?;
    if is_key(&key) { Ok((key, value)) } else { Err(format!("Kubernetes takes no key `{key}`")) }
}

fn label(text: &str) -> Result<(String, String), String> {
    let (key, value) = annotation(text)?;
    if value.is_empty() || is_label_text(&value) {
        Ok((key, value))
    } else {
        Err(format!("Kubernetes takes no label `{value}`"))
    }
}

fn repository(text: &str) -> Result<(String, String), String> {
    match text.split_once('/') {
        Some((map, key)) if !map.is_empty() && !key.is_empty() => Ok((map.to_owned(), key.to_owned())),
        _ => Err("write it as CONFIGMAP/KEY".to_owned()),
    }
}

/// A length of time: a whole number and its unit.
fn age(text: &str) -> Result<Duration, String> {
    let units = [('s', 1), ('m', 60), ('h', 3600), ('d', 24 * 3600)];
    let seconds = units.iter().find_map(|(unit, seconds)| {
        text.strip_suffix(*unit)?.parse::<u64>().ok()?.checked_mul(*seconds).filter(|all| *all > 0)
    });
    seconds.map(Duration::from_secs).ok_or_else(|| "write it as `90s`, `30m`, `12h` or `30d`".to_owned())
}

pub(super) fn profiles() -> impl clap::builder::TypedValueParser<Value = Profile> {
    named(Profile::ALL, Profile::name)
}

fn schemes() -> impl clap::builder::TypedValueParser<Value = Scheme> {
    named(&[Scheme::S3, Scheme::Minio, Scheme::Gs], Scheme::name)
}
