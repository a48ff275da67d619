//! Rules about components that several tasks use, and what KFP 2.17 mixes up.
//!
//! KFP keeps the specification of a leaf component under the hash of its container, and the template of a loop under the
//! name of its component (`backend/src/v2/compiler/argocompiler`).

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hasher as _};

use crate::codec::reading::At;
use crate::model::{ComponentSpec, ContainerSpec, PipelineTaskSpec};
use crate::valid::context::{Context, iterates};
use crate::valid::rules;

pub(crate) fn check(cx: &mut Context<'_>) {
    if cx.kfp() {
        equal_containers(cx);
        shared_components(cx);
    }
}

fn equal_containers(cx: &mut Context<'_>) {
    let mut seen: HashMap<u64, Vec<(&str, &ComponentSpec, &ContainerSpec)>> = HashMap::new();
    let pipeline = cx.pipeline;
    for (name, component) in &pipeline.components {
        let Some(container) = cx.executor(component).and_then(|e| e.container.as_ref()) else { continue };
        let bucket = seen.entry(fingerprint(container)).or_default();
        let same = bucket.iter().find(|(_, _, other)| *other == container);
        match same {
            None => bucket.push((name, component, container)),
            Some((first, other, _)) if !same_interface(component, other) => {
                let message = format!(
                    "{} gives `{name}` the interface of `{first}`, which has an equal container",
                    cx.target
                );
                let help = "make the containers differ, for example by an environment variable".to_owned();
                let top = At::default();
                let at = top.key("components");
                cx.report(rules::SAME_CONTAINER, &at.key(name), message, Some(help));
            }
            Some(_) => {}
        }
    }
}

/// Whether two components differ in nothing but descriptions and the name of the executor.
fn same_interface(a: &ComponentSpec, b: &ComponentSpec) -> bool {
    let plain = |c: &ComponentSpec| {
        let mut c = ComponentSpec { executor_label: None, ..c.clone() };
        if let Some(inputs) = &mut c.input_definitions {
            inputs.artifacts.values_mut().for_each(|i| i.description.clear());
            inputs.parameters.values_mut().for_each(|i| i.description.clear());
        }
        if let Some(outputs) = &mut c.output_definitions {
            outputs.artifacts.values_mut().for_each(|o| o.description.clear());
            outputs.parameters.values_mut().for_each(|o| o.description.clear());
        }
        c
    };
    let equal = a.input_definitions == b.input_definitions
        && a.output_definitions == b.output_definitions
        && a.task_config_passthroughs == b.task_config_passthroughs;
    equal || plain(a) == plain(b)
}

/// Equal values have equal fingerprints; what has the same one still has to be compared.
pub(crate) fn fingerprint(value: &impl fmt::Debug) -> u64 {
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
