//! Names: which characters, how long, and each only once.

use std::collections::BTreeSet;

use kfp_ir::path::IrPath;

use super::Report;
use crate::object::{Object, Parameter, Template};

/// The longest name of a template, task or step (Argo's resource definitions).
const LONGEST: usize = 128;

pub(super) fn object(object: &Object, report: &mut Report<'_, '_>) {
    let (longest, kind) = match object {
        Object::Workflow(_) => (63, "workflow"),
        Object::WorkflowTemplate(_) => (63, "workflow template"),
        Object::ClusterWorkflowTemplate(_) => (63, "cluster workflow template"),
        // Its runs get a time of 11 characters behind it.
        Object::CronWorkflow(_) => (52, "cron workflow"),
        Object::Other(_) => return,
    };
    if let Some(name) = object.metadata("name").filter(|name| name.len() > longest) {
        let message =
            format!("the name of a {kind} has at most {longest} characters, this one has {}", name.len());
        report.error("AR343", &IrPath::new(["metadata", "name"]), message, Some("shorten it"));
    }
}

/// Whether it is a name for a template, task or step.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && name.len() <= LONGEST
}

/// Whether it is a name for a parameter or artifact.
fn is_argument(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

pub(super) fn template(template: &Template, path: &IrPath, report: &mut Report<'_, '_>) {
    for (side, parameters, artifacts) in [
        (
            "inputs",
            template.inputs.as_ref().and_then(|i| i.parameters.as_deref()),
            template.inputs.as_ref().and_then(|i| i.artifacts.as_deref()),
        ),
        (
            "outputs",
            template.outputs.as_ref().and_then(|o| o.parameters.as_deref()),
            template.outputs.as_ref().and_then(|o| o.artifacts.as_deref()),
        ),
    ] {
        let path = path.key(side);
        self::parameters(parameters, &path, report);
        let names = artifacts.unwrap_or_default().iter().map(|a| a.name.as_deref());
        arguments(names, "artifact", &path.key("artifacts"), report);
    }
}

/// The names of parameters; `path` is that of what holds them.
pub(super) fn parameters(list: Option<&[Parameter]>, path: &IrPath, report: &mut Report<'_, '_>) {
    let names = list.unwrap_or_default().iter().map(|p| p.name.as_deref());
    arguments(names, "parameter", &path.key("parameters"), report);
}

fn arguments<'n>(
    names: impl Iterator<Item = Option<&'n str>>,
    kind: &str,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        let Some(name) = name else { continue };
        let path = path.index(i).key("name");
        if !is_argument(name) {
            let message = format!("`{name}` is no name for a {kind}");
            report.error("AR343", &path, message, Some("use letters, digits, `-` and `_`"));
        }
        once(&mut seen, name, kind, &path, report);
    }
}

/// Reports a name that was there before.
fn once<'n>(
    seen: &mut BTreeSet<&'n str>,
    name: &'n str,
    kind: &str,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    if !seen.insert(name) {
        let message = format!("the {kind} `{name}` is here twice");
        report.error("AR344", path, message, Some("rename one of them"));
    }
}

/// The names of templates, tasks or steps.
pub(super) fn unique<'n>(
    names: impl Iterator<Item = Option<&'n str>>,
    kind: &str,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        let path = if kind == "step" { path.clone() } else { path.index(i).key("name") };
        match name {
            None if kind == "step" => {}
            None => report.error("AR343", &path, format!("a {kind} has no name"), None),
            Some(name) => {
                if !is_name(name) && !name.contains("{{") {
                    let message = format!("`{name}` is no name for a {kind}");
                    let help = format!("use letters, digits and `-`, at most {LONGEST} of them");
                    report.error("AR343", &path, message, Some(&help));
                }
                once(&mut seen, name, kind, &path, report);
            }
        }
    }
}
