//! What KFP 2.17 makes of a pipeline: a driver pod for each task and graph, an executor pod for each container
//! (kfp: `backend/src/v2/compiler/argocompiler`).

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::hook::{Hookless, awaited};
use kfp_ir::model::{
    ComponentSpec, DagSpec, Document, Executor, ExecutorSpec, ParameterItems, PipelineTaskSpec, PlatformSpec,
    TaskIterator,
};
use kfp_ir::target::is_done_by_driver;

use super::Counts;
use super::sum::{Part, sum};

/// How KFP calls the template of the top graph.
const ROOT: &str = "root";

pub(super) fn count(document: &Document) -> Counts {
    let pipeline = &document.pipeline;
    let mut cx = Context {
        components: &pipeline.components,
        executors: pipeline.deployment_spec.as_ref().map(|d| &d.executors),
        platform: document.platform.as_ref(),
        templates: ["entrypoint", "system-dag-driver"].map(str::to_owned).into(),
    };
    let mut counts = sum(Graph::default(), |graph: Graph<'_>| match graph.component {
        None => cx.graph(ROOT, pipeline.root.as_ref(), graph.retried),
        Some(name) => cx.graph(name, pipeline.components.get(name), graph.retried),
    });
    // The driver of the top graph.
    counts.pods = counts.pods.saturating_add(1);
    counts.templates = u64::try_from(cx.templates.len()).unwrap_or(u64::MAX);
    counts
}

/// A graph as it is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Graph<'d> {
    /// Its component; nothing is the top.
    component: Option<&'d str>,
    /// Whether a graph around it, or its own task, says that what fails runs again: KFP hands that down.
    retried: bool,
}

struct Context<'d> {
    components: &'d BTreeMap<String, ComponentSpec>,
    executors: Option<&'d BTreeMap<String, ExecutorSpec>>,
    platform: Option<&'d PlatformSpec>,
    templates: BTreeSet<String>,
}

impl<'d> Context<'d> {
    /// The pods that the tasks of a graph start themselves, and the graphs inside it.
    fn graph(
        &mut self,
        name: &str,
        component: Option<&'d ComponentSpec>,
        retried: bool,
    ) -> (Counts, Vec<Part<Graph<'d>>>) {
        self.templates.insert(name.to_owned());
        let mut counts = Counts::default();
        let mut parts = Vec::new();
        let Some(dag) = component.and_then(|c| c.dag.as_ref()) else { return (counts, parts) };
        let hooks = self.hooks(dag);
        for (task_name, task) in &dag.tasks {
            let component_name = task.component_ref.as_ref().map_or("", |r| r.name.as_str());
            let Some((component_name, component)) = self.components.get_key_value(component_name) else {
                continue;
            };
            let retried = retried || task.retry_policy.is_some();
            let mut times = 1;
            let mut runs = 1;
            if let Some(iterator) = task.iterator() {
                self.templates.insert(format!("{component_name}-{task_name}-iterator"));
                self.templates.insert(format!("{component_name}-iteration"));
                let items = items(iterator);
                counts.open_loops |= items.is_none();
                times = items.unwrap_or(1);
            }
            if task.runs_after_failure() {
                self.templates.insert(format!("exit-hook-{name}-{task_name}"));
                let own = hooks.values().filter(|exit| **exit == task_name.as_str());
                runs = u64::try_from(own.count()).unwrap_or(u64::MAX);
            }
            if task.iterator().is_some() {
                // The driver of the loop.
                counts.pods = counts.pods.saturating_add(runs);
            }
            times = runs.saturating_mul(times);
            let own = if component.dag.is_some() {
                let key = Graph { component: Some(component_name.as_str()), retried };
                parts.push(Part { key, times });
                // A driver for the graph, or for each of its iterations.
                1
            } else {
                counts.tasks += 1;
                self.leaf(component, retried)
            };
            counts.pods = counts.pods.saturating_add(times.saturating_mul(own));
        }
        (counts, parts)
    }

    /// The exit task that KFP runs at the end of each task: a hook of that task. Of several the last one wins.
    fn hooks(&self, dag: &'d DagSpec) -> BTreeMap<&'d str, &'d str> {
        let exits = dag.tasks.iter().filter(|(_, task)| task.runs_after_failure());
        let takes_hook = |name: &str| {
            let task = dag.tasks.get(name);
            task.is_some_and(|task| Hookless::of(task, self.executor_of(task)).is_none())
        };
        exits
            .flat_map(|(name, task)| awaited(task).into_iter().map(move |before| (before, name.as_str())))
            .filter(|(before, _)| takes_hook(before))
            .collect()
    }

    fn executor_of(&self, task: &PipelineTaskSpec) -> Option<&'d ExecutorSpec> {
        self.executor(self.components.get(&task.component_ref.as_ref()?.name)?)
    }

    fn executor(&self, component: &ComponentSpec) -> Option<&'d ExecutorSpec> {
        self.executors?.get(component.executor_label.as_deref()?)
    }

    /// The pods of a task that runs a container. Its templates are shared by all tasks of its form.
    fn leaf(&mut self, component: &ComponentSpec, retried: bool) -> u64 {
        let label = component.executor_label.as_deref().unwrap_or_default();
        let container = match self.executor(component).and_then(ExecutorSpec::spec) {
            Some(Executor::Importer(importer)) => {
                let workspace = if importer.download_to_workspace { "-workspace" } else { "" };
                self.templates.insert(format!("system-importer{workspace}"));
                return 1;
            }
            Some(Executor::Container(container)) => Some(container),
            _ => None,
        };
        self.templates.insert("system-container-driver".to_owned());
        // The driver creates and deletes volumes itself.
        if container.is_some_and(|c| is_done_by_driver(&c.image)) {
            return 1;
        }
        let metadata = self.platform.and_then(|p| p.kubernetes(label)?.pod_metadata.as_ref());
        let metadata = metadata.map(|m| format!("metadata-{}-{}-", m.annotations.len(), m.labels.len()));
        let metadata = metadata.unwrap_or_default();
        let retry = if retried { "retry-" } else { "" };
        self.templates.insert(format!("{metadata}{retry}system-container-executor"));
        self.templates.insert(format!("{metadata}{retry}system-container-impl"));
        2
    }
}

/// How many items a loop has, when the file says so.
fn items(iterator: TaskIterator<'_>) -> Option<u64> {
    let TaskIterator::Parameter(parameter) = iterator else { return None };
    let ParameterItems::Raw(json) = parameter.items.as_ref()?.kind()? else { return None };
    let items: Vec<serde_json::Value> = serde_json::from_str(json).ok()?;
    u64::try_from(items.len()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kfp_ir::codec::{self, Format};
    use kfp_ir::model::{Struct, Value};
    use std::io::Write as _;

    /// Pods and templates of a workflow that KFP compiled.
    fn golden(workflow: &Value) -> (u64, usize) {
        let get = |value: &Value, key: &str| match value {
            Value::Struct(Struct(map)) => map.get(key).cloned(),
            _ => None,
        };
        let list = |value: Option<Value>| match value {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        };
        let templates = list(get(workflow, "spec").and_then(|s| get(&s, "templates")));
        let tasks = templates.iter().flat_map(|t| list(get(t, "dag").and_then(|d| get(&d, "tasks"))));
        let starts_pod = |t: &Value| match get(t, "template") {
            Some(Value::String(name)) => {
                name.starts_with("system-importer")
                    || name.ends_with("-driver")
                    || name.ends_with("-executor")
            }
            _ => false,
        };
        let pods = tasks.filter(starts_pod).count();
        (u64::try_from(pods).unwrap(), templates.len())
    }

    #[test]
    fn agrees_with_the_workflows_that_kfp_compiles() {
        let Some(corpus) = std::env::var_os("KFP_TEST_CORPUS").map(std::path::PathBuf::from) else {
            assert!(std::env::var_os("KFP_TEST_REQUIRE").is_none(), "KFP_TEST_CORPUS is not set");
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: agrees_with_the_workflows_that_kfp_compiles needs KFP_TEST_CORPUS"
            );
            return;
        };
        let mut sources = BTreeMap::new();
        let mut open = vec![corpus.join("kfp-ir")];
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => open.push(path),
                    false => drop(sources.insert(path.file_name().unwrap().to_owned(), path)),
                }
            }
        }
        let (mut pairs, mut without_loops) = (0, 0);
        for entry in std::fs::read_dir(corpus.join("kfp-argo-golden")).unwrap() {
            let path = entry.unwrap().path();
            let Some(source) = sources.get(path.file_name().unwrap()) else { continue };
            let text = std::fs::read_to_string(source).unwrap();
            let Ok(read) = codec::read(&text, Format::Yaml) else { continue };
            let workflow = codec::yaml::values(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let (pods, templates) = golden(&workflow[0]);
            let counts = count(&read.document);
            assert_eq!(
                counts.templates,
                u64::try_from(templates).unwrap(),
                "templates of {}",
                path.display()
            );
            pairs += 1;
            // The workflow does not say how many items a loop has.
            if !text.contains("Iterator:") {
                assert_eq!(counts.pods, pods, "pods of {}", path.display());
                without_loops += 1;
            }
        }
        assert!(pairs > 80 && without_loops > 60, "{pairs} pairs, {without_loops} without loops");
    }
}
