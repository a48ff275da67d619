//! The command `plan`.

use std::path::Path;

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Kind, Problem};
use kfp_ir::target::Target;
use kfp_review::plan::{self, DifferentPipelines};
use kfp_review::{Pipeline, RunResult, View};

use crate::args::{PlanArgs, ReviewFormat};
use crate::input::{Checked, checked_input};
use crate::revision;

pub(crate) fn run(options: &PlanArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let (old, new) = match options.files.as_slice() {
        [old, new] => (Some(old), new),
        [new, ..] => (None, new),
        [] => return Err(usage("name a file", None)),
    };
    if old.is_none()
        && (options.run.is_some() || !options.old_params.is_empty() || options.old_lock.is_some())
    {
        let message =
            "`--run`, `--old-param` and `--old-lock` are about an earlier run, and only one file is named";
        return Err(usage(message, Some("name the pipeline of the earlier run first")));
    }
    let old_lock = options.old_lock.as_deref();
    let old = old.map(|old| pinned(old, &options.old_params, old_lock, terminal)).transpose()?;
    let new = pinned(new, &options.params, options.lock.as_deref(), terminal)?;
    let old = match (&old, &options.run) {
        (Some(old), Some(run)) => Some(with_result(old, run)?),
        (Some(old), None) => Some(View::new(old).map_err(too_large)?),
        (None, _) => None,
    };
    let new = View::new(&new).map_err(too_large)?;
    let plan = plan::plan(old.as_ref(), &new).map_err(|e| different(&e))?;
    terminal.out(match options.format {
        ReviewFormat::Text => plan.to_text(),
        ReviewFormat::Markdown => plan.to_markdown(),
        ReviewFormat::Json => format!("{:#}\n", plan.to_json()),
    })?;
    Ok(if plan.runs() { Exit::Differs } else { Exit::Ok })
}

fn usage(message: &str, help: Option<&str>) -> Error {
    let problem = Problem::new(message);
    Error::new(Kind::Usage, help.into_iter().fold(problem, Problem::help))
}

/// A file or revision without errors, its images as they are written.
pub(crate) fn pipeline(
    name: &Path,
    params: &[(String, String)],
    terminal: &mut Terminal<'_>,
) -> Result<Pipeline, Error> {
    pinned(name, params, None, terminal)
}

/// A file or revision without errors, its images with the digests of a lock.
fn pinned(
    name: &Path,
    params: &[(String, String)],
    lock: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Result<Pipeline, Error> {
    let input = revision::read(name)?;
    let Checked { document, info, .. } = checked_input(input, Target::Kfp217, params, lock, terminal)?;
    Ok(Pipeline::checked(document, info))
}

fn with_result<'a>(old: &'a Pipeline, path: &Path) -> Result<View<'a>, Error> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Error::new(Kind::Io, Problem::io("read", path, &e)))?;
    let read = RunResult::parse(&text).and_then(|run| run.view(old).map_err(too_large_result)?);
    read.map_err(|errors| {
        let problems = errors.into_iter().map(|error| {
            let problem = Problem::new(format!("`{}`: {error}", path.display()));
            error.help.into_iter().fold(problem, Problem::help)
        });
        Error { kind: Kind::Invalid, problems: problems.collect() }
    })
}

fn too_large_result(error: kfp_ir::flat::FlatError) -> Vec<kfp_review::result::ResultError> {
    vec![kfp_review::result::ResultError { message: error.to_string(), help: None }]
}

pub(crate) fn too_large(error: kfp_ir::flat::FlatError) -> Error {
    Error::new(Kind::Invalid, Problem::new(error.to_string()))
}

pub(crate) fn different(error: &DifferentPipelines) -> Error {
    let help = "compare two versions of one pipeline; KFP keeps the results of each pipeline apart";
    Error::new(Kind::Invalid, Problem::new(error.to_string()).help(help))
}
