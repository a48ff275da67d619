//! From a checked document to Argo objects, one file per group of IR features.

mod alike;
mod argo;
mod artifact;
mod children;
mod chosen;
mod claim;
mod condition;
mod container;
mod entry;
mod equal;
mod executor_input;
mod facts;
mod finish;
mod graph;
mod hook;
mod importer;
mod inputs;
mod instance;
mod items;
mod kubernetes;
mod leaf;
mod looping;
mod memo;
mod object;
mod pipeline;
mod placeholder;
pub(crate) mod plan;
mod ports;
mod print;
mod resources;
mod retry;
mod source;
mod stats;

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::model::PipelineSpec;
use kfp_ir::valid::Info;

use crate::loss::{Loss, LowerErrors, Report};
use crate::model::{LifecycleHook, Manifest};
use crate::options::Options;
use facts::Components;
use instance::{Instances, Key, Use};
use plan::Planned;

pub(crate) use ports::ITEMS;
pub(crate) use source::{ArtifactSource, Carried};
pub use stats::{PodCount, Stats};

/// What lowering gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowered {
    /// The objects, in the order in which they are applied.
    pub manifests: Vec<Manifest>,
    /// What Argo does otherwise than KFP, in document order.
    pub losses: Vec<Loss>,
    /// The size of it.
    pub stats: Stats,
}

/// Lowers a checked document to an Argo workflow.
///
/// Takes time in proportion to the number of tasks, and no stack for it.
///
/// # Errors
/// Everything that Argo cannot run as KFP does, all at once, and what exceeds the [`Limits`](crate::Limits).
///
/// ```
/// use kfp_argo::{Options, lower, to_yaml};
/// use kfp_ir::{Document, valid::Info};
///
/// // A document without tasks: an error that says so.
/// let errors = lower(&Document::default(), &Info::default(), &Options::default()).unwrap_err();
/// assert_eq!(errors.0[0].code, "AR102");
/// ```
pub fn lower(document: &Document, info: &Info, options: &Options) -> Result<Lowered, LowerErrors> {
    let mut report = Report::default();
    let mut lowered = run(document, info, options, None, &mut report);
    if let Some(Finished::TooLarge(bytes)) = lowered {
        // Once more, as several workflows that one more starts.
        report = Report::default();
        lowered = run(document, info, options, Some(bytes), &mut report);
    }
    let Report { mut errors, mut losses } = report;
    errors.sort();
    errors.dedup();
    losses.sort_by(|a, b| (&a.path, a.code, &a.message).cmp(&(&b.path, b.code, &b.message)));
    losses.dedup();
    match lowered {
        Some(Finished::Objects(manifests, stats)) if errors.is_empty() => {
            Ok(Lowered { manifests, losses, stats })
        }
        _ => {
            errors.sort_by(|a, b| (&a.path, a.code, &a.message).cmp(&(&b.path, b.code, &b.message)));
            Err(LowerErrors(errors))
        }
    }
}

fn run(
    document: &Document,
    info: &Info,
    options: &Options,
    whole: Option<usize>,
    report: &mut Report,
) -> Option<Finished> {
    let bodies = looping::bodies(&document.pipeline);
    if document.pipeline.root.as_ref().is_none_or(|root| root.dag.is_none()) {
        let path = kfp_ir::path::IrPath::new(["root"]);
        report.error("AR102", &path, "the pipeline has no tasks", "check the document first");
        return None;
    }
    let hooks = hook::Hooks::of(document);
    for fault in hooks.faults() {
        let path = kfp_ir::path::IrPath::new(["platforms", "argo", "config"]);
        report.error("AR102", path, fault.as_str(), "check the document first");
    }
    let components = Components::collect(document, &bodies, &hooks, info, options, report)?;
    let mut cx = Context {
        pipeline: &document.pipeline,
        kubernetes: kubernetes::Settings::new(document, report),
        options,
        components: &components,
        hooks: &hooks,
        run_hooks: BTreeMap::new(),
        instances: Instances::default(),
        report,
        cached: 0,
        whole,
        memoized: 0,
        runs_again: 0,
        google: importer::uses_google(&document.pipeline, options),
    };
    let arguments = pipeline::arguments(&mut cx);
    let absent = pipeline::absent_inputs(&cx);
    let root = Use { component: facts::ROOT.to_owned(), absent, ..Use::default() };
    let entrypoint = cx.instances.template(Key::Component(root), "main");
    cx.run_hooks = hook::of_run(&mut cx);
    let mut templates = Vec::new();
    while let Some((key, name)) = cx.instances.next() {
        match &key {
            Key::Component(use_) if graph::is(&cx, use_) => {
                templates.extend(graph::lower(&mut cx, use_, name).map(Planned::Graph));
            }
            Key::Component(use_) => {
                let Some(mut leaf) = container::lower(&mut cx, use_, name) else { continue };
                templates.extend(memo::around(&mut cx, &mut leaf).map(Planned::Graph));
                templates.push(Planned::Leaf(Box::new(leaf)));
            }
            Key::Nothing => templates.push(Planned::Leaf(Box::new(graph::nothing(name)))),
            Key::Loop(loop_) => templates.extend(looping::lower(&mut cx, loop_, name).map(Planned::Graph)),
        }
    }
    pipeline::report_caching(&mut cx);
    memo::report(&mut cx);
    if !cx.report.errors.is_empty() {
        return None;
    }
    finish::finish(&mut cx, &entrypoint, arguments, templates)
}

/// What became of a document without mistakes.
enum Finished {
    Objects(Vec<Manifest>, Stats),
    /// It does not fit into one object, which has so many bytes.
    TooLarge(usize),
}

/// What is at hand while templates are made.
struct Context<'a> {
    pipeline: &'a PipelineSpec,
    kubernetes: kubernetes::Settings<'a>,
    options: &'a Options,
    components: &'a Components<'a>,
    hooks: &'a hook::Hooks,
    /// The hooks of the whole run.
    run_hooks: BTreeMap<String, LifecycleHook>,
    instances: Instances,
    report: &'a mut Report,
    /// How many tasks ask for caching.
    cached: usize,
    /// The bytes of the workflow as one object, when that is too large: then it becomes several.
    whole: Option<usize>,
    /// How many of them take results of earlier runs.
    memoized: usize,
    /// How many of them cannot, and are reported one by one.
    runs_again: usize,
    /// Whether any artifact is in Google Cloud Storage.
    google: bool,
}
