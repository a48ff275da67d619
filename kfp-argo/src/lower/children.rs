//! A workflow that is too large for one object, as several: templates of workflows, and a run that starts them and passes
//! values from one to the next.
//!
//! The first graph is cut once more, into as few parts as fit into objects of their own. What one part needs of another
//! is an output of its workflow, read from its status when it is over. Sound only for parameters: the key of an artifact
//! holds the id of the workflow that made it, so a graph is left whole when one part might look for a file of another.

use std::collections::{BTreeSet, HashMap};

use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::fit;
use crate::lower::Context;
use crate::lower::object;
use crate::lower::plan::Plan;
use crate::lower::print;
use crate::lower::source::Carried;
use crate::model::{
    Arguments, Inputs, Manifest, Metadata, Parameter, ResourceAction, Template, ValueFrom, Workflow,
    WorkflowSpec,
};
use crate::names;
use crate::size::bytes;

/// The objects, when that is possible: templates first, then whatever the options ask for; and how many templates.
pub(super) fn split(
    cx: &mut Context<'_>,
    root: Plan,
    arguments: &Arguments,
    templates: &[Template],
) -> Option<(Vec<Manifest>, usize)> {
    let by_name: HashMap<&str, &Template> = templates.iter().map(|t| (t.name.as_str(), t)).collect();
    let entrypoint = root.name.clone();
    let root = as_printed(root, by_name.get(entrypoint.as_str())?);
    let loops = root.tasks.iter().any(|task| task.count.is_some());
    if loops || !cx.workspace_claims().is_empty() || !root.artifact_outputs.is_empty() {
        return None;
    }
    // Half of an object is left for the status.
    let limit = cx.options.limits.bytes / 2;
    let number = root.tasks.len();
    let least = templates.iter().map(bytes).sum::<usize>().div_ceil(limit.max(1)).max(2);
    let mut tried = None;
    for count in least..=number {
        let most = number.div_ceil(count);
        if tried.replace(most) == Some(most) {
            continue;
        }
        if let Some((outer, inner)) = cut(cx, &root, most, &by_name, limit) {
            return Some(objects(cx, arguments, templates, outer, inner));
        }
    }
    None
}

/// A part, and the templates that it needs.
type Part<'t> = (Template, BTreeSet<&'t str>);

/// The graph in parts of at most that many tasks, when each of them fits and they pass each other nothing but values.
fn cut<'t>(
    cx: &mut Context<'_>,
    root: &Plan,
    most: usize,
    templates: &HashMap<&'t str, &'t Template>,
    limit: usize,
) -> Option<(Plan, Vec<Part<'t>>)> {
    let instances = &mut cx.instances;
    let (outer, inner) = fit::once(root.clone(), most, &mut |base| instances.reserve(base)).ok()?;
    if outer.tasks.iter().any(|task| !task.artifacts.is_empty()) {
        return None;
    }
    let connected = outer.tasks.iter().any(|task| !task.upstream.is_empty());
    let mut parts = Vec::with_capacity(inner.len());
    for plan in inner {
        let part = print::graph(plan, cx.options.store.scheme);
        let needed = needed(templates, &part);
        if part.inputs.parameters.len() > cx.options.limits.parameters {
            return None;
        }
        let all = || needed.iter().filter_map(|name| templates.get(name).copied()).chain([&part]);
        if all().map(bytes).sum::<usize>() > limit || (connected && all().any(places)) {
            return None;
        }
        parts.push((part, needed));
    }
    Some((outer, parts))
}

/// Whether a graph tells its tasks where artifacts are, which need not be its own.
fn places(template: &Template) -> bool {
    let names_the_run = |task| serde_json::to_string(task).is_ok_and(|json| json.contains("workflow.uid"));
    template.dag.iter().flat_map(|dag| &dag.tasks).any(names_the_run)
}

/// The plan with what became of its tasks when equal and alike templates were merged.
fn as_printed(mut plan: Plan, printed: &Template) -> Plan {
    let tasks: HashMap<&str, _> =
        printed.dag.iter().flat_map(|dag| &dag.tasks).map(|task| (task.name.as_str(), task)).collect();
    for task in &mut plan.tasks {
        let Some(printed) = tasks.get(task.name.as_str()) else { continue };
        task.template.clone_from(&printed.template);
        for parameter in &printed.arguments.parameters {
            if !task.parameters.iter().any(|(name, _)| *name == parameter.name) {
                let text = parameter.value.clone().unwrap_or_default();
                task.parameters.push((parameter.name.clone(), Carried::Text(text)));
            }
        }
    }
    plan
}

fn objects(
    cx: &mut Context<'_>,
    arguments: &Arguments,
    templates: &[Template],
    mut outer: Plan,
    parts: Vec<Part<'_>>,
) -> (Vec<Manifest>, usize) {
    let entrypoint = outer.name.clone();
    let base = names::object(&object::base_name(cx), 50);
    let number = parts.len();
    let mut manifests = Vec::with_capacity(number + 1);
    let mut calls = Vec::with_capacity(number);
    for (n, ((mut first, used), task)) in parts.into_iter().zip(&mut outer.tasks).enumerate() {
        let name = format!("{base}-{}", n + 1);
        task.template.clone_from(&name);
        calls.push(call(&name, &first));
        entrypoint.clone_into(&mut first.name);
        for output in &mut first.outputs.parameters {
            output.global_name = Some(output.name.clone());
        }
        let given = Arguments { parameters: first.inputs.parameters.clone(), artifacts: Vec::new() };
        let mut all = vec![first];
        all.extend(templates.iter().filter(|t| used.contains(t.name.as_str())).cloned());
        let spec = object::spec(cx, &entrypoint, given, all);
        manifests.push(Manifest::Workflow(Box::new(child(cx, &name, spec))));
    }
    let mut parent = vec![print::graph(outer, cx.options.store.scheme)];
    parent.append(&mut calls);
    manifests.extend(object::manifests(cx, &entrypoint, arguments.clone(), parent));
    let message =
        format!("the run is {number} workflows, started by one more: names and ids of the run are theirs");
    let help = "the service account needs the right to create and get workflows";
    cx.report.differs("AR218", IrPath::default(), message, help);
    (manifests, number)
}

/// All templates that one uses, directly or through others.
fn needed<'t>(templates: &HashMap<&'t str, &'t Template>, first: &Template) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    let used = |template: &Template, open: &mut Vec<&'t str>| {
        let tasks = template.dag.iter().flat_map(|dag| &dag.tasks);
        open.extend(
            tasks.filter_map(|task| templates.get_key_value(task.template.as_str())).map(|(name, _)| *name),
        );
    };
    let mut open = Vec::new();
    used(first, &mut open);
    while let Some(name) = open.pop() {
        if let Some(template) = templates.get(name).filter(|_| found.insert(name)) {
            used(template, &mut open);
        }
    }
    found
}

fn child(cx: &Context<'_>, name: &str, spec: WorkflowSpec) -> Workflow {
    let metadata = Metadata {
        name: Some(name.to_owned()),
        namespace: cx.options.namespace.clone(),
        labels: cx.options.labels.clone(),
        ..Metadata::default()
    };
    Workflow { api_version: object::API, kind: "WorkflowTemplate", metadata, spec }
}

/// The template that starts a workflow and waits for it.
fn call(name: &str, part: &Template) -> Template {
    let inputs = &part.inputs.parameters;
    let text = |key: &str, value: &str| (key.to_owned(), Expr::text(value));
    let given = inputs.iter().map(|input| {
        Expr::Map(vec![text("name", &input.name), ("value".into(), Expr::Input(input.name.clone()))])
    });
    let manifest = Expr::Map(vec![
        text("apiVersion", object::API),
        text("kind", "Workflow"),
        ("metadata".into(), Expr::Map(vec![text("generateName", &format!("{name}-"))])),
        (
            "spec".into(),
            Expr::Map(vec![
                ("workflowTemplateRef".into(), Expr::Map(vec![text("name", name)])),
                ("arguments".into(), Expr::Map(vec![("parameters".into(), Expr::List(given.collect()))])),
            ]),
        ),
    ]);
    Template {
        name: name.to_owned(),
        inputs: Inputs {
            parameters: inputs.iter().map(|input| Parameter::named(&input.name)).collect(),
            artifacts: Vec::new(),
        },
        outputs: Inputs {
            parameters: part.outputs.parameters.iter().map(|output| given_back(&output.name)).collect(),
            artifacts: Vec::new(),
        },
        resource: Some(Box::new(ResourceAction {
            merge_strategy: None,
            action: "create".into(),
            set_owner_reference: true,
            success_condition: Some("status.phase == Succeeded".into()),
            failure_condition: Some("status.phase in (Failed, Error)".into()),
            manifest: manifest.carried().tag(),
        })),
        ..Template::default()
    }
}

/// An output of the workflow that was started. It is there when that has succeeded.
fn given_back(name: &str) -> Parameter {
    let path = format!("{{.status.outputs.parameters[?(@.name==\"{name}\")].value}}");
    let from = ValueFrom { json_path: Some(path), ..ValueFrom::default() };
    Parameter { value_from: Some(Box::new(from)), ..Parameter::named(name) }
}
