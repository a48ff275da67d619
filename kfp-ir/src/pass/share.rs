//! Equal components once: the SDK writes a component and an executor for every call.
//!
//! Merged is only what KFP 2.17 runs the same afterwards. Leaf components have to be equal in interface, executor and all
//! platform settings. A component that a loop runs stays alone, since KFP names the template of a loop after it. Graphs
//! are merged when nothing in the document hands a retry policy down to them.
//!
//! Custom cache keys of KFP after 2.17 contain the name of the component, so merging can change them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hasher as _};

use crate::graph;
use crate::model::{ComponentSpec, Document, ExecutorSpec, PipelineSpec, PipelineTaskSpec, PlatformExecutor};

/// Merges equal components; each group keeps the name that comes first. Tells how many components are gone.
///
/// A document whose components contain each other stays as it is; a check reports it.
pub fn share(document: &mut Document) -> usize {
    let kept = replacements(document);
    let Document { pipeline, platform } = document;
    for component in pipeline.root.iter_mut().chain(pipeline.components.values_mut()) {
        for reference in tasks_of(component).filter_map(|task| task.component_ref.as_mut()) {
            if let Some(name) = kept.get(&reference.name) {
                reference.name.clone_from(name);
            }
        }
    }
    let labels = |pipeline: &PipelineSpec| -> BTreeSet<String> {
        pipeline.components.values().filter_map(|c| c.executor_label.clone()).collect()
    };
    let before = labels(pipeline);
    pipeline.components.retain(|name, _| !kept.contains_key(name));
    let after = labels(pipeline);
    let gone = |label: &String| before.contains(label) && !after.contains(label);
    if let Some(deployment) = &mut pipeline.deployment_spec {
        deployment.executors.retain(|label, _| !gone(label));
    }
    for platform in platform.iter_mut().flat_map(|p| p.platforms.values_mut()) {
        if let Some(deployment) = &mut platform.deployment_spec {
            deployment.executors.retain(|label, _| !gone(label));
        }
    }
    kept.len()
}

fn tasks_of(component: &mut ComponentSpec) -> impl Iterator<Item = &mut PipelineTaskSpec> {
    component.dag.iter_mut().flat_map(|dag| dag.tasks.values_mut())
}

/// What makes two leaf components the same, beside their interface.
#[derive(PartialEq, Debug)]
struct Body<'a> {
    executor: Option<&'a ExecutorSpec>,
    platforms: Vec<Option<&'a PlatformExecutor>>,
}

/// For each component that goes: the equal one that stays.
fn replacements(document: &Document) -> HashMap<String, String> {
    let pipeline = &document.pipeline;
    let names = graph::components(pipeline);
    let Ok(order) = graph::order(&names) else { return HashMap::new() };
    let mut looped = BTreeSet::new();
    let mut inherited_retry = false;
    for task in pipeline
        .root
        .iter()
        .chain(pipeline.components.values())
        .flat_map(|c| &c.dag)
        .flat_map(|d| d.tasks.values())
    {
        let Some(name) = task.component_ref.as_ref().map(|c| c.name.as_str()) else { continue };
        if task.parameter_iterator.is_some() || task.artifact_iterator.is_some() {
            looped.insert(name);
        }
        let graph = pipeline.components.get(name).is_some_and(|c| c.dag.is_some());
        inherited_retry |= graph && task.retry_policy.is_some();
    }
    let mut kept: HashMap<String, String> = HashMap::new();
    let mut seen: HashMap<u64, Vec<(&str, ComponentSpec, Body<'_>)>> = HashMap::new();
    for name in order {
        let Some(component) = pipeline.components.get(name).filter(|_| !looped.contains(name)) else {
            continue;
        };
        if component.dag.is_some() && inherited_retry {
            continue;
        }
        let mut plain = ComponentSpec { executor_label: None, ..component.clone() };
        for reference in tasks_of(&mut plain).filter_map(|task| task.component_ref.as_mut()) {
            if let Some(other) = kept.get(&reference.name) {
                reference.name.clone_from(other);
            }
        }
        let body = body(document, component);
        let bucket = seen.entry(short_hash(&(&plain, &body))).or_default();
        match bucket.iter().find(|(_, other, other_body)| *other == plain && *other_body == body) {
            Some((first, ..)) => {
                kept.insert(name.to_owned(), (*first).to_owned());
            }
            None => bucket.push((name, plain, body)),
        }
    }
    kept
}

fn body<'a>(document: &'a Document, component: &ComponentSpec) -> Body<'a> {
    let Some(label) = &component.executor_label else {
        return Body { executor: None, platforms: Vec::new() };
    };
    let executor = document.pipeline.deployment_spec.as_ref().and_then(|d| d.executors.get(label));
    let platforms: &BTreeMap<_, _> = match &document.platform {
        Some(platform) => &platform.platforms,
        None => return Body { executor, platforms: Vec::new() },
    };
    let settings = platforms.values().map(|p| p.deployment_spec.as_ref()?.executors.get(label));
    Body { executor, platforms: settings.collect() }
}

/// A number that equal values share; values that share it still have to be compared.
fn short_hash(value: &impl fmt::Debug) -> u64 {
    struct Sink(DefaultHasher);
    impl fmt::Write for Sink {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut sink = Sink(DefaultHasher::new());
    let _ = write!(sink, "{value:?}");
    sink.0.finish()
}
