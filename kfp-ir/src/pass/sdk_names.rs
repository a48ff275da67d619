//! The names that the KFP SDK 2.17 writes: a component and an executor for each task, numbered as it numbers them.
//!
//! The rules are those of `pipeline_spec_builder.py`: the components of a graph are named after its tasks, the groups of a
//! graph before its tasks; the components of a nested pipeline are copied for each call when the call is visited, and
//! every name that is taken already gets the next free number behind it.
//!
//! In one point this differs. When the executors of a nested pipeline get new labels, the SDK renames those that it just
//! gave once more, so that two components can end up with one executor; and it takes them in the order of a hash map, so
//! that its output is not the same every time (seen with kfp 2.17.0: a pipeline that calls a component twice, nested in
//! one that calls it, too). Here every component keeps its own executor, and the order is that of the names.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::graph;
use crate::model::{
    ComponentRef, ComponentSpec, DagSpec, DeploymentConfig, Document, ExecutorSpec, PipelineSpec,
    PipelineTaskSpec, PlatformDeploymentConfig, PlatformExecutor,
};

/// For each graph (the name of its component, `""` for the root), the names of its tasks in the order of the calls.
///
/// A document does not say that order; it decides who keeps a name that a nested pipeline also uses. Tasks that are not
/// listed follow in the order of their names, `a-2` before `a-10`.
pub type CallOrder = BTreeMap<String, Vec<String>>;

/// The pipelines of a document that come from files, by the names of their components, as their files have them. The SDK
/// copies them with the names that they have there.
pub type FromFiles = BTreeMap<String, Rc<Document>>;

/// A document that cannot be written with a component for each task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdkNamesError {
    /// Too many copies of shared pipelines.
    #[error("copying every shared pipeline for each call gives more than {MAX_TASKS} tasks")]
    TooLarge,
    /// Too deep nesting, or components that contain each other.
    #[error("pipelines are nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

/// More tasks than this are not written out.
pub const MAX_TASKS: usize = 1_000_000;

/// Deeper nesting of pipelines than this is not written out.
pub const MAX_DEPTH: usize = 64;

/// Rewrites a document into what the SDK writes. Components that no task uses are left out.
///
/// Tasks have to have the names that the SDK gives them (`condition-1`, `for-loop-2`, `train-2`), which tell groups from
/// calls of pipelines.
///
/// # Errors
/// When the result would be too large: the copies multiply with every level of nesting.
pub fn sdk_names(
    document: &Document,
    calls: &CallOrder,
    files: &FromFiles,
) -> Result<Document, SdkNamesError> {
    measure(&document.pipeline)?;
    let written = files.iter().map(|(name, file)| (name.as_str(), Rc::new(Written::of(file)))).collect();
    let mut writer = Writer { document, calls, written };
    let old = &document.pipeline;
    let Some(root) = &old.root else { return Ok(document.clone()) };
    let written = writer.pipeline("", root);
    // Without the writer there is one owner, and nothing is copied.
    drop(writer);
    let Written { root, components, executors, mut platforms } = Rc::unwrap_or_clone(written);
    let deployed = old.deployment_spec.is_some() || !executors.map.is_empty();
    let unknown = old.deployment_spec.as_ref().map(|d| d.unknown.clone()).unwrap_or_default();
    let pipeline = PipelineSpec {
        pipeline_info: old.pipeline_info.clone(),
        deployment_spec: deployed.then_some(DeploymentConfig { executors: executors.map, unknown }),
        sdk_version: old.sdk_version.clone(),
        schema_version: old.schema_version.clone(),
        components: components.map,
        root: Some(root),
        default_pipeline_root: old.default_pipeline_root.clone(),
    };
    let mut result = Document { pipeline, platform: document.platform.clone() };
    for (name, platform) in result.platform.iter_mut().flat_map(|p| p.platforms.iter_mut()) {
        let executors = platforms.remove(name).unwrap_or_default();
        if platform.deployment_spec.is_some() {
            platform.deployment_spec = Some(PlatformDeploymentConfig { executors });
        }
    }
    Ok(result)
}

/// Refuses what would be too large, before anything is copied.
fn measure(pipeline: &PipelineSpec) -> Result<(), SdkNamesError> {
    let names = graph::components(pipeline);
    let order = graph::order(&names).map_err(|_| SdkNamesError::TooDeep)?;
    // For each component: how many tasks it has with all inside, and how many pipelines are nested in each other.
    let mut sizes: HashMap<&str, (usize, usize)> = HashMap::new();
    for name in order {
        let component = if name.is_empty() { pipeline.root.as_ref() } else { pipeline.components.get(name) };
        let mut size: (usize, usize) = (0, 0);
        for (task, spec) in component.iter().flat_map(|c| &c.dag).flat_map(|dag| &dag.tasks) {
            let inner = spec.component_ref.as_ref().and_then(|r| sizes.get(r.name.as_str()));
            let (tasks, depth) = inner.copied().unwrap_or_default();
            size.0 = size.0.saturating_add(tasks).saturating_add(1);
            size.1 = size.1.max(depth + usize::from(tasks > 0 && !is_group(task)));
        }
        sizes.insert(name, size);
    }
    match sizes.get("") {
        Some((_, depth)) if *depth > MAX_DEPTH => Err(SdkNamesError::TooDeep),
        Some((tasks, _)) if *tasks > MAX_TASKS => Err(SdkNamesError::TooLarge),
        _ => Ok(()),
    }
}

/// A pipeline as the SDK compiles it, by itself.
#[derive(Clone, Default)]
struct Written {
    root: ComponentSpec,
    components: Names<ComponentSpec>,
    executors: Names<ExecutorSpec>,
    platforms: BTreeMap<String, BTreeMap<String, PlatformExecutor>>,
}

impl Written {
    /// A pipeline that was compiled before.
    fn of(document: &Document) -> Self {
        let pipeline = document.pipeline.clone();
        let platforms = document.platform.iter().flat_map(|platform| &platform.platforms);
        let executors = platforms.filter_map(|(name, single)| {
            Some((name.clone(), single.deployment_spec.as_ref()?.executors.clone()))
        });
        Written {
            root: pipeline.root.unwrap_or_default(),
            components: Names { map: pipeline.components, next: HashMap::new() },
            executors: Names {
                map: pipeline.deployment_spec.unwrap_or_default().executors,
                next: HashMap::new(),
            },
            platforms: executors.collect(),
        }
    }
}

/// A map that gives every key its first free number.
#[derive(Clone)]
struct Names<T> {
    map: BTreeMap<String, T>,
    /// For each name that was asked for twice, the first number that may be free.
    next: HashMap<String, usize>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names { map: BTreeMap::new(), next: HashMap::new() }
    }
}

impl<T> Names<T> {
    /// The name itself, or with the first free number from 2. Names in the map are never freed, so the search goes on behind
    /// those; what `also` holds is only taken for the time of one merge.
    fn free(&mut self, name: &str, also: &BTreeSet<String>) -> String {
        if !self.map.contains_key(name) && !also.contains(name) {
            return name.to_owned();
        }
        let start = match self.next.get_mut(name) {
            Some(start) => start,
            None => self.next.entry(name.to_owned()).or_insert(2),
        };
        let mut number = *start;
        loop {
            let candidate = format!("{name}-{number}");
            let kept = self.map.contains_key(&candidate);
            let free = !kept && !also.contains(&candidate);
            // Who asks for a name puts it into the map.
            if (kept || free) && *start == number {
                *start += 1;
            }
            if free {
                return candidate;
            }
            number += 1;
        }
    }
}

struct Writer<'a> {
    document: &'a Document,
    calls: &'a CallOrder,
    /// The nested pipelines, compiled once each.
    written: HashMap<&'a str, Rc<Written>>,
}

/// A graph of the pipeline that is being written: the pipeline itself, or a group inside it.
struct Open<'a> {
    /// Its component in the result; `None` for the pipeline itself.
    name: Option<String>,
    /// Its component in the document.
    source: &'a str,
    dag: &'a DagSpec,
}

impl<'a> Writer<'a> {
    fn pipeline(&mut self, source: &'a str, component: &'a ComponentSpec) -> Rc<Written> {
        if let Some(written) = self.written.get(source) {
            return written.clone();
        }
        let mut out = Written { root: without_dag(component), ..Written::default() };
        let mut exits = Vec::new();
        let mut open: Vec<Open<'a>> =
            component.dag.iter().map(|dag| Open { name: None, source, dag }).collect();
        // Groups are visited parents first, in the order of their creation: a stack that is filled from behind.
        while let Some(graph) = open.pop() {
            let mut groups = Vec::new();
            let mut dag = graph.dag.clone();
            for (name, task, component_name) in self.in_order(&graph) {
                if graph.name.is_none() && is_exit_task(task) {
                    exits.push((name, task, component_name));
                    continue;
                }
                let new = self.component(&mut out, name, component_name);
                if let (true, Some(inner)) = (is_group(name), self.component_dag(component_name)) {
                    groups.push(Open { name: Some(new.clone()), source: component_name, dag: inner });
                }
                refer(&mut dag, name, new);
            }
            open.extend(groups.into_iter().rev());
            let owner = match &graph.name {
                None => Some(&mut out.root),
                Some(name) => out.components.map.get_mut(name),
            };
            if let Some(owner) = owner {
                owner.dag = Some(dag);
            }
        }
        for (name, _, component_name) in exits {
            let new = self.component(&mut out, name, component_name);
            if let Some(dag) = &mut out.root.dag {
                refer(dag, name, new);
            }
        }
        let written = Rc::new(out);
        self.written.insert(source, written.clone());
        written
    }

    fn component_dag(&self, name: &str) -> Option<&'a DagSpec> {
        self.document.pipeline.components.get(name)?.dag.as_ref()
    }

    /// The tasks of a graph as the SDK visits them, with the names of their components: groups first.
    fn in_order(&self, graph: &Open<'a>) -> Vec<(&'a str, &'a PipelineTaskSpec, &'a str)> {
        let listed = self.calls.get(graph.source);
        let position: HashMap<&str, usize> =
            listed.into_iter().flatten().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
        let referring = graph.dag.tasks.iter().filter_map(|(name, task)| {
            let component = task.component_ref.as_ref()?.name.as_str();
            Some((name.as_str(), task, component))
        });
        let mut tasks: Vec<_> = referring.collect();
        tasks.sort_by_cached_key(|(name, ..)| {
            let (stem, number) = numbered(name);
            if is_group(name) {
                return (0, number, stem.to_owned(), 0);
            }
            let listed = position.get(name).copied().unwrap_or(usize::MAX);
            (1, listed, stem.to_owned(), number)
        });
        tasks
    }

    /// Adds the component of a task to the result, with all it needs, and gives it its name.
    fn component(&mut self, out: &mut Written, task: &str, source: &'a str) -> String {
        let Some(original) = self.document.pipeline.components.get(source) else {
            return source.to_owned();
        };
        // A graph follows: of a group when it is visited, of a nested pipeline from its copy.
        let mut component = without_dag(original);
        if let Some(old) = &original.executor_label {
            let label = out.executors.free(&format!("exec-{task}"), &BTreeSet::new());
            let deployment = self.document.pipeline.deployment_spec.as_ref();
            if let Some(executor) = deployment.and_then(|d| d.executors.get(old)) {
                out.executors.map.insert(label.clone(), executor.clone());
            }
            for (platform, settings) in self.document.platform.iter().flat_map(|p| &p.platforms) {
                let executors = settings.deployment_spec.as_ref().map(|d| &d.executors);
                if let Some(settings) = executors.and_then(|e| e.get(old)) {
                    out.platforms
                        .entry(platform.clone())
                        .or_default()
                        .insert(label.clone(), settings.clone());
                }
            }
            component.executor_label = Some(label);
        } else if original.dag.is_some() && !is_group(task) {
            let nested = self.pipeline(source, original);
            component = merge(out, &nested);
        }
        let name = out.components.free(&format!("comp-{task}"), &BTreeSet::new());
        out.components.map.insert(name.clone(), component);
        name
    }
}

fn without_dag(component: &ComponentSpec) -> ComponentSpec {
    let ComponentSpec {
        input_definitions,
        output_definitions,
        dag: _,
        executor_label,
        single_platform_specs,
        task_config_passthroughs,
    } = component;
    ComponentSpec {
        input_definitions: input_definitions.clone(),
        output_definitions: output_definitions.clone(),
        dag: None,
        executor_label: executor_label.clone(),
        single_platform_specs: single_platform_specs.clone(),
        task_config_passthroughs: task_config_passthroughs.clone(),
    }
}

fn refer(dag: &mut DagSpec, task: &str, component: String) {
    if let Some(task) = dag.tasks.get_mut(task) {
        task.component_ref = Some(ComponentRef { name: component });
    }
}

/// Copies a nested pipeline into the one around it; gives its root with the new names.
fn merge(out: &mut Written, nested: &Written) -> ComponentSpec {
    let none = BTreeSet::new();
    let mut labels: HashMap<&str, String> = HashMap::new();
    for (label, executor) in &nested.executors.map {
        let new = out.executors.free(label, &none);
        out.executors.map.insert(new.clone(), executor.clone());
        for (platform, executors) in &nested.platforms {
            if let Some(settings) = executors.get(label) {
                out.platforms.entry(platform.clone()).or_default().insert(new.clone(), settings.clone());
            }
        }
        labels.insert(label, new);
    }
    // The SDK keeps all names free that it met before in this merge, old and new ones.
    let mut met = BTreeSet::new();
    let mut names: HashMap<&str, String> = HashMap::new();
    for name in nested.components.map.keys() {
        let new = out.components.free(name, &met);
        met.extend([name.clone(), new.clone()]);
        names.insert(name, new);
    }
    let renamed = |component: &ComponentSpec| {
        let mut component = component.clone();
        if let Some(label) = component.executor_label.as_mut()
            && let Some(new) = labels.get(label.as_str())
        {
            label.clone_from(new);
        }
        for reference in component
            .dag
            .iter_mut()
            .flat_map(|d| d.tasks.values_mut())
            .filter_map(|t| t.component_ref.as_mut())
        {
            if let Some(new) = names.get(reference.name.as_str()) {
                reference.name.clone_from(new);
            }
        }
        component
    };
    for (name, component) in &nested.components.map {
        if let Some(new) = names.get(name.as_str()) {
            out.components.map.insert(new.clone(), renamed(component));
        }
    }
    renamed(&nested.root)
}

/// A name and the number behind it: `train-2` is the second `train`; without a number it is the first.
fn numbered(name: &str) -> (&str, usize) {
    let split = name.rsplit_once('-').and_then(|(stem, number)| Some((stem, number.parse().ok()?)));
    split.unwrap_or((name, 1))
}

/// Whether a task is a group of the SDK, by its name.
fn is_group(task: &str) -> bool {
    let (stem, _) = numbered(task);
    stem != task && matches!(stem, "condition" | "condition-branches" | "for-loop" | "exit-handler")
}

/// The SDK adds the exit tasks of `ExitHandler` at the end.
fn is_exit_task(task: &PipelineTaskSpec) -> bool {
    let after_group = matches!(task.dependent_tasks.as_slice(), [one] if numbered(one).0 == "exit-handler");
    task.runs_after_failure() && after_group
}
