//! The pipeline as a whole: arguments of a run, metadata, lifetime, workspace.

use std::collections::BTreeSet;

use kfp_ir::model::{ComponentInputParameter, Value};
use kfp_ir::path::IrPath;

use crate::lower::Context;
use crate::lower::facts::{Facts, ROOT};
use crate::model::{
    Arguments, ArtifactRepositoryRef, LocalObjectReference, Metadata, Parameter, Template, TtlStrategy,
    Workflow, WorkflowSpec,
};
use crate::names;
use crate::text::safe_json;

/// What an API server may append to a generated name has to fit into 63 characters, too.
const LONGEST_PREFIX: usize = 57;
const LONGEST_NAME: usize = 63;

/// The inputs of a run.
pub(super) fn arguments(cx: &mut Context<'_>) -> Arguments {
    let mut arguments = Arguments::default();
    let Some(root) = cx.components.get(ROOT) else { return arguments };
    let path = root.path.key("inputDefinitions").key("parameters");
    let declared = root.spec.input_definitions.iter().flat_map(|d| &d.parameters);
    for (name, spec) in declared {
        let path = path.key(name);
        let value = match (cx.options.parameters.get(name), &spec.default_value) {
            (Some(value), _) => {
                allowed(cx, name, spec, value, &path);
                Some(value.clone())
            }
            (None, Some(default)) => Some(default.clone()),
            (None, None) => spec.is_optional.then_some(Value::Null),
        };
        arguments.parameters.push(Parameter {
            description: Some(spec.description.clone()).filter(|d| !d.is_empty() && !d.contains("{{")),
            choices: spec.literals.iter().map(safe_json).collect(),
            value: value.as_ref().map(safe_json),
            ..Parameter::named(root.inputs.parameters.get(name).cloned().unwrap_or_default())
        });
    }
    unknown_parameters(cx, root, &path);
    let artifacts = root.spec.input_definitions.iter().flat_map(|d| &d.artifacts);
    for (name, spec) in artifacts {
        let path = root.path.key("inputDefinitions").key("artifacts").key(name);
        let Some(record) = root.inputs.records.get(name) else { continue };
        if spec.is_artifact_list {
            let help = "import its artifacts by their uris in the pipeline";
            cx.report.error(
                "AR114",
                &path,
                format!("a run cannot be given the list of artifacts `{name}`"),
                help,
            );
        }
        let value = cx.options.parameters.get(name).cloned();
        if spec.is_optional && value.is_none() {
            // Whether it is there decides about the shape of the workflow.
            let help = "give its uri when the workflow is made";
            let message = format!("no run can be given the optional artifact `{name}`");
            cx.report.differs("AR212", &path, message, help);
            continue;
        }
        arguments.parameters.push(Parameter {
            description: Some(spec.description.clone()).filter(|d| !d.is_empty() && !d.contains("{{")),
            value: value.as_ref().map(safe_json),
            ..Parameter::named(record)
        });
        cx.report.differs(
            "AR212",
            &path,
            format!("a run is given the artifact `{name}` by its uri, in the parameter `{record}`, without metadata"),
            &format!("the uri has to be below `{}`", cx.options.store.uri("")),
        );
    }
    arguments
}

fn allowed(cx: &mut Context<'_>, name: &str, spec: &ComponentInputParameter, value: &Value, path: &IrPath) {
    if !spec.literals.is_empty() && !spec.literals.contains(value) {
        let choices: Vec<String> = spec.literals.iter().map(safe_json).collect();
        cx.report.error(
            "AR120",
            path,
            format!("`{}` is not one of the values of `{name}`", safe_json(value)),
            &format!("choose one of {}", choices.join(", ")),
        );
    }
}

fn unknown_parameters(cx: &mut Context<'_>, root: &Facts<'_>, path: &IrPath) {
    let names: Vec<&String> = cx.options.parameters.keys().collect();
    for name in names.into_iter().filter(|n| !root.inputs.has(n)) {
        let inputs = root.inputs.parameters.keys().chain(root.inputs.records.keys());
        let known: Vec<&str> = inputs.map(String::as_str).collect();
        let help = if known.is_empty() {
            "it has no inputs at all".to_owned()
        } else {
            format!("its inputs are {}", known.join(", "))
        };
        cx.report.error("AR120", path, format!("the pipeline has no input `{name}`"), &help);
    }
}

/// The inputs that no run has: optional artifacts that nobody gave.
pub(super) fn absent_inputs(cx: &Context<'_>) -> BTreeSet<String> {
    let root = cx.components.get(ROOT).and_then(|r| r.spec.input_definitions.as_ref());
    let optional = root.iter().flat_map(|d| &d.artifacts).filter(|(_, spec)| spec.is_optional);
    optional.map(|(name, _)| name).filter(|n| !cx.options.parameters.contains_key(*n)).cloned().collect()
}

/// Says once that nothing is cached.
pub(super) fn report_caching(cx: &mut Context<'_>) {
    if cx.cached == 0 {
        return;
    }
    let message = match cx.cached {
        1 => "1 task asks for caching, but runs every time, with the same result".to_owned(),
        n => format!("{n} tasks ask for caching, but run every time, with the same results"),
    };
    cx.report.differs("AR201", &IrPath::new(["root"]), message, "");
}

/// The workflow object around the templates.
pub(super) fn workflow(
    cx: &mut Context<'_>,
    entrypoint: &str,
    arguments: Arguments,
    templates: Vec<Template>,
) -> Workflow {
    let options = cx.options;
    let config = cx.kubernetes.pipeline;
    let seconds = |n: i32| (n > 0).then_some(n);
    let mut ttl = TtlStrategy { seconds_after_completion: options.ttl_seconds, ..TtlStrategy::default() };
    if let Some(config) = config {
        let own = TtlStrategy {
            seconds_after_completion: seconds(config.resource_ttl_on_completion),
            seconds_after_success: seconds(config.resource_ttl_on_success),
            seconds_after_failure: seconds(config.resource_ttl_on_failure),
        };
        ttl = if own == TtlStrategy::default() { ttl } else { own };
    }
    let store = options.store.repository.clone();
    Workflow {
        api_version: "argoproj.io/v1alpha1",
        kind: "Workflow",
        metadata: metadata(cx),
        spec: WorkflowSpec {
            entrypoint: entrypoint.to_owned(),
            arguments,
            service_account_name: options.service_account.clone(),
            image_pull_secrets: cx
                .image_pull_secrets()
                .into_iter()
                .map(|name| LocalObjectReference { name })
                .collect(),
            artifact_repository_ref: store.map(|(config_map, key)| ArtifactRepositoryRef { config_map, key }),
            parallelism: options.parallelism,
            active_deadline_seconds: config.and_then(|c| seconds(c.active_deadline_seconds)).map(i64::from),
            ttl_strategy: (ttl != TtlStrategy::default()).then_some(ttl),
            volume_claim_templates: cx.workspace_claims(),
            templates,
        },
    }
}

fn metadata(cx: &mut Context<'_>) -> Metadata {
    let options = cx.options;
    let info = cx.pipeline.pipeline_info.clone().unwrap_or_default();
    let mut annotations = options.annotations.clone();
    let plain = |text: &String| !text.is_empty() && !text.contains("{{");
    for (key, text) in [("title", &info.display_name), ("description", &info.description)] {
        if plain(text) {
            annotations.entry(format!("workflows.argoproj.io/{key}")).or_insert_with(|| text.clone());
        }
    }
    if let Some(name) = &options.name
        && names::object(name, LONGEST_NAME) != *name
    {
        cx.report.error(
            "AR120",
            &IrPath::new(["pipelineInfo", "name"]),
            format!("`{name}` is no name for a workflow"),
            &format!(
                "choose `{}`: lower-case letters, digits and hyphens, at most 63",
                names::object(name, LONGEST_NAME)
            ),
        );
    }
    let last = info.name.rsplit('/').next().unwrap_or_default();
    Metadata {
        name: options.name.clone(),
        generate_name: options.name.is_none().then(|| names::object(last, LONGEST_PREFIX) + "-"),
        namespace: options.namespace.clone(),
        labels: options.labels.clone(),
        annotations,
    }
}
