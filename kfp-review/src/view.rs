//! One side of a comparison: a checked pipeline, seen as one graph with its digests.

use std::collections::BTreeSet;
use std::fmt;

use kfp_ir::Document;
use kfp_ir::digest::Digests;
use kfp_ir::fingerprint::Known;
use kfp_ir::flat::{Flat, FlatError, Source, TaskId, Work};
use kfp_ir::lang::exec::Exec;
use kfp_ir::target::Target;
use kfp_ir::valid::{self, Finding, Info, Severity};

use crate::plan::Rule;

/// A document without errors.
#[derive(Clone, Debug)]
pub struct Pipeline {
    document: Document,
    info: Info,
}

/// A document has errors, and is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong; errors only.
    pub findings: Vec<Finding>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.findings.iter().map(Finding::to_string).collect();
        f.write_str(&texts.join("\n"))
    }
}

impl std::error::Error for Invalid {}

impl Pipeline {
    /// Checks a document for KFP 2.17.
    ///
    /// # Errors
    /// It has errors.
    pub fn new(document: Document) -> Result<Self, Invalid> {
        let checked = valid::check(&document, &Target::Kfp217);
        match checked.info {
            Some(info) => Ok(Pipeline { document, info }),
            None => {
                let mut findings = checked.findings;
                findings.retain(|finding| finding.severity == Severity::Error);
                Err(Invalid { findings })
            }
        }
    }

    /// A document with the analysis of its check, whichever engine that was for.
    pub fn checked(document: Document, info: Info) -> Self {
        Pipeline { document, info }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The analysis of its check.
    pub(crate) fn info(&self) -> &Info {
        &self.info
    }

    /// The name of the pipeline.
    pub fn name(&self) -> &str {
        self.document.pipeline.pipeline_info.as_ref().map_or("", |info| info.name.as_str())
    }
}

/// A pipeline as it would run: with the values of its inputs and what is known of an earlier run.
#[derive(Clone, Debug)]
pub struct View<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) flat: Flat<'a>,
    pub(crate) digests: Digests,
    pub(crate) known: Known,
    /// Tasks that left no result in the run that this is a view of.
    pub(crate) undone: BTreeSet<TaskId>,
}

impl<'a> View<'a> {
    /// A pipeline with the defaults of its inputs.
    ///
    /// # Errors
    /// It is too large.
    pub fn new(pipeline: &'a Pipeline) -> Result<Self, FlatError> {
        Self::with(pipeline, Known::default())
    }

    pub(crate) fn with(pipeline: &'a Pipeline, known: Known) -> Result<Self, FlatError> {
        let flat = Flat::new(&pipeline.document, &pipeline.info)?;
        let digests = Digests::new(&flat, &known.arguments);
        Ok(View { pipeline, flat, digests, known, undone: BTreeSet::new() })
    }

    /// Tasks that do something, in the order in which they can run.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = TaskId> {
        let flat = &self.flat;
        flat.finished().iter().copied().filter(|id| flat.task(*id).is_some_and(|t| !t.is_graph()))
    }

    /// What counts of the program of a Rust component.
    pub(crate) fn rule(&self, id: TaskId) -> Option<Rule> {
        let Work::Container(container) = self.flat.task(id)?.work else { return None };
        let exec = Exec::of(&container.command)?;
        Some(if exec.code.is_some() { Rule::Code } else { Rule::Image })
    }

    /// Whether a condition decides if the task runs.
    pub(crate) fn is_conditional(&self, id: TaskId) -> bool {
        std::iter::once(id).chain(self.flat.around(id)).any(|id| {
            let policy = self.flat.task(id).and_then(|t| t.spec.trigger_policy.as_ref());
            policy.is_some_and(|policy| !policy.condition.is_empty())
        })
    }
}

/// The tasks whose outputs or status are in a value. Items of a loop count as what the loop runs over.
pub(crate) fn producers(flat: &Flat<'_>, source: &Source<'_>, found: &mut BTreeSet<TaskId>) {
    match source {
        Source::Constant(..) | Source::Input(_) | Source::Nothing => {}
        Source::Output(id, _) | Source::Status(id) => {
            found.insert(*id);
        }
        Source::Collected(of) | Source::Select(_, of) | Source::Text(of) => producers(flat, of, found),
        Source::OneOf(all) => all.iter().for_each(|one| producers(flat, one, found)),
        Source::Item(id) => {
            if let Some(items) = flat.task(*id).and_then(|task| task.items.as_ref()) {
                producers(flat, items, found);
            }
        }
    }
}
