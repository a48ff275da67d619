//! The options of the commands that compare two versions of a pipeline.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kfp_argo::Profile;

use super::argo::profiles;
use super::pair;

/// Say which tasks a run would repeat, and why
///
/// Compares the pipeline of an earlier run with the one of the next, without a cluster. `KFP 2.17` is what KFP does by the
/// key of its cache, `Argo` what a workflow of `kfpc argo --memoize` does, `content` what has to be done by content
/// digests. It is assumed that every task of the earlier run
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

    /// Pin the images of the next run to the digests of this file, which `kfpc lock` writes
    #[arg(long, value_name = "LOCK")]
    pub(crate) lock: Option<PathBuf>,

    /// Pin the images of the earlier run to the digests of this file, or REV:PATH in Git
    #[arg(long = "old-lock", value_name = "LOCK")]
    pub(crate) old_lock: Option<PathBuf>,

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

/// Write down which digests the tags of images stand for
///
/// A tag can move, and with it what a task does without any change of the pipeline. A lock pins tags to digests: `convert`, `argo` and
/// `plan` read it with --lock. The digests come from you, nothing is looked up anywhere.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc lock train.yaml                           which images have no digest yet?
  kfpc lock train.yaml --image busybox:1.36=sha256:73aa..
  kfpc convert train.yaml --lock kfp.lock --to yaml -o train.pinned.yaml
  kfpc plan main:train.yaml train.yaml --old-lock main:kfp.lock --lock kfp.lock

A lock is `{\"version\": 1, \"images\": {IMAGE: DIGEST}}`.

Exit codes:
  0  every image has a digest
  1  an image has none, a pipeline has errors, or a digest is none
  2  the command line was not understood
  3  a file could not be read or written")]
pub(crate) struct LockArgs {
    /// The pipelines whose images need digests: files, or REV:PATH in Git
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The digest of an image, which may have changed; may be given several times
    #[arg(long = "image", value_name = "IMAGE=DIGEST", value_parser = pair)]
    pub(crate) images: Vec<(String, String)>,

    /// The lock, which is made where it is not there
    #[arg(long, short, value_name = "LOCK", default_value = "kfp.lock")]
    pub(crate) out: PathBuf,
}

/// Draw a pipeline
///
/// Nested pipelines, branches and loops are boxes with their tasks inside. Thick links carry artifacts, with their types;
/// thin ones values; dashed ones nothing but the order. What a task inside a box receives enters through the border of the box.
/// Six or more tasks with the same neighbours are put together. With an earlier version, colours show which tasks KFP runs
/// again, and words what has changed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc graph train.yaml                          Mermaid, for Markdown
  kfpc graph train.yaml --format html -o train.html
  kfpc graph train.yaml --format svg --old main:train.yaml -o change.svg
  kfpc graph train.yaml --format dot | dot -Tpdf -o train.pdf

The page that --format html writes needs nothing from elsewhere: a click on the name of a box folds
it, one on a task shows what is known of it; `/` searches, the wheel zooms.

Exit codes:
  0  drawn
  1  a pipeline has errors, they are different pipelines, or a picture with places is too large
  2  the command line was not understood
  3  a file or revision could not be read or written")]
pub(crate) struct GraphArgs {
    /// The pipeline: a file, or REV:PATH in Git; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The language of the picture
    #[arg(long, short, value_name = "FORMAT", default_value = "mermaid")]
    pub(crate) format: GraphFormat,

    /// An earlier version to compare with: a file, or REV:PATH in Git
    #[arg(long, value_name = "OLD")]
    pub(crate) old: Option<PathBuf>,

    /// The file to write; `-` is standard output
    #[arg(long, short, value_name = "OUT", default_value = "-")]
    pub(crate) out: PathBuf,
}

/// Count what a pipeline costs on KFP and on plain Argo
///
/// Pods, nodes, templates, bytes and the longest way, when every condition holds. The Argo side is counted in the workflow that
/// `kfpc argo` writes, the KFP side in the structure of the one that KFP's API server would write. Numbers of loops over lists
/// that only a run knows stay symbolic.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kfpc compare train.yaml
  kfpc compare pipelines/*.yaml --format json

docs/review.md describes the JSON, docs/kfp-vs-argo.md what to make of the numbers.

Exit codes:
  0  counted
  1  a pipeline has errors
  2  the command line was not understood
  3  a file or revision could not be read")]
pub(crate) struct CompareArgs {
    /// The pipelines: files, or REV:PATH in Git
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The Argo version that runs the workflow
    #[arg(long, value_name = "VERSION", default_value = "4.0", value_parser = profiles())]
    pub(crate) profile: Profile,

    /// How the comparison is written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReviewFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A flowchart that GitHub and GitLab draw
    Mermaid,
    /// Input for Graphviz
    Dot,
    /// A picture
    Svg,
    /// A page to fold, search and zoom
    Html,
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
