//! Rules about components that several tasks use, and what KFP 2.17 mixes up.
//!
//! KFP keeps the specification of a leaf component under the hash of its container, and the template of a loop under the
//! name of its component (`backend/src/v2/compiler/argocompiler`).

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{ComponentSpec, ContainerSpec, PipelineSpec, PipelineTaskSpec};
use crate::path::At;
use crate::valid::context::{Context, iterates, tasks_of};
use crate::valid::rules;

pub(crate) fn check(cx: &mut Context<'_>) {
    if cx.kfp() {
        equal_containers(cx);
        shared_components(cx);
    }
}

fn equal_containers(cx: &mut Context<'_>) {
    let mut seen = Containers::default();
    let pipeline = cx.pipeline;
    // Few pipelines ask.
    let left_out = LazyCell::new(|| left_out(pipeline));
    let is_left_out = |component: &str, parameter: &str| left_out.contains(&(component, parameter));
    for (name, component) in &pipeline.components {
        let Some(container) = cx.executor(component).and_then(|e| e.container.as_ref()) else { continue };
        let Some((first, other)) = seen.earlier(container, (name, component)) else { continue };
        if !same_interface(is_left_out, (name, component), (first, other)) {
            let message = format!(
                "{} gives `{name}` the interface of `{first}`, which has an equal container",
                cx.target
            );
            let help = "make the containers differ, for example by an environment variable".to_owned();
            let top = At::default();
            let at = top.key("components");
            cx.report(rules::SAME_CONTAINER, &at.key(name), message, Some(help));
        }
    }
}

/// Whether a run cannot tell which of two components a task has.
///
/// KFP's driver and launcher read parameters and outputs of the component. Artifacts they take from the task, whatever the
/// component says about them (`backend/src/v2/driver/resolve.go`). Whether a parameter is optional, and its default, count
/// only where a task leaves it out, of which `left_out` knows.
fn same_interface(
    left_out: impl Fn(&str, &str) -> bool,
    (a_name, a): (&str, &ComponentSpec),
    (b_name, b): (&str, &ComponentSpec),
) -> bool {
    if a.task_config_passthroughs != b.task_config_passthroughs {
        return false;
    }
    if a.input_definitions == b.input_definitions && a.output_definitions == b.output_definitions {
        return true;
    }
    let outputs = |c: &ComponentSpec| {
        let mut outputs = c.output_definitions.clone().unwrap_or_default();
        outputs.artifacts.values_mut().for_each(|o| o.description.clear());
        outputs.parameters.values_mut().for_each(|o| o.description.clear());
        outputs
    };
    let parameters = |c: &ComponentSpec| {
        let mut parameters = c.input_definitions.clone().unwrap_or_default().parameters;
        parameters.values_mut().for_each(|i| i.description.clear());
        parameters
    };
    if outputs(a) != outputs(b) {
        return false;
    }
    let always_given = |name: &str| !left_out(a_name, name) && !left_out(b_name, name);
    let (a, b) = (parameters(a), parameters(b));
    a.len() == b.len()
        && a.iter().all(|(name, first)| {
            let Some(second) = b.get(name) else { return false };
            let mut alike = first.clone();
            alike.is_optional = second.is_optional;
            alike.default_value.clone_from(&second.default_value);
            first == second || (alike == *second && always_given(name))
        })
}

/// Components, and parameters that some task of them leaves out.
type LeftOut<'a> = HashSet<(&'a str, &'a str)>;

fn left_out(pipeline: &PipelineSpec) -> LeftOut<'_> {
    let mut found = HashSet::new();
    for task in pipeline.root.iter().chain(pipeline.components.values()).flat_map(tasks_of) {
        let Some(name) = task.component_ref.as_ref().map(|reference| reference.name.as_str()) else {
            continue;
        };
        let component = pipeline.components.get(name);
        let declared = component.and_then(|c| c.input_definitions.as_ref()).into_iter();
        let given = |name: &str| task.inputs.as_ref().is_some_and(|i| i.parameters.contains_key(name));
        let parameters = declared.flat_map(|inputs| inputs.parameters.keys()).map(String::as_str);
        found.extend(parameters.filter(|parameter| !given(parameter)).map(|parameter| (name, parameter)));
    }
    found
}

/// Containers, each of them once, and what is known of the first one.
pub(crate) struct Containers<'a, T> {
    by_hash: HashMap<u64, Vec<(&'a ContainerSpec, T)>>,
}

impl<T> Default for Containers<'_, T> {
    fn default() -> Self {
        Containers { by_hash: HashMap::new() }
    }
}

impl<'a, T> Containers<'a, T> {
    /// What came with an equal container before; if there was none, keeps what comes with this one.
    pub(crate) fn earlier(&mut self, container: &'a ContainerSpec, with: T) -> Option<&T> {
        let alike = self.by_hash.entry(container.short_hash()).or_default();
        match alike.iter().position(|(other, _)| *other == container) {
            Some(at) => alike.get(at).map(|(_, earlier)| earlier),
            None => {
                alike.push((container, with));
                None
            }
        }
    }
}

fn shared_components(cx: &mut Context<'_>) {
    let pipeline = cx.pipeline;
    let top = At::default();
    let (components, root) = (top.key("components"), top.key("root"));
    let mut looped: BTreeMap<&str, &str> = BTreeMap::new();
    let mut plain: BTreeMap<&str, (&str, &PipelineTaskSpec)> = BTreeMap::new();
    let owners = pipeline.components.iter().map(|(name, c)| (Some(name), c));
    let owners = owners.chain(pipeline.root.iter().map(|root| (None, root)));
    for (owner, component) in owners {
        let at = owner.map_or(root, |name| components.key(name));
        let dag = at.key("dag");
        let at = dag.key("tasks");
        for (name, task) in component.dag.iter().flat_map(|dag| &dag.tasks) {
            let Some(used) = task.component_ref.as_ref().map(|c| c.name.as_str()) else { continue };
            if iterates(task) {
                if let Some(first) = looped.insert(used, name) {
                    let message = format!(
                        "{} cannot loop over `{used}` in `{name}`: `{first}` does so already",
                        cx.target
                    );
                    let help = "give each loop a component of its own".to_owned();
                    cx.report(rules::TWO_LOOPS, &at.key(name), message, Some(help));
                }
            } else if cx.component(task).is_some_and(|c| c.dag.is_some()) {
                let (first, policy) = *plain.entry(used).or_insert((name, task));
                if policy.retry_policy != task.retry_policy {
                    let message = format!(
                        "{} retries the tasks of `{used}` as `{first}` says, not as `{name}`",
                        cx.target
                    );
                    let help = "give each of the tasks a component of its own".to_owned();
                    cx.report(rules::SHARED_RETRY, &at.key(name).key("retryPolicy"), message, Some(help));
                }
            }
        }
    }
}
