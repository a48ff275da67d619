//! Who waits for whom: the tasks of one dag, and the components that use each other.
//!
//! Nothing here recurses, so 100,000 tasks in a row need no more stack than ten.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::fmt;

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::model::{ComponentSpec, DagSpec, PipelineSpec, PipelineTaskSpec};
use crate::valid::DagInfo;

/// A graph of names, with an edge from each name to those that need it. Nodes are in name order.
pub type NameGraph<'a> = DiGraph<&'a str, ()>;

/// The tasks that a task waits for: producers of its inputs and of the statuses it reads, and `dependentTasks`.
///
/// Sorted, once each, whether they exist or not.
pub fn upstream(task: &PipelineTaskSpec) -> Vec<&str> {
    let mut names = Vec::new();
    add_upstream(task, &mut names);
    sorted(names)
}

fn add_upstream<'a>(task: &'a PipelineTaskSpec, names: &mut Vec<&'a str>) {
    add_producers(task, names);
    names.extend(task.dependent_tasks.iter().map(String::as_str));
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

/// The tasks that give a task something: an output, or their status.
///
/// Sorted, once each, whether they exist or not.
pub fn producers(task: &PipelineTaskSpec) -> Vec<&str> {
    let mut names = Vec::new();
    add_producers(task, &mut names);
    sorted(names)
}

fn add_producers<'a>(task: &'a PipelineTaskSpec, names: &mut Vec<&'a str>) {
    if let Some(inputs) = &task.inputs {
        for input in inputs.parameters.values() {
            names.extend(input.task_output_parameter.iter().map(|r| r.producer_task.as_str()));
            names.extend(input.task_final_status.iter().map(|r| r.producer_task.as_str()));
        }
        for input in inputs.artifacts.values() {
            names.extend(input.task_output_artifact.iter().map(|r| r.producer_task.as_str()));
        }
    }
}

/// The tasks of a dag. Producers that do not exist give no edge.
pub fn tasks(dag: &DagSpec) -> NameGraph<'_> {
    build(dag.tasks.iter().map(|(name, task)| (name.as_str(), task)), add_upstream)
}

/// The components of a pipeline, each needing those that its tasks refer to. The root has the name `""`.
pub fn components(pipeline: &PipelineSpec) -> NameGraph<'_> {
    let root = pipeline.root.iter().map(|root| ("", root));
    let all = root.chain(pipeline.components.iter().map(|(name, c)| (name.as_str(), c)));
    build(all, add_used_components)
}

fn add_used_components<'a>(component: &'a ComponentSpec, names: &mut Vec<&'a str>) {
    let tasks = component.dag.iter().flat_map(|dag| dag.tasks.values());
    names.extend(tasks.filter_map(|task| Some(task.component_ref.as_ref()?.name.as_str())));
}

/// The names have to come in order. `add_needs` appends the names that a thing needs, in any order and more than once.
fn build<'a, T: 'a>(
    named: impl Iterator<Item = (&'a str, &'a T)> + Clone,
    add_needs: impl Fn(&'a T, &mut Vec<&'a str>),
) -> NameGraph<'a> {
    let names: Vec<&str> = named.clone().map(|(name, _)| name).collect();
    let mut graph = DiGraph::with_capacity(names.len(), names.len());
    for name in &names {
        graph.add_node(*name);
    }
    let mut needed = Vec::new();
    let mut needs: Vec<usize> = Vec::new();
    let mut last = 0;
    for (to, (_, thing)) in named.enumerate() {
        add_needs(thing, &mut needed);
        for name in needed.drain(..) {
            if let Some(found) = find_near(&names, last, name) {
                last = found;
                needs.push(found);
            }
        }
        needs.sort_unstable();
        needs.dedup();
        for from in needs.drain(..) {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    graph
}

/// Where a name is in a sorted list. What is needed is mostly near what was needed last, so the search starts there, in
/// steps that double: in lists that do not fit into the processor's cache this is faster than a hash table.
fn find_near(names: &[&str], start: usize, name: &str) -> Option<usize> {
    let at = |i: usize| names.get(i).copied();
    let (mut low, mut high) = (0, names.len());
    let mut step = 1;
    if at(start)? <= name {
        low = start;
        while let Some(i) = start.checked_add(step).filter(|i| *i < high) {
            if at(i)? > name {
                high = i;
                break;
            }
            low = i;
            step *= 2;
        }
    } else {
        high = start;
        while let Some(i) = start.checked_sub(step) {
            if at(i)? <= name {
                low = i;
                break;
            }
            high = i;
            step *= 2;
        }
    }
    names.get(low..high)?.binary_search(&name).ok().map(|found| low + found)
}

/// Names that wait for each other in a circle, each one before the next; the first waits for the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle(pub Vec<String>);

impl fmt::Display for Cycle {
    /// `a -> b -> a`; the middle of a long circle is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 4;
        let names = &self.0;
        let hidden = names.len().saturating_sub(2 * SHOWN);
        for (i, name) in names.iter().enumerate() {
            if hidden > 1 && i == SHOWN {
                write!(f, "... ({hidden} more) ... -> ")?;
            }
            if hidden <= 1 || i < SHOWN || i >= names.len() - SHOWN {
                write!(f, "{name} -> ")?;
            }
        }
        names.first().map_or(Ok(()), |first| f.write_str(first))
    }
}

/// Every name after all it needs; among those that could come next, the first by name.
///
/// # Errors
/// One circle for each group of names that reach each other, sorted by their first names.
///
/// ```
/// use kfp_ir::graph;
/// use kfp_ir::model::{DagSpec, PipelineTaskSpec};
///
/// let after = |other: &str| PipelineTaskSpec { dependent_tasks: vec![other.into()], ..Default::default() };
/// let mut dag = DagSpec::default();
/// dag.tasks.insert("a".into(), after("b"));
/// dag.tasks.insert("b".into(), PipelineTaskSpec::default());
/// assert_eq!(graph::order(&graph::tasks(&dag)).unwrap(), ["b", "a"]);
///
/// dag.tasks.insert("b".into(), after("a"));
/// let cycles = graph::order(&graph::tasks(&dag)).unwrap_err();
/// assert_eq!(cycles[0].to_string(), "a -> b -> a");
/// ```
pub fn order<'a>(graph: &NameGraph<'a>) -> Result<Vec<&'a str>, Vec<Cycle>> {
    let order = ordered(graph).ok_or_else(|| cycles(graph))?;
    Ok(order.into_iter().filter_map(|node| graph.node_weight(node).copied()).collect())
}

/// The nodes in that order; `None` when some wait for each other.
fn ordered(graph: &NameGraph<'_>) -> Option<Vec<NodeIndex>> {
    let mut waiting: Vec<usize> = Vec::with_capacity(graph.node_count());
    let mut ready = BinaryHeap::new();
    for node in graph.node_indices() {
        let count = graph.edges_directed(node, Direction::Incoming).count();
        waiting.push(count);
        if count == 0 {
            ready.push(Reverse(node));
        }
    }
    // The nodes were added in name order, so the smallest index is the first name.
    let mut order = Vec::with_capacity(graph.node_count());
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for next in graph.neighbors(node) {
            if let Some(count) = waiting.get_mut(next.index()) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(next));
                }
            }
        }
    }
    (order.len() == graph.node_count()).then_some(order)
}

fn cycles(graph: &NameGraph<'_>) -> Vec<Cycle> {
    let groups = kosaraju_scc(graph);
    let mut group_of = vec![0; graph.node_count()];
    for (group, members) in groups.iter().enumerate() {
        for node in members {
            if let Some(slot) = group_of.get_mut(node.index()) {
                *slot = group;
            }
        }
    }
    let starts = groups.iter().filter_map(|members| members.iter().min());
    let mut cycles: Vec<Cycle> = starts.filter_map(|&start| shortest(graph, start, &group_of)).collect();
    cycles.sort_by(|a, b| a.0.cmp(&b.0));
    cycles
}

/// The shortest way from a node back to itself, inside its group.
fn shortest(graph: &NameGraph<'_>, start: NodeIndex, group_of: &[usize]) -> Option<Cycle> {
    let mut before: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        let mut next: Vec<NodeIndex> = graph.neighbors(node).collect();
        next.sort();
        for next in next {
            if next == start {
                let mut back = vec![node];
                while let Some(&earlier) = back.last().and_then(|last| before.get(last)) {
                    back.push(earlier);
                }
                let name = |n: &NodeIndex| graph.node_weight(*n).map(|name| (*name).to_owned());
                return Some(Cycle(back.iter().rev().filter_map(name).collect()));
            }
            let same = group_of.get(next.index()) == group_of.get(start.index());
            if same && !before.contains_key(&next) {
                before.insert(next, node);
                open.push_back(next);
            }
        }
    }
    None
}

/// The order and the direct needs of the tasks of a dag, as back ends use them.
///
/// # Errors
/// As [`order`].
pub fn analyse(dag: &DagSpec) -> Result<DagInfo, Vec<Cycle>> {
    let graph = tasks(dag);
    let position = |node: NodeIndex| u32::try_from(node.index()).unwrap_or(u32::MAX);
    let order = ordered(&graph).ok_or_else(|| cycles(&graph))?.into_iter().map(position).collect();
    let mut upstream = Vec::with_capacity(graph.edge_count());
    let mut starts = Vec::with_capacity(graph.node_count());
    for node in graph.node_indices() {
        let start = upstream.len();
        starts.push(start);
        upstream.extend(graph.neighbors_directed(node, Direction::Incoming).map(position));
        if let Some(own) = upstream.get_mut(start..) {
            own.sort_unstable();
        }
    }
    Ok(DagInfo { order, upstream, starts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ComponentRef, TaskInputArtifact, TaskInputParameter, TaskInputsSpec};

    fn after(names: &[&str]) -> PipelineTaskSpec {
        PipelineTaskSpec {
            dependent_tasks: names.iter().map(|n| (*n).to_owned()).collect(),
            ..Default::default()
        }
    }

    fn dag(tasks: &[(&str, &[&str])]) -> DagSpec {
        let tasks = tasks.iter().map(|(name, needs)| ((*name).to_owned(), after(needs))).collect();
        DagSpec { tasks, outputs: None }
    }

    fn circles(tasks: &[(&str, &[&str])]) -> Vec<String> {
        let cycles = order(&super::tasks(&dag(tasks))).unwrap_err();
        cycles.iter().map(Cycle::to_string).collect()
    }

    #[test]
    fn every_kind_of_edge_counts() {
        let parameters = BTreeMap::from([
            ("p".to_owned(), Box::new(TaskInputParameter::task_output("by-parameter", "o"))),
            ("s".to_owned(), Box::new(TaskInputParameter::final_status("by-status"))),
        ]);
        let artifact = Box::new(TaskInputArtifact::task_output("by-artifact", "o"));
        let inputs = TaskInputsSpec { parameters, artifacts: BTreeMap::from([("a".to_owned(), artifact)]) };
        let task = PipelineTaskSpec { inputs: Some(inputs), ..after(&["named", "named", "by-status"]) };
        assert_eq!(Vec::from_iter(upstream(&task)), ["by-artifact", "by-parameter", "by-status", "named"]);
    }

    #[test]
    fn names_are_found_from_wherever_the_search_starts() {
        for count in 0..20 {
            let names: Vec<String> = (0..count).map(|i| format!("n{:02}", 2 * i)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for start in 0..count {
                for i in 0..=2 * count {
                    let found = find_near(&names, start, &format!("n{i:02}"));
                    assert_eq!(found, (i % 2 == 0 && i < 2 * count).then_some(i / 2), "{count} {start} {i}");
                }
            }
        }
    }

    #[test]
    fn ties_are_in_name_order() {
        let dag = dag(&[("a", &["z"]), ("b", &[]), ("c", &["b", "missing"]), ("z", &["b"])]);
        let info = analyse(&dag).unwrap();
        assert_eq!(info.order().collect::<Vec<_>>(), [1, 2, 3, 0]);
        assert_eq!(info.upstream(2), [1]);
        assert!(info.upstream(1).is_empty());
    }

    #[test]
    fn circles_are_shown_from_their_first_name() {
        assert_eq!(circles(&[("a", &["a"])]), ["a -> a"]);
        assert_eq!(
            circles(&[("a", &["c"]), ("b", &["a"]), ("c", &["b"]), ("d", &["c"])]),
            ["a -> b -> c -> a"]
        );
        let two: &[(&str, &[&str])] = &[("a", &["b"]), ("b", &["a"]), ("x", &["y", "a"]), ("y", &["x"])];
        assert_eq!(circles(two), ["a -> b -> a", "x -> y -> x"]);
        // The way through c is longer.
        let eight: &[(&str, &[&str])] = &[("a", &["b", "c"]), ("b", &["a"]), ("c", &["b"])];
        assert_eq!(circles(eight), ["a -> b -> a"]);
    }

    #[test]
    fn components_come_after_those_they_use() {
        let uses = |names: &[&str]| {
            let task = |name: &&str| {
                let component_ref = Some(ComponentRef { name: (*name).to_owned() });
                ((*name).to_owned(), PipelineTaskSpec { component_ref, ..Default::default() })
            };
            let dag = Some(DagSpec { tasks: names.iter().map(task).collect(), outputs: None });
            ComponentSpec { dag, ..Default::default() }
        };
        let mut pipeline = PipelineSpec { root: Some(uses(&["comp-b", "comp-a"])), ..Default::default() };
        pipeline.components.insert("comp-a".into(), uses(&["comp-b"]));
        pipeline.components.insert("comp-b".into(), ComponentSpec::default());
        assert_eq!(order(&components(&pipeline)).unwrap(), ["comp-b", "comp-a", ""]);
        pipeline.components.insert("comp-b".into(), uses(&["comp-a"]));
        assert_eq!(order(&components(&pipeline)).unwrap_err()[0].to_string(), "comp-a -> comp-b -> comp-a");
    }

    /// 100,000 tasks on the stack of an ordinary thread.
    fn large(task: impl Fn(usize) -> PipelineTaskSpec + Send + 'static) -> Result<Option<usize>, String> {
        let work = move || {
            let tasks = (0..100_000).map(|i| (format!("t{i:05}"), task(i))).collect();
            let found = analyse(&DagSpec { tasks, outputs: None });
            found.map(|info| info.order().last()).map_err(|cycles| cycles[0].to_string())
        };
        std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap()
    }

    #[test]
    fn long_chains_and_circles_need_no_stack() {
        let chain = large(|i| if i == 0 { after(&[]) } else { after(&[&format!("t{:05}", i - 1)]) });
        assert_eq!(chain.unwrap(), Some(99_999));
        let circle = large(|i| after(&[&format!("t{:05}", (i + 99_999) % 100_000)]));
        assert_eq!(
            circle.unwrap_err(),
            "t00000 -> t00001 -> t00002 -> t00003 -> ... (99992 more) ... -> t99996 -> t99997 -> t99998 -> t99999 -> t00000"
        );
    }
}
