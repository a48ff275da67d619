//! A workflow that is too large for one object, as several: templates of workflows, and a run that starts them and passes
//! values from one to the next.
//!
//! The first graph is cut once more, into as few parts as fit into objects of their own. What one part needs of another
//! is an output of its workflow, read from its status when it is over. The run tells all parts its name and id, so names,
//! uris and keys of files are what they would be in one workflow, and one part finds the files of another.

use std::collections::{BTreeSet, HashMap};

use kfp_ir::path::IrPath;

use crate::expr::{Expr, Variable};
use crate::fit;
use crate::lower::Context;
use crate::lower::object;
use crate::lower::plan::Plan;
use crate::lower::print;
use crate::lower::source::Carried;
use crate::model::{
    Arguments, Dag, DagTask, Inputs, Manifest, Metadata, Parameter, ResourceAction, Template, ValueFrom,
    Workflow, WorkflowSpec,
};
use crate::names::{self, Names};
use crate::options::{Limits, ObjectKind};
use crate::size::bytes;

/// What the run tells the workflows of its parts: what it is in the run and there, and the parameter.
const TOLD: &[(Variable, Variable, &str)] = &[
    (Variable::WorkflowName, Variable::RunName, "kfp-run-name"),
    (Variable::WorkflowUid, Variable::RunUid, "kfp-run-uid"),
    (Variable::WorkflowCreated, Variable::RunCreated, "kfp-run-created"),
    (Variable::WorkflowScheduled, Variable::RunScheduled, "kfp-run-scheduled"),
];

/// The name of the only task of the first graph of a part.
const PART: &str = "part";

/// The id of the run in the workflow of a part, as a plain tag.
pub(super) const RUN_UID: &str = "{{workflow.parameters.kfp-run-uid}}";

/// Inputs of a pipeline are not called as what the run tells its parts.
pub(super) fn take_names(names: &mut Names) {
    for (.., parameter) in TOLD {
        names.unique((*parameter).to_owned());
    }
}

impl Context<'_> {
    /// Something about the run, as its tasks see it.
    pub(super) fn run(&self, variable: Variable) -> Expr {
        let told = TOLD.iter().find(|(own, ..)| self.whole.is_some() && *own == variable);
        Expr::Variable(told.map_or(variable, |(_, told, _)| *told))
    }

    /// What the run tells its parts. Only runs by the clock know when they were to start.
    fn told(&self) -> impl Iterator<Item = &'static (Variable, Variable, &'static str)> {
        let by_clock = matches!(self.options.kind, ObjectKind::CronWorkflow(_));
        TOLD.iter().filter(move |(own, ..)| by_clock || *own != Variable::WorkflowScheduled)
    }
}

/// The objects, when that is possible: templates first, then whatever the options ask for; and how many templates.
pub(super) fn split(
    cx: &mut Context<'_>,
    root: Plan,
    arguments: &Arguments,
    templates: &[Template],
) -> Option<(Vec<Manifest>, usize)> {
    let by_name: HashMap<&str, Known<'_>> =
        templates.iter().map(|t| (t.name.as_str(), Known { template: t, bytes: bytes(t) })).collect();
    let entrypoint = root.name.clone();
    let mut root = as_printed(root, by_name.get(entrypoint.as_str())?.template);
    let loops = root.tasks.iter().any(|task| task.count.is_some());
    if loops || !cx.run_hooks.is_empty() || !cx.workspace_claims().is_empty() {
        return None;
    }
    // Nobody takes them from there; their uris are among the parameters.
    root.artifact_outputs.clear();
    // Half of an object is left for the status.
    let limit = cx.options.limits.bytes / 2;
    let number = root.tasks.len();
    let least = by_name.values().map(|known| known.bytes).sum::<usize>().div_ceil(limit.max(1)).max(2);
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

/// A template, and how large it is.
struct Known<'t> {
    template: &'t Template,
    bytes: usize,
}

/// A part, and the templates that it needs.
type Part<'t> = (Template, BTreeSet<&'t str>);

/// The graph in parts of at most that many tasks, when each of them fits and they pass each other nothing but values.
fn cut<'t>(
    cx: &mut Context<'_>,
    root: &Plan,
    most: usize,
    templates: &HashMap<&'t str, Known<'t>>,
    limit: usize,
) -> Option<(Plan, Vec<Part<'t>>)> {
    let instances = &mut cx.instances;
    let (mut outer, inner) = fit::once(root.clone(), most, &mut |base| instances.reserve(base)).ok()?;
    if outer.tasks.iter().any(|task| !task.artifacts.is_empty()) {
        return None;
    }
    in_the_run(&mut outer);
    let mut parts = Vec::with_capacity(inner.len());
    for plan in inner {
        let part = print::graph(plan, cx.options.store.scheme);
        let needed = needed(templates, &part);
        let Limits { parameters, templates: most, .. } = cx.options.limits;
        if part.inputs.parameters.len() > parameters || needed.len() + 2 > most {
            return None;
        }
        let size =
            needed.iter().filter_map(|name| templates.get(name)).map(|known| known.bytes).sum::<usize>();
        if size + bytes(&part) > limit {
            return None;
        }
        parts.push((part, needed));
    }
    Some((outer, parts))
}

/// The graph of the parts is in the run itself.
fn in_the_run(outer: &mut Plan) {
    for (_, value) in &mut outer.outputs {
        value.visit_mut(&mut |node| {
            if let Expr::Variable(variable) = node
                && let Some((own, ..)) = TOLD.iter().find(|(_, told, _)| told == variable)
            {
                *variable = *own;
            }
        });
    }
}

/// The plan with what became of its tasks when equal and alike templates were merged.
fn as_printed(mut plan: Plan, printed: &Template) -> Plan {
    let tasks: HashMap<&str, _> =
        printed.dag.iter().flat_map(|dag| &dag.tasks).map(|task| (task.name.as_str(), task)).collect();
    for task in &mut plan.tasks {
        let Some(printed) = tasks.get(task.name.as_str()) else { continue };
        task.template.clone_from(&printed.template);
        task.hooks.clone_from(&printed.hooks);
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
        calls.push(call(cx, &name, &first));
        for output in &mut first.outputs.parameters {
            output.global_name = Some(output.name.clone());
        }
        let told = cx.told().map(|(.., name)| Parameter::named(*name));
        let parameters = first.inputs.parameters.iter().cloned().chain(told).collect();
        let given = Arguments { parameters, artifacts: Vec::new() };
        let mut all = vec![around(&entrypoint, &first), first];
        all.extend(templates.iter().filter(|t| used.contains(t.name.as_str())).cloned());
        let spec = object::spec(cx, &entrypoint, given, all);
        manifests.push(Manifest::Workflow(Box::new(child(cx, &name, spec))));
    }
    let mut parent = vec![print::graph(outer, cx.options.store.scheme)];
    parent.append(&mut calls);
    manifests.extend(object::manifests(cx, &entrypoint, arguments.clone(), parent));
    let message = format!(
        "the run is {number} workflows, started by one more: each starts when all that it needs are over"
    );
    let help = "the service account needs the right to create and get workflows";
    cx.report.differs("AR218", IrPath::default(), message, help);
    (manifests, number)
}

/// The first graph of a part. Argo makes outputs of tasks those of the workflow, but not outputs of the first graph.
fn around(name: &str, part: &Template) -> Template {
    let inputs = &part.inputs.parameters;
    let given = inputs
        .iter()
        .map(|input| Parameter { value: Some(Expr::Input(input.name.clone()).tag()), ..input.clone() });
    let task = DagTask {
        name: PART.to_owned(),
        template: part.name.clone(),
        arguments: Arguments { parameters: given.collect(), artifacts: Vec::new() },
        ..DagTask::default()
    };
    Template {
        name: name.to_owned(),
        inputs: Inputs { parameters: inputs.clone(), artifacts: Vec::new() },
        dag: Some(Dag { target: None, tasks: vec![task] }),
        ..Template::default()
    }
}

/// All templates that one uses, directly or through others.
fn needed<'t>(templates: &HashMap<&'t str, Known<'t>>, first: &Template) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    let used = |template: &Template, open: &mut Vec<&'t str>| {
        let tasks = template.dag.iter().flat_map(|dag| &dag.tasks);
        let names = tasks.flat_map(|task| {
            let hooks = task.hooks.values().map(|hook| hook.template.as_str());
            std::iter::once(task.template.as_str()).chain(hooks)
        });
        open.extend(names.filter_map(|name| templates.get_key_value(name)).map(|(name, _)| *name));
    };
    let mut open = Vec::new();
    used(first, &mut open);
    while let Some(name) = open.pop() {
        if let Some(known) = templates.get(name).filter(|_| found.insert(name)) {
            used(known.template, &mut open);
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
fn call(cx: &Context<'_>, name: &str, part: &Template) -> Template {
    let inputs = &part.inputs.parameters;
    let text = |key: &str, value: &str| (key.to_owned(), Expr::text(value));
    let argument = |name: &str, value| Expr::Map(vec![text("name", name), ("value".into(), value)]);
    let told = cx.told().map(|(own, _, name)| argument(name, Expr::Variable(*own)));
    let given = inputs.iter().map(|input| argument(&input.name, Expr::Input(input.name.clone()))).chain(told);
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
