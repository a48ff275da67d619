//! What differs between a workflow and a run on KFP, as text, JSON or Markdown.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::features;
use crate::loss::{Exactness, Loss, LowerError, LowerErrors};
use crate::lower::{Lowered, Stats};

/// What differs between a workflow and a run on KFP, or what keeps the workflow from being made.
///
/// ```
/// use kfp_argo::{Differences, Options, lower};
/// use kfp_ir::{Document, valid::Info};
///
/// let result = lower(&Document::default(), &Info::default(), &Options::default());
/// let differences = Differences::of(&result);
/// assert!(!differences.is_exact());
/// assert_eq!(differences.text(), "error AR102 at root: the pipeline has no tasks\n");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Differences<'a> {
    losses: &'a [Loss],
    errors: &'a [LowerError],
    stats: Option<&'a Stats>,
}

/// One line of it.
struct Line<'a> {
    kind: &'static str,
    code: &'static str,
    feature: Option<&'static str>,
    path: String,
    message: &'a str,
    help: Option<&'a str>,
}

impl<'a> Differences<'a> {
    /// What lowering said.
    pub fn of(result: &'a Result<Lowered, LowerErrors>) -> Self {
        match result {
            Ok(lowered) => Differences { losses: &lowered.losses, errors: &[], stats: Some(&lowered.stats) },
            Err(errors) => Differences { losses: &[], errors: &errors.0, stats: None },
        }
    }

    /// Whether the workflow gives the same result as KFP in every case.
    pub fn is_exact(&self) -> bool {
        self.errors.is_empty() && self.losses.iter().all(|loss| loss.exactness == Exactness::Exact)
    }

    fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let losses = self.losses.iter().map(|loss| Line {
            kind: loss.exactness.name(),
            code: loss.code,
            feature: features::of(loss.code).map(|f| f.id),
            path: loss.path.to_string(),
            message: &loss.message,
            help: loss.help.as_deref(),
        });
        let errors = self.errors.iter().map(|error| {
            let feature = features::of(error.code);
            Line {
                kind: feature.map_or("error", |f| f.exactness.name()),
                code: error.code,
                feature: feature.map(|f| f.id),
                path: error.path.to_string(),
                message: &error.message,
                help: error.help.as_deref(),
            }
        });
        errors.chain(losses)
    }

    /// One line for each difference.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in self.lines() {
            let Line { kind, code, path, message, .. } = line;
            let _ = writeln!(out, "{kind} {code} at {path}: {message}");
        }
        if let Some(stats) = self.stats {
            if out.is_empty() {
                out.push_str("exact: nothing differs\n");
            }
            let Stats { templates, tasks, pods, bytes } = stats;
            let _ = writeln!(
                out,
                "{templates} templates, {tasks} tasks (graphs among them), {pods} pods, {bytes} bytes in the cluster"
            );
        }
        out
    }

    /// For programs: `{"version": 1, "exact", "differences": [{"exactness", "code", "feature", "path", "message",
    /// "help"}], "stats": {"templates", "tasks", "pods", "bytes"}}`. `exactness` is `exact`, `approximate`, `impossible`
    /// or `error`; `feature` is the row of the table, null for mistakes; `stats` is null when nothing was made.
    pub fn json(&self) -> Value {
        let differences: Vec<Value> = self
            .lines()
            .map(|line| {
                json!({
                    "exactness": line.kind, "code": line.code, "feature": line.feature,
                    "path": line.path, "message": line.message, "help": line.help,
                })
            })
            .collect();
        let stats = self.stats.map(|stats| {
            json!({
                "templates": stats.templates, "tasks": stats.tasks,
                "pods": stats.pods.to_string(), "bytes": stats.bytes,
            })
        });
        json!({"version": 1, "exact": self.is_exact(), "differences": differences, "stats": stats})
    }

    /// A table for a review.
    pub fn markdown(&self) -> String {
        let mut out = String::from("| how closely | code | where | what differs |\n|---|---|---|---|\n");
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        for Line { kind, code, path, message, .. } in self.lines() {
            let _ = writeln!(out, "| {kind} | {code} | `{}` | {} |", cell(&path), cell(message));
        }
        if let Some(Stats { templates, tasks, pods, bytes }) = self.stats {
            let _ = writeln!(out, "\n{templates} templates, {tasks} tasks, {pods} pods, {bytes} bytes");
        }
        out
    }
}
