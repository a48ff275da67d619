//! Lists that loops in loops collect.
//!
//! KFP's driver gathers what all iterations of all loops made into one list (kfp: `resolve.go`, `CollectInputs`), so the
//! type `Vec<Vec<T>>` of such a value would be a lie: the author has to take the levels away.

use super::column::Id;
use crate::author::graph::{At, Component, Graph, Handle, Source};
use crate::author::{BuildError, Place};

/// Reports the use of a list of lists that is one list in the run.
pub(super) fn check(
    graph: &Graph,
    handle: Handle,
    at: At,
    user: &dyn Fn() -> String,
    problems: &mut Vec<BuildError>,
) {
    let (loops, taken) = (loops(graph, handle), u32::from(handle.flat));
    if taken == loops.saturating_sub(1) {
        return;
    }
    let error = BuildError::new("B126", String::new(), Place::from(at));
    problems.push(if taken < loops {
        let message = format!("{} was collected by loops in loops, and is one list in the run", user());
        BuildError { message, ..error }
            .note("KFP gathers what all iterations made into one list", None)
            .help("add `.flatten()` for every loop but the first, and take one list")
    } else {
        let message = format!("{} is flattened, but was not collected by a loop in a loop", user());
        BuildError { message, ..error }.help("leave out `.flatten()`, or flatten the list in a task")
    });
}

/// How many levels of lists loops have added to the type of a value. `.flatten()` on the way has taken some away.
fn loops(graph: &Graph, handle: Handle) -> u32 {
    let mut most = 0;
    // Pairs of a graph and a value in it, with the levels so far: a value may come from a pipeline that is called.
    let mut open = vec![(graph, handle, 0_i64)];
    let inside = |value: &Handle, count: i64| (*value, count - i64::from(value.flat));
    while let Some((graph, handle, count)) = open.pop() {
        most = most.max(count);
        if handle.graph != graph.id {
            continue;
        }
        let Some(node) = graph.values.get(handle.value.index()) else { continue };
        match &node.source {
            Source::Collected { value, .. } => {
                let (value, count) = inside(value, count + 1);
                open.push((graph, value, count));
            }
            Source::Exported { value, .. } => {
                let (value, count) = inside(value, count);
                open.push((graph, value, count));
            }
            Source::OneOf { values, .. } => {
                let values = values.iter().map(|value| inside(value, count));
                open.extend(values.map(|(value, count)| (graph, value, count)));
            }
            Source::Output { task, name } => {
                if let Some(Component::Pipeline(inner)) = graph.tasks.get(task.index()).map(|t| &t.component)
                    && let Some(output) = inner.outputs.iter().find(|output| output.name == *name)
                {
                    let (value, count) = inside(&output.value, count);
                    open.push((inner, value, count));
                }
            }
            Source::Input(_) | Source::Item(_) | Source::Field { .. } => {}
        }
    }
    u32::try_from(most).unwrap_or_default()
}
