//! The structure of a workflow for Argo: which templates there are, which pods they start and which templates they call.
//!
//! It is read from a workflow that somebody wrote, or made by a model of somebody who would write one; what is counted is
//! counted here, for both in the same way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kfp_argo::PodCount;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::Topo;
use serde_json::Value;

/// The templates of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// The template that a run begins with.
    pub entry: String,
    /// All templates.
    pub templates: BTreeMap<String, Template>,
}

/// One template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The tasks of a graph; nothing where it is a pod.
    pub calls: Option<Vec<Call>>,
    /// Containers of the pod besides the one that does the work.
    pub extra_containers: usize,
    /// Volumes that the pod declares.
    pub volumes: usize,
    /// Whether it runs again when it fails, which is one more node.
    pub attempts: bool,
    /// Whether it only waits, for a person or for a time, which takes no pod.
    pub waits: bool,
}

/// A task of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The name of the task.
    pub name: String,
    /// The template that it runs.
    pub template: String,
    /// The tasks that its condition to start names.
    pub after: BTreeSet<String>,
    /// Whether it runs once for each item of a list.
    pub repeated: bool,
    /// Whether a condition decides if it runs.
    pub conditional: bool,
    /// The template that runs when it ends.
    pub hook: Option<String>,
}

/// Numbers of a workflow, when every condition holds and every task runs once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pods.
    pub pods: PodCount,
    /// Nodes of the status: pods, graphs, groups of iterations and of attempts.
    pub nodes: PodCount,
    /// Containers besides those that do the work.
    pub extra_containers: PodCount,
    /// Volumes that the pods declare.
    pub volumes: PodCount,
    /// Calls of KFP's metadata store and API server, at least: those that every driver and every launcher makes.
    pub metadata_calls: PodCount,
    /// Pods that start one after another, on the longest way. The rounds of a loop run side by side.
    pub critical_pods: u64,
}

/// Templates inside each other; Argo itself stops at a hundred.
const DEEPEST: usize = 600;

impl Structure {
    /// Reads the structure of a `Workflow` or of what has the form of one.
    pub fn of_workflow(object: &Value) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let templates = templates_of(object).map(|t| (text(t.get("name")), template(t)));
        let entry = text(spec_of(object).and_then(|spec| spec.get("entrypoint")));
        Structure { entry, templates: templates.collect() }
    }

    /// The tasks of all graphs.
    pub fn tasks(&self) -> usize {
        self.templates.values().flat_map(|t| &t.calls).map(Vec::len).sum()
    }

    /// How many tasks call each template.
    pub fn calls(&self) -> BTreeMap<&str, usize> {
        let mut calls = BTreeMap::new();
        for call in self.templates.values().flat_map(|t| &t.calls).flatten() {
            *calls.entry(call.template.as_str()).or_default() += 1;
        }
        calls
    }

    /// Counts what a run starts. Loops are named by the task that runs them.
    pub fn totals(&self) -> Totals {
        let mut known = BTreeMap::new();
        self.of(&self.entry, "", 0, &mut known)
    }

    fn of(
        &self,
        name: &str,
        caller: &str,
        depth: usize,
        known: &mut BTreeMap<(String, String), Totals>,
    ) -> Totals {
        let Some(template) = self.templates.get(name).filter(|_| depth < DEEPEST) else {
            return Totals::default();
        };
        // Only a graph with a loop is named after its caller.
        let named = template.calls.iter().flatten().any(|call| call.repeated);
        let key = (name.to_owned(), if named { caller.to_owned() } else { String::new() });
        if let Some(known) = known.get(&key) {
            return known.clone();
        }
        let fixed = |fixed: usize| PodCount { fixed: fixed as u64, ..PodCount::default() };
        let mut totals = Totals { nodes: fixed(1 + usize::from(template.attempts)), ..Totals::default() };
        match &template.calls {
            None => {
                totals.pods = fixed(usize::from(!template.waits));
                totals.extra_containers = fixed(template.extra_containers);
                totals.volumes = fixed(template.volumes);
                totals.metadata_calls = fixed(metadata_calls(name));
                totals.critical_pods = u64::from(!template.waits);
            }
            Some(calls) => {
                let mut ways: BTreeMap<&str, u64> = BTreeMap::new();
                for call in in_order(calls) {
                    let mut one = self.of(&call.template, &call.name, depth + 1, known);
                    if let Some(hook) = &call.hook {
                        let hook = self.of(hook, &call.name, depth + 1, known);
                        one.critical_pods += hook.critical_pods;
                        one.add(&hook);
                    }
                    let before = call.after.iter().filter_map(|name| ways.get(name.as_str())).max();
                    let way = before.copied().unwrap_or_default() + one.critical_pods;
                    totals.critical_pods = totals.critical_pods.max(way);
                    ways.insert(&call.name, way);
                    if call.repeated {
                        // The group of iterations.
                        totals.nodes.add(&fixed(1), 1);
                        totals.add(&one.each(caller));
                    } else {
                        totals.add(&one);
                    }
                }
            }
        }
        known.insert(key, totals.clone());
        totals
    }
}

impl Totals {
    fn counts(&self) -> [&PodCount; 5] {
        [&self.pods, &self.nodes, &self.extra_containers, &self.volumes, &self.metadata_calls]
    }

    fn add(&mut self, other: &Totals) {
        let mine = [
            &mut self.pods,
            &mut self.nodes,
            &mut self.extra_containers,
            &mut self.volumes,
            &mut self.metadata_calls,
        ];
        mine.into_iter().zip(other.counts()).for_each(|(mine, other)| mine.add(other, 1));
    }

    /// The same once for each item of a loop.
    fn each(&self, name: &str) -> Totals {
        let [pods, nodes, extra_containers, volumes, metadata_calls] =
            self.counts().map(|count| match count.is_nothing() {
                true => PodCount::default(),
                false => PodCount { fixed: 0, per_item: BTreeMap::from([(name.to_owned(), count.clone())]) },
            });
        Totals { pods, nodes, extra_containers, volumes, metadata_calls, critical_pods: self.critical_pods }
    }
}

/// Calls that a pod of KFP makes whatever the task is, as read in its code: the driver finds the pipeline, the graph, and
/// the cache, and makes an execution (`v2/driver/container.go`); the launcher reads, begins and ends the execution, finds the graph
/// and the pipeline, updates the graph, and writes the cache (`v2/component/launcher_v2.go`). Inputs and artifacts come on top.
fn metadata_calls(template: &str) -> usize {
    match template {
        "system-container-driver" => 5,
        name if name.ends_with("system-container-impl") => 7,
        _ => 0,
    }
}

/// The tasks of a graph, each after those that it waits for. Tasks of a circle, which no engine runs, are left out.
fn in_order(calls: &[Call]) -> Vec<&Call> {
    let mut graph = DiGraph::with_capacity(calls.len(), calls.len());
    let nodes: HashMap<&str, NodeIndex> =
        calls.iter().map(|call| (call.name.as_str(), graph.add_node(call))).collect();
    for call in calls {
        let Some(to) = nodes.get(call.name.as_str()) else { continue };
        for from in call.after.iter().filter_map(|name| nodes.get(name.as_str())) {
            graph.add_edge(*from, *to, ());
        }
    }
    let mut order = Topo::new(&graph);
    std::iter::from_fn(|| order.next(&graph)).filter_map(|node| graph.node_weight(node).copied()).collect()
}

/// What a run of an object does; a `CronWorkflow` has it one level deeper.
fn spec_of(object: &Value) -> Option<&Value> {
    let spec = object.get("spec")?;
    Some(spec.get("workflowSpec").unwrap_or(spec))
}

/// The templates of a `Workflow` or of what has the form of one.
pub(super) fn templates_of(object: &Value) -> impl Iterator<Item = &Value> {
    let templates = spec_of(object).and_then(|spec| spec.get("templates")?.as_array());
    templates.into_iter().flatten()
}

fn template(value: &Value) -> Template {
    let list = |key: &str| value.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let graph = value.get("dag").map(|dag| dag.get("tasks").and_then(Value::as_array));
    Template {
        calls: graph.map(|tasks| tasks.into_iter().flatten().map(call).collect()),
        extra_containers: list("initContainers") + list("sidecars"),
        volumes: list("volumes"),
        attempts: value.get("retryStrategy").is_some(),
        waits: value.get("suspend").is_some(),
    }
}

fn call(value: &Value) -> Call {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut after: BTreeSet<String> = named_in(text("depends")).collect();
    let listed = value.get("dependencies").and_then(Value::as_array);
    after.extend(listed.into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())));
    let hook = value.get("hooks").and_then(|hooks| hooks.get("exit")?.get("template")?.as_str());
    let hook = hook.or_else(|| value.get("onExit")?.as_str());
    Call {
        name: text("name").to_owned(),
        template: text("template").to_owned(),
        after,
        repeated: ["withItems", "withParam", "withSequence"].iter().any(|key| value.get(key).is_some()),
        conditional: !text("when").is_empty(),
        hook: hook.map(str::to_owned),
    }
}

/// The tasks in `a.Succeeded && (b.Failed || !c)`.
fn named_in(depends: &str) -> impl Iterator<Item = String> {
    let words = depends.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    words.filter_map(|word| Some(word.split('.').next()?.to_owned())).filter(|name| !name.is_empty())
}
