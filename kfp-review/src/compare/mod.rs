//! What a pipeline costs on KFP and on plain Argo, counted and not guessed: pods, nodes, templates, bytes, the longest way.
//!
//! The Argo side is counted in the workflow that [`kfp_argo`] writes. The KFP side is counted in the same way, in the structure
//! of the workflow that KFP's API server would write ([`kfp`]), which tests compare with what KFP's own compiler wrote for its
//! corpus. Numbers that depend on the length of a list that only a run knows stay symbolic.

pub mod kfp;
mod render;
pub mod structure;

use std::collections::BTreeMap;

use kfp_argo::{Limits, Options, Profile, Size};
use kfp_ir::flat::Source;
use kfp_ir::model::Value;

use crate::view::View;
use structure::{Structure, Totals};

/// One way to run a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The templates of the workflow.
    pub templates: usize,
    /// The tasks of all its graphs.
    pub tasks: usize,
    /// What a run starts when every condition holds.
    pub totals: Totals,
    /// The file that a user applies, as YAML, in bytes.
    pub yaml_bytes: usize,
    /// What is known of the bytes of the workflow that the cluster stores: on Argo all of it, on KFP the components, containers
    /// and settings that it carries as arguments.
    pub stored_bytes: usize,
    /// Services that have to be there, besides Kubernetes.
    pub services: Vec<&'static str>,
    /// What the pods may do in Kubernetes.
    pub rights: Vec<&'static str>,
    /// What this side does not do as written.
    pub losses: Vec<String>,
}

/// Both ways to run a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The name of the pipeline.
    pub pipeline: String,
    /// The number of items of loops over constants, by the name of the task.
    pub items: BTreeMap<String, u64>,
    /// On KFP 2.17.
    pub kfp: Side,
    /// On Argo; or what keeps it from running there.
    pub argo: Result<Side, Vec<String>>,
    /// The bytes that an object in the cluster may have.
    pub limit_bytes: usize,
}

/// Compares both ways to run a pipeline.
pub fn compare(view: &View<'_>, profile: Profile) -> Comparison {
    let document = view.pipeline.document();
    let info = view.pipeline.info();
    let items = view.flat.tasks().iter().filter_map(|task| match task.items.as_ref()? {
        Source::Constant(list, _) => match &**list {
            Value::List(list) => Some((task.name.to_owned(), list.len() as u64)),
            _ => None,
        },
        _ => None,
    });
    let workflow = kfp::structure(view);
    let kfp = Side {
        templates: workflow.templates.len(),
        tasks: workflow.tasks(),
        totals: workflow.totals(),
        yaml_bytes: kfp_ir::back::kfp::yaml(document, info).map(|text| text.len()).unwrap_or_default(),
        stored_bytes: kfp::embedded_bytes(view),
        services: vec![
            "Argo's workflow controller",
            "KFP's API server",
            "KFP's metadata store",
            "KFP's persistence agent",
            "MySQL or PostgreSQL",
            "an object store",
        ],
        rights: vec![
            "the role of `pipeline-runner`: pods, secrets, config maps, claims, workflows, task results",
        ],
        losses: kfp_losses(view),
    };
    Comparison {
        pipeline: view.pipeline.name().to_owned(),
        items: items.collect(),
        kfp,
        argo: argo(view, profile),
        limit_bytes: Limits::of(profile).bytes,
    }
}

fn kfp_losses(view: &View<'_>) -> Vec<String> {
    let checked = kfp_ir::valid::check(view.pipeline.document(), &kfp_ir::target::Target::Kfp217);
    let mut losses: Vec<String> = checked.findings.into_iter().map(|finding| finding.message).collect();
    losses.sort();
    losses.dedup();
    losses
}

fn argo(view: &View<'_>, profile: Profile) -> Result<Side, Vec<String>> {
    let mut options = Options::new(profile);
    // What is too large is counted all the same.
    options.limits.bytes = usize::MAX;
    let lowered = kfp_argo::lower(view.pipeline.document(), view.pipeline.info(), &options)
        .map_err(|errors| errors.0.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let objects: Vec<serde_json::Value> =
        lowered.manifests.iter().filter_map(|m| serde_json::to_value(m).ok()).collect();
    let yaml = kfp_argo::to_yaml(&lowered.manifests).map_err(|error| vec![error.to_string()])?;
    // The parts of a workflow that is cut call each other; the last object is the one that runs.
    let mut whole = Structure::default();
    for object in &objects {
        let part = Structure::of_workflow(object);
        whole.templates.extend(part.templates);
        whole.entry = part.entry;
    }
    let has = |key: &str| contains_key(&objects, key);
    let mut services = vec!["Argo's workflow controller"];
    if has("artifacts") {
        services.push("an object store");
    }
    let mut rights = vec!["`create` and `patch` of `workflowtaskresults`"];
    if has("resource") {
        rights.push("the verbs of its resource templates");
    }
    let mut losses: Vec<String> =
        lowered.losses.iter().filter(|loss| !loss.is_note()).map(|loss| loss.message.clone()).collect();
    losses.sort();
    losses.dedup();
    Ok(Side {
        templates: whole.templates.len(),
        tasks: whole.tasks(),
        totals: whole.totals(),
        yaml_bytes: yaml.len(),
        stored_bytes: objects.iter().filter_map(Size::of).map(|size| size.bytes).max().unwrap_or_default(),
        services,
        rights,
        losses,
    })
}

/// Whether a template of one of the objects has inputs, outputs or a body of that name.
fn contains_key(objects: &[serde_json::Value], key: &str) -> bool {
    objects.iter().flat_map(structure::templates_of).any(|template| {
        let inside = |part: &str| template.get(part).is_some_and(|part| part.get(key).is_some());
        template.get(key).is_some() || inside("inputs") || inside("outputs")
    })
}
