//! What a call passes, beside what the template takes.

use kfp_ir::codec::nearest;
use kfp_ir::path::IrPath;
use kfp_ir::valid::Severity;

use super::Report;
use crate::object::{Arguments, Artifact, Parameter, Template};

pub(super) fn check(
    arguments: Option<&Arguments>,
    called: Option<&Template>,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    let Some(called) = called else { return };
    let inputs = called.inputs.as_ref();
    let taken = inputs.and_then(|i| i.parameters.as_deref()).unwrap_or_default();
    let names: Vec<&str> = taken.iter().filter_map(|p| p.name.as_deref()).collect();
    let given = parameters(arguments);
    let own = path.key("arguments");
    unknown(
        "parameter",
        given.iter().map(|p| p.name.as_deref()),
        &names,
        called,
        &own.key("parameters"),
        report,
    );
    let taken = inputs.and_then(|i| i.artifacts.as_deref()).unwrap_or_default();
    let names: Vec<&str> = taken.iter().filter_map(|a| a.name.as_deref()).collect();
    let given = artifacts(arguments);
    unknown(
        "artifact",
        given.iter().map(|a| a.name.as_deref()),
        &names,
        called,
        &own.key("artifacts"),
        report,
    );
    missing_inputs(arguments, called, path, report);
}

/// Inputs that have no value of their own and are not passed.
pub(super) fn missing_inputs(
    arguments: Option<&Arguments>,
    called: &Template,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    let path = path.key("arguments");
    let inputs = called.inputs.as_ref();
    let taken = inputs.and_then(|i| i.parameters.as_deref()).unwrap_or_default();
    for parameter in taken.iter().filter(|p| !has_value(p)) {
        if let Some(name) = parameter.name.as_deref()
            && !parameters(arguments).iter().any(|given| given.name.as_deref() == Some(name))
        {
            missing("parameter", name, called, &path, report);
        }
    }
    let taken = inputs.and_then(|i| i.artifacts.as_deref()).unwrap_or_default();
    for artifact in taken.iter().filter(|a| a.optional != Some(true) && !has_place(a)) {
        if let Some(name) = artifact.name.as_deref()
            && !artifacts(arguments).iter().any(|given| given.name.as_deref() == Some(name))
        {
            missing("artifact", name, called, &path, report);
        }
    }
}

fn parameters(arguments: Option<&Arguments>) -> &[Parameter] {
    arguments.and_then(|a| a.parameters.as_deref()).unwrap_or_default()
}

fn artifacts(arguments: Option<&Arguments>) -> &[Artifact] {
    arguments.and_then(|a| a.artifacts.as_deref()).unwrap_or_default()
}

fn unknown<'a>(
    kind: &str,
    given: impl Iterator<Item = Option<&'a str>>,
    taken: &[&str],
    called: &Template,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    for (i, name) in given.enumerate() {
        let Some(name) = name.filter(|name| !taken.contains(name) && !name.contains("{{")) else { continue };
        let message = match called.name.as_deref() {
            Some(template) => format!("`{template}` has no input {kind} `{name}`"),
            None => format!("the template has no input {kind} `{name}`"),
        };
        let help = match nearest(name, taken.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "Argo ignores it: remove it, or add the input".to_owned(),
        };
        report.add("AR321", Severity::Warning, &path.index(i).key("name"), message, Some(help));
    }
}

fn missing(kind: &str, name: &str, called: &Template, path: &IrPath, report: &mut Report<'_, '_>) {
    let template = called.name.as_deref().unwrap_or("the template");
    let message = format!("`{template}` takes the {kind} `{name}`, and the call does not give it");
    report.error("AR322", path, message, Some("pass it, or give the input a default"));
}

fn has_value(parameter: &Parameter) -> bool {
    parameter.value.is_some() || parameter.default.is_some() || parameter.value_from.is_some()
}

fn has_place(artifact: &Artifact) -> bool {
    let Artifact { s3, gcs, git, http, hdfs, oss, azure, raw, artifactory, plugin, .. } = artifact;
    s3.is_some()
        || gcs.is_some()
        || git.is_some()
        || http.is_some()
        || hdfs.is_some()
        || oss.is_some()
        || azure.is_some()
        || raw.is_some()
        || artifactory.is_some()
        || plugin.is_some()
}
