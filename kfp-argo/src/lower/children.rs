//! A workflow that is too large for one object, as several: templates of workflows, and a run that starts one of each.
//!
//! Sound only where the tasks of the first graph have nothing to do with each other, so that nothing but the inputs of the
//! run has to reach them.

use std::collections::{BTreeSet, HashMap};

use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::object;
use crate::model::{
    Arguments, Dag, DagTask, Inputs, Manifest, Metadata, Parameter, ResourceAction, Template, Workflow,
    WorkflowSpec,
};
use crate::names;

/// The objects, when that is possible: templates first, then whatever the options ask for; and how many templates.
pub(super) fn split(
    cx: &mut Context<'_>,
    entrypoint: &str,
    arguments: &Arguments,
    templates: &[Template],
) -> Option<(Vec<Manifest>, usize)> {
    let by_name: HashMap<&str, &Template> = templates.iter().map(|t| (t.name.as_str(), t)).collect();
    let root = by_name.get(entrypoint)?;
    let dag = root.dag.as_ref()?;
    let apart = |task: &DagTask| {
        task.depends.is_none() && task.with_sequence.is_none() && task.arguments.artifacts.is_empty()
    };
    let workspace = !cx.workspace_claims().is_empty();
    if workspace || dag.target.is_some() || !root.outputs.is_empty() || !dag.tasks.iter().all(apart) {
        return None;
    }
    // Half of an object is left for the status.
    let bins = fill(&by_name, &dag.tasks, cx.options.limits.bytes / 2)?;
    let base = names::object(&object::base_name(cx), 50);
    let inputs: Vec<Parameter> = root.inputs.parameters.clone();
    let mut manifests = Vec::with_capacity(bins.len() + 1);
    let mut calls = Vec::with_capacity(bins.len());
    for (n, (tasks, used)) in bins.into_iter().enumerate() {
        let name = format!("{base}-{}", n + 1);
        let first = Template {
            name: entrypoint.to_owned(),
            inputs: Inputs { parameters: inputs.clone(), artifacts: Vec::new() },
            dag: Some(Dag { target: None, tasks }),
            ..Template::default()
        };
        let mut all = vec![first];
        all.extend(templates.iter().filter(|t| used.contains(t.name.as_str())).cloned());
        let given = Arguments { parameters: inputs.clone(), artifacts: Vec::new() };
        let spec = object::spec(cx, entrypoint, given, all);
        manifests.push(Manifest::Workflow(Box::new(child(cx, &name, spec))));
        calls.push(call(&name, &inputs));
    }
    let tasks = calls.iter().map(|template| DagTask {
        name: template.name.clone(),
        template: template.name.clone(),
        arguments: Arguments { parameters: inputs.iter().map(passed).collect(), artifacts: Vec::new() },
        ..DagTask::default()
    });
    let mut parent = vec![Template {
        name: entrypoint.to_owned(),
        inputs: root.inputs.clone(),
        dag: Some(Dag { target: None, tasks: tasks.collect() }),
        ..Template::default()
    }];
    let number = calls.len();
    parent.append(&mut calls);
    manifests.extend(object::manifests(cx, entrypoint, arguments.clone(), parent));
    let message =
        format!("the run is {number} workflows, started by one more: names and ids of the run are theirs");
    let help = "the service account needs the right to create and get workflows";
    cx.report.differs("AR218", IrPath::default(), message, help);
    Some((manifests, number))
}

/// A workflow of its own: some tasks, and the templates that they need.
type Bin<'t> = (Vec<DagTask>, BTreeSet<&'t str>);

/// Tasks in order, as many in each bin as fit.
fn fill<'t>(
    templates: &HashMap<&'t str, &'t Template>,
    tasks: &'t [DagTask],
    limit: usize,
) -> Option<Vec<Bin<'t>>> {
    let size = |value: &dyn Fn() -> Option<String>| value().map_or(0, |json| json.len());
    let mut bins: Vec<Bin<'t>> = Vec::new();
    let mut bytes = usize::MAX;
    for task in tasks {
        let needed = needed(templates, &task.template);
        let own = size(&|| serde_json::to_string(task).ok());
        let of = |names: &BTreeSet<&str>| -> usize {
            let used = names.iter().filter_map(|name| templates.get(name));
            used.map(|t| size(&|| serde_json::to_string(t).ok())).sum()
        };
        let new = match bins.last() {
            Some((_, used)) => of(&needed.difference(used).copied().collect()),
            None => 0,
        };
        let fits = bytes.checked_add(own + new).is_some_and(|bytes| bytes <= limit);
        if let (true, Some((tasks, used))) = (fits, bins.last_mut()) {
            bytes += own + new;
            tasks.push(task.clone());
            used.extend(needed);
            continue;
        }
        bytes = own + of(&needed);
        if bytes > limit {
            return None;
        }
        bins.push((vec![task.clone()], needed));
    }
    Some(bins)
}

/// A template and all that it uses.
fn needed<'t>(templates: &HashMap<&'t str, &'t Template>, name: &'t str) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if found.insert(name) {
            let tasks = templates.get(name).and_then(|t| t.dag.as_ref()).into_iter().flat_map(|d| &d.tasks);
            open.extend(tasks.map(|task| task.template.as_str()));
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
fn call(name: &str, inputs: &[Parameter]) -> Template {
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
        resource: Some(ResourceAction {
            action: "create",
            set_owner_reference: true,
            success_condition: Some("status.phase == Succeeded"),
            failure_condition: Some("status.phase in (Failed, Error)"),
            manifest: manifest.carried().tag(),
        }),
        ..Template::default()
    }
}

fn passed(input: &Parameter) -> Parameter {
    let value = Some(Expr::Input(input.name.clone()).tag());
    Parameter { value, ..Parameter::named(&input.name) }
}
