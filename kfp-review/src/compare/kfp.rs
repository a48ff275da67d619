//! What KFP 2.17 makes of a pipeline: the templates of the workflow that its API server writes (`v2/compiler/argocompiler`).
//!
//! A task that runs a container is two: a driver, which looks at the cache and finds the inputs, and an executor, a graph
//! around the pod. A graph has a driver of its own; a loop one, and one more for each round. The drivers, and
//! the executors that need the same form, share their templates.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::codec::value::to_value;
use kfp_ir::flat::{Flat, Task, TaskId, Work};
use kfp_ir::hook::Hookless;
use kfp_ir::model::{ComponentSpec, RetryPolicy, Value};
use kfp_ir::target::is_done_by_driver;

use crate::compare::structure::{Call, Structure, Template};
use crate::view::View;

const CONTAINER_DRIVER: &str = "system-container-driver";
const DAG_DRIVER: &str = "system-dag-driver";

/// The containers and volumes of an executor's pod besides those of the task (`argocompiler/container.go`).
const EXECUTOR: Template =
    Template { calls: None, extra_containers: 1, volumes: 7, attempts: false, waits: false };

/// The structure of KFP's workflow.
pub fn structure(view: &View<'_>) -> Structure {
    let mut made = Structure { entry: "entrypoint".to_owned(), ..Structure::default() };
    let flat = &view.flat;
    let pod = || Template::default();
    let deployment = view.pipeline.document().pipeline.deployment_spec.as_ref();
    let executor_of = |task: &Task<'_>| deployment?.executors.get(task.component.executor_label.as_ref()?);
    made.templates.insert(DAG_DRIVER.to_owned(), pod());
    let retries = retries(flat);
    let mut graphs: BTreeMap<Option<TaskId>, Vec<Call>> = BTreeMap::from([(None, Vec::new())]);
    let mut exits: BTreeMap<(Option<TaskId>, &str), String> = BTreeMap::new();
    for (id, task) in flat.tasks().iter().enumerate() {
        if task.is_graph() {
            graphs.entry(Some(id)).or_default();
        }
        let after: BTreeSet<String> =
            task.waits.iter().filter_map(|id| flat.task(*id)).map(|task| task.name.to_owned()).collect();
        let conditional =
            task.spec.trigger_policy.as_ref().is_some_and(|policy| !policy.condition.is_empty());
        let base = Call { name: task.name.to_owned(), conditional, ..Call::default() };
        let driver = |template: &str| Call {
            name: format!("{}-driver", task.name),
            template: template.to_owned(),
            ..Call::default()
        };
        let by_driver = |template: String| Call {
            template,
            after: BTreeSet::from([format!("{}-driver", task.name)]),
            ..base.clone()
        };
        let mut calls: Vec<Call> = match &task.work {
            Work::Container(container) if is_done_by_driver(&container.image) => {
                made.templates.insert(CONTAINER_DRIVER.to_owned(), pod());
                vec![Call { template: CONTAINER_DRIVER.to_owned(), conditional: false, ..base.clone() }]
            }
            Work::Importer(importer) => {
                let (name, volumes) = if importer.download_to_workspace {
                    ("system-importer-workspace", 1)
                } else {
                    ("system-importer", 0)
                };
                made.templates.insert(name.to_owned(), Template { volumes, ..pod() });
                vec![Call { template: name.to_owned(), conditional: false, ..base.clone() }]
            }
            _ if task.items.is_some() => {
                let name = format!("{}-{}-iterator", task.component_name, task.name);
                let retried = retries.contains(&id);
                loop_templates(&mut made, &name, task, retried);
                vec![Call { template: name, conditional: false, ..base.clone() }]
            }
            Work::Graph(_) => vec![driver(DAG_DRIVER), by_driver(task.component_name.to_owned())],
            Work::Container(_) | Work::Other(_) => {
                made.templates.insert(CONTAINER_DRIVER.to_owned(), pod());
                let name = executor(&mut made, task, retries.contains(&id));
                vec![driver(CONTAINER_DRIVER), by_driver(name)]
            }
        };
        if task.spec.runs_after_failure() {
            let around = task.parent.and_then(|id| flat.task(id)).map_or("root", |task| task.component_name);
            let hook = format!("exit-hook-{around}-{}", task.name);
            made.templates.insert(hook.clone(), Template { calls: Some(calls), ..Template::default() });
            let waits = task.waits.iter().filter_map(|id| flat.task(*id));
            for other in waits.filter(|other| Hookless::of(other.spec, executor_of(other)).is_none()) {
                exits.insert((task.parent, other.name), hook.clone());
            }
            continue;
        }
        // KFP writes neither what an importer waits for nor what runs when it is over.
        if let Some(first) = calls.first_mut().filter(|_| !is_importer(task)) {
            first.after = after;
        }
        graphs.entry(task.parent).or_default().extend(calls);
    }
    for (graph, mut calls) in graphs {
        for call in &mut calls {
            call.hook = exits.get(&(graph, call.name.as_str())).cloned();
        }
        let name = graph.and_then(|id| flat.task(id)).map_or("root", |task| task.component_name);
        made.templates.insert(name.to_owned(), Template { calls: Some(calls), ..Template::default() });
    }
    let call = |name: &str, template: &str, after: &[&str]| Call {
        name: name.to_owned(),
        template: template.to_owned(),
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        ..Call::default()
    };
    let entry = vec![call("root-driver", DAG_DRIVER, &[]), call("root", "root", &["root-driver"])];
    made.templates.insert("entrypoint".to_owned(), Template { calls: Some(entry), ..Template::default() });
    made
}

fn is_importer(task: &Task<'_>) -> bool {
    matches!(task.work, Work::Importer(_))
}

/// A loop: a driver that counts the items, and for each item a driver and the graph.
fn loop_templates(made: &mut Structure, name: &str, task: &Task<'_>, retried: bool) {
    let call = |name: &str, template: &str, after: &str, repeated: bool| Call {
        name: name.to_owned(),
        template: template.to_owned(),
        after: (!after.is_empty()).then(|| after.to_owned()).into_iter().collect(),
        repeated,
        ..Call::default()
    };
    let (driver, body) = if task.is_graph() {
        (DAG_DRIVER, task.component_name.to_owned())
    } else {
        made.templates.insert(CONTAINER_DRIVER.to_owned(), Template::default());
        (CONTAINER_DRIVER, executor(made, task, retried))
    };
    let iteration = format!("{}-iteration", task.component_name);
    let outer = vec![
        call("iteration-driver", DAG_DRIVER, "", false),
        call("iteration-iterations", &iteration, "iteration-driver", true),
    ];
    let inner = vec![
        call("iteration-item-driver", driver, "", false),
        call("iteration-item", &body, "iteration-item-driver", false),
    ];
    for (name, calls) in [(name.to_owned(), outer), (iteration, inner)] {
        made.templates.insert(name, Template { calls: Some(calls), ..Template::default() });
    }
}

/// The graph around the pod of a task, and the pod; both are shared by tasks of the same form.
fn executor(made: &mut Structure, task: &Task<'_>, attempts: bool) -> String {
    let metadata = task.kubernetes.and_then(|config| config.pod_metadata.as_ref());
    let metadata = metadata.map(|m| format!("metadata-{}-{}-", m.annotations.len(), m.labels.len()));
    let retry = if attempts { "retry-" } else { "" };
    let form = format!("{}{retry}", metadata.unwrap_or_default());
    let (name, pod) = (format!("{form}system-container-executor"), format!("{form}system-container-impl"));
    let run =
        Call { name: "executor".to_owned(), template: pod.clone(), conditional: true, ..Call::default() };
    made.templates.insert(name.clone(), Template { calls: Some(vec![run]), ..Template::default() });
    made.templates.insert(pod, Template { attempts, ..EXECUTOR });
    name
}

/// The tasks that run again when they fail.
fn retries(flat: &Flat<'_>) -> BTreeSet<TaskId> {
    (0..flat.tasks().len()).filter(|id| retry_policy(flat, *id).is_some()).collect()
}

/// By what a task runs again: its own policy, or that of the nearest graph around it that has one.
fn retry_policy<'a>(flat: &Flat<'a>, id: TaskId) -> Option<&'a RetryPolicy> {
    std::iter::once(id).chain(flat.around(id)).find_map(|id| flat.task(id)?.spec.retry_policy.as_deref())
}

/// A graph whose tasks have the policy that KFP writes into them, where they have none of their own
/// (`backend/src/v2/compiler/visitor.go`).
fn handed_down(component: &ComponentSpec, policy: &RetryPolicy) -> ComponentSpec {
    let mut component = component.clone();
    let tasks = component.dag.iter_mut().flat_map(|dag| dag.tasks.values_mut());
    for task in tasks.filter(|task| task.retry_policy.is_none()) {
        task.retry_policy = Some(Box::new(policy.clone()));
    }
    component
}

/// The bytes of the components, containers and settings that KFP's workflow carries as arguments: each component once,
/// and of components with equal containers only the first that is visited.
pub fn embedded_bytes(view: &View<'_>) -> usize {
    let of = |value: Result<Value, _>| value.as_ref().map(go_json_len).unwrap_or_default();
    let root = view.pipeline.document().pipeline.root.as_ref();
    let mut sum = root.map(|root| of(to_value(root))).unwrap_or_default();
    let mut containers = BTreeSet::new();
    for (id, task) in visited(&view.flat) {
        let component = match retry_policy(&view.flat, id) {
            Some(policy) if task.is_graph() => of(to_value(&handed_down(task.component, policy))),
            _ => of(to_value(task.component)),
        };
        sum += match &task.work {
            Work::Container(container) => {
                let container = to_value(*container).unwrap_or_default();
                let new = containers.insert(kfp_ir::codec::canonical::to_string(&container));
                if new { component + go_json_len(&container) } else { 0 }
            }
            Work::Importer(importer) => component + of(to_value(*importer)),
            _ => component,
        };
        sum += task.kubernetes.map(|config| of(to_value(config))).unwrap_or_default();
    }
    sum
}

/// A task of every component, in the order in which KFP visits components: tasks by name, those inside a graph first.
fn visited<'v, 'a>(flat: &'v Flat<'a>) -> Vec<(TaskId, &'v Task<'a>)> {
    let mut inside: BTreeMap<Option<TaskId>, BTreeMap<&str, TaskId>> = BTreeMap::new();
    for (id, task) in flat.tasks().iter().enumerate() {
        inside.entry(task.parent).or_default().insert(task.name, id);
    }
    let below = |id: Option<TaskId>| -> Vec<(TaskId, bool)> {
        inside.get(&id).into_iter().flat_map(|tasks| tasks.values().rev().map(|id| (*id, false))).collect()
    };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut open = below(None);
    while let Some((id, done)) = open.pop() {
        let Some(task) = flat.task(id) else { continue };
        if done || !task.is_graph() {
            if seen.insert(task.component_name) {
                found.push((id, task));
            }
        } else if !seen.contains(task.component_name) {
            open.push((id, true));
            open.extend(below(Some(id)));
        }
    }
    found
}

/// The length of a value as compact JSON as Go writes it, which escapes for HTML.
fn go_json_len(value: &Value) -> usize {
    match value {
        Value::String(text) => string_len(text),
        Value::List(items) => {
            2 + items.iter().map(go_json_len).sum::<usize>() + items.len().saturating_sub(1)
        }
        Value::Struct(fields) => {
            let inside: usize =
                fields.0.iter().map(|(key, value)| string_len(key) + 1 + go_json_len(value)).sum();
            2 + inside + fields.0.len().saturating_sub(1)
        }
        other => kfp_ir::codec::canonical::to_string(other).len(),
    }
}

fn string_len(text: &str) -> usize {
    let one = |c: char| match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => 6,
        c if c < ' ' => 6,
        c => c.len_utf8(),
    };
    2 + text.chars().map(one).sum::<usize>()
}
