//! The pipeline as one graph: every task of every nested graph, with where its inputs really come from.
//!
//! A nested pipeline, a branch and a loop are tasks with tasks inside. Here their interfaces are seen through: an input of
//! `train` inside a branch comes from the task that makes it, however many levels away. Nothing recurses over tasks.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::codec::{canonical, json};
use crate::graph;
use crate::model::platform::PlatformSpec;
use crate::model::platform::argo::ArgoExecutorConfig;
use crate::model::platform::kubernetes::KubernetesExecutorConfig;
use crate::model::{
    ArtifactSource, ComponentSpec, ContainerSpec, DagOutputParameter, DagSpec, Document, Executor,
    ExecutorSpec, ImporterSpec, LegacyValue, LegacyValueKind, ParameterItems, ParameterSource, ParameterType,
    PipelineTaskSpec, RuntimeValue, TaskInputArtifact, TaskInputParameter, TaskIterator, Value,
    ValueOrRuntimeParameter,
};
use crate::valid::{DagInfo, Info};

/// Tasks that one pipeline may have, each counted as often as the pipelines around it are used.
pub const MAX_TASKS: usize = 250_000;

/// Graphs that may be inside each other.
pub const MAX_NESTING: usize = 500;

/// Why a pipeline cannot be seen as one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlatError {
    /// Nested pipelines that are used many times multiply.
    #[error("the pipeline has more than {MAX_TASKS} tasks, nested ones counted at every use")]
    TooManyTasks,
    /// Too many graphs inside each other.
    #[error("graphs are nested deeper than {MAX_NESTING} levels")]
    TooDeep,
}

/// The position of a task in [`Flat::tasks`].
pub type TaskId = usize;

/// Where the value of an input comes from, seen through the interfaces of nested graphs.
#[derive(Clone, Debug, PartialEq)]
pub enum Source<'a> {
    /// A constant, and the task that it was written for: placeholders in it mean inputs of that task.
    Constant(Cow<'a, Value>, Option<TaskId>),
    /// An input of the pipeline.
    Input(&'a str),
    /// An output of a task that runs a container or an importer.
    Output(TaskId, &'a str),
    /// What all rounds of a loop gave, as a list.
    Collected(Arc<Source<'a>>),
    /// The first of several that exists: one for each branch of a condition.
    OneOf(Arc<[Source<'a>]>),
    /// One item of the list that this task loops over.
    Item(TaskId),
    /// A part of a value, taken by a CEL expression.
    Select(&'a str, Arc<Source<'a>>),
    /// How a task ended.
    Status(TaskId),
    /// The value as text, because the input that receives it is a string.
    Text(Arc<Source<'a>>),
    /// Nothing was given to an optional input of a graph.
    Nothing,
}

/// What a task does.
#[derive(Clone, Debug, PartialEq)]
pub enum Work<'a> {
    /// Runs a container.
    Container(&'a ContainerSpec),
    /// Registers an artifact that exists.
    Importer(&'a ImporterSpec),
    /// Something that KFP's own backend refuses, or nothing at all.
    Other(Option<&'a ExecutorSpec>),
    /// Has tasks inside.
    Graph(&'a DagSpec),
}

/// One task, at one place.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// Its name in its graph.
    pub name: &'a str,
    /// The task whose graph it is in; nothing at the top.
    pub parent: Option<TaskId>,
    /// How the component is used.
    pub spec: &'a PipelineTaskSpec,
    /// The name of the component.
    pub component_name: &'a str,
    /// The component.
    pub component: &'a ComponentSpec,
    /// What it does.
    pub work: Work<'a>,
    /// Its settings for Kubernetes.
    pub kubernetes: Option<&'a KubernetesExecutorConfig>,
    /// Its settings for Argo.
    pub argo: Option<&'a ArgoExecutorConfig>,
    /// The values of its parameters, also of those that the component does not declare. Those left out are absent.
    pub parameters: BTreeMap<&'a str, Source<'a>>,
    /// Its artifacts. Those left out are absent.
    pub artifacts: BTreeMap<&'a str, Source<'a>>,
    /// The list that it loops over.
    pub items: Option<Source<'a>>,
    /// The tasks of the same graph that it waits for.
    pub waits: Vec<TaskId>,
    /// Those among them that give it nothing but the order.
    pub after: Vec<TaskId>,
    /// The loops around it, itself included.
    pub loops: usize,
    /// What a graph passes out: parameters, then artifacts.
    exports: [BTreeMap<&'a str, Source<'a>>; 2],
}

impl Task<'_> {
    /// Whether an input decides about the result; its author may have said that it does not.
    pub fn counts(&self, input: &str) -> bool {
        !self.argo.is_some_and(|argo| argo.is_uncounted(input))
    }

    /// Whether it has tasks inside.
    pub fn is_graph(&self) -> bool {
        matches!(self.work, Work::Graph(_))
    }
}

/// The pipeline as one graph.
#[derive(Clone, Debug)]
pub struct Flat<'a> {
    document: &'a Document,
    tasks: Vec<Task<'a>>,
    finished: Vec<TaskId>,
    names: HashMap<(Option<TaskId>, &'a str), TaskId>,
}

/// A graph that is being filled.
struct Frame<'a> {
    owner: Option<TaskId>,
    dag: &'a DagSpec,
    tasks: Vec<(&'a String, &'a PipelineTaskSpec)>,
    order: std::slice::Iter<'a, u32>,
}

const PARAMETERS: usize = 0;
const ARTIFACTS: usize = 1;

impl<'a> Flat<'a> {
    /// Sees a checked document as one graph.
    ///
    /// # Errors
    /// It is larger than [`MAX_TASKS`] or deeper than [`MAX_NESTING`].
    pub fn new(document: &'a Document, info: &'a Info) -> Result<Self, FlatError> {
        let mut flat = Flat { document, tasks: Vec::new(), finished: Vec::new(), names: HashMap::new() };
        let root = document.pipeline.root.as_ref().and_then(|root| root.dag.as_ref());
        let frame = |owner, dag: &'a DagSpec, info: &'a DagInfo| Frame {
            owner,
            dag,
            tasks: dag.tasks.iter().collect(),
            order: info.order.iter(),
        };
        let mut frames: Vec<Frame<'a>> = root.map(|dag| frame(None, dag, info.root())).into_iter().collect();
        while let Some(top) = frames.last_mut() {
            let Some(task) = top.order.next() else {
                let done = top.owner;
                let dag = top.dag;
                frames.pop();
                if let Some(owner) = done {
                    flat.export(owner, dag);
                    flat.finished.push(owner);
                }
                continue;
            };
            let owner = top.owner;
            let Some(&(name, spec)) = top.tasks.get(*task as usize) else { continue };
            let Some(id) = flat.add(owner, name, spec) else { continue };
            if flat.tasks.len() > MAX_TASKS {
                return Err(FlatError::TooManyTasks);
            }
            let Some(task) = flat.tasks.get(id) else { continue };
            match (&task.work, info.component(task.component_name)) {
                (Work::Graph(dag), Some(inside)) => frames.push(frame(Some(id), dag, inside)),
                _ => flat.finished.push(id),
            }
            if frames.len() > MAX_NESTING {
                return Err(FlatError::TooDeep);
            }
        }
        Ok(flat)
    }

    /// The document.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// All tasks. A graph comes before what is inside; a task comes after all that it waits for.
    pub fn tasks(&self) -> &[Task<'a>] {
        &self.tasks
    }

    /// A task.
    pub fn task(&self, id: TaskId) -> Option<&Task<'a>> {
        self.tasks.get(id)
    }

    /// All tasks in an order in which they can end: a graph comes after what is inside.
    pub fn finished(&self) -> &[TaskId] {
        &self.finished
    }

    /// The names from the top down to a task, joined by `/`.
    pub fn path(&self, id: TaskId) -> String {
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(task) = at.and_then(|id| self.tasks.get(id)) {
            names.push(task.name);
            at = task.parent;
        }
        names.reverse();
        names.join("/")
    }

    /// The task around a task, the one around that, and so on.
    pub fn around(&self, id: TaskId) -> impl Iterator<Item = TaskId> {
        std::iter::successors(self.tasks.get(id).and_then(|t| t.parent), |id| {
            self.tasks.get(*id).and_then(|t| t.parent)
        })
    }

    /// Where a value comes from that is written in the graph around a task, such as the name of a volume claim.
    pub fn source(&self, id: TaskId, given: &'a TaskInputParameter) -> Source<'a> {
        let owner = self.tasks.get(id).and_then(|t| t.parent);
        self.parameter(owner, Some(id), given)
    }

    /// Where a parameter of the graph around a task comes from.
    pub fn input_around(&self, id: TaskId, name: &'a str) -> Source<'a> {
        self.passed_in(self.tasks.get(id).and_then(|t| t.parent), PARAMETERS, name)
    }

    /// Where an output parameter of a task beside a task comes from.
    pub fn output_beside(&self, id: TaskId, task: &'a str, key: &'a str) -> Source<'a> {
        self.passed_out(self.tasks.get(id).and_then(|t| t.parent), task, key, PARAMETERS)
    }

    fn add(&mut self, parent: Option<TaskId>, name: &'a str, spec: &'a PipelineTaskSpec) -> Option<TaskId> {
        let id = self.tasks.len();
        let pipeline = &self.document.pipeline;
        let component_name = spec.component_ref.as_ref()?.name.as_str();
        let component = pipeline.components.get(component_name)?;
        let label = component.executor_label.as_deref();
        let executor = label.and_then(|label| pipeline.deployment_spec.as_ref()?.executors.get(label));
        let work = match (&component.dag, executor.and_then(ExecutorSpec::spec)) {
            (Some(dag), _) => Work::Graph(dag),
            (_, Some(Executor::Container(container))) => Work::Container(container),
            (_, Some(Executor::Importer(importer))) => Work::Importer(importer),
            _ => Work::Other(executor),
        };
        let loops = parent.and_then(|p| self.tasks.get(p)).map_or(0, |t| t.loops);
        let sibling = |name: &str| self.names.get(&(parent, name)).copied();
        let waits: Vec<TaskId> = graph::upstream(spec).into_iter().filter_map(sibling).collect();
        let data: Vec<TaskId> = graph::producers(spec).into_iter().filter_map(sibling).collect();
        let after = waits.iter().copied().filter(|id| !data.contains(id)).collect();
        let mut task = Task {
            name,
            parent,
            spec,
            component_name,
            component,
            work,
            kubernetes: label.and_then(|label| self.platform()?.kubernetes(label)),
            argo: label.and_then(|label| self.platform()?.argo(label)),
            parameters: BTreeMap::new(),
            artifacts: BTreeMap::new(),
            items: None,
            waits,
            after,
            loops: loops + usize::from(spec.iterator().is_some()),
            exports: [BTreeMap::new(), BTreeMap::new()],
        };
        self.bind(id, &mut task);
        self.names.insert((parent, name), id);
        self.tasks.push(task);
        Some(id)
    }

    fn platform(&self) -> Option<&'a PlatformSpec> {
        self.document.platform.as_ref()
    }

    /// Fills in the inputs of a task.
    fn bind(&self, id: TaskId, task: &mut Task<'a>) {
        let declared = task.component.input_definitions.as_ref();
        let graph = task.is_graph();
        if let (true, Some(declared)) = (graph, declared) {
            for (name, input) in declared.parameters.iter().filter(|(_, input)| input.is_optional) {
                let default = input.default_value.as_ref();
                let source = default.map_or(Source::Nothing, |v| Source::Constant(Cow::Borrowed(v), None));
                task.parameters.insert(name, source);
            }
        }
        if let Some(inputs) = &task.spec.inputs {
            for (name, given) in &inputs.parameters {
                let source = self.parameter(task.parent, Some(id), given);
                task.parameters.insert(name, source);
            }
            for (name, given) in &inputs.artifacts {
                match self.artifact(task.parent, given) {
                    Source::Nothing => {}
                    source => {
                        task.artifacts.insert(name, source);
                    }
                }
            }
        }
        match task.spec.iterator() {
            Some(TaskIterator::Parameter(iterator)) => {
                task.items = match iterator.items.as_ref().and_then(|items| items.kind()) {
                    Some(ParameterItems::Raw(text)) => {
                        let items = json::value(text).unwrap_or_default();
                        Some(Source::Constant(Cow::Owned(items), None))
                    }
                    Some(ParameterItems::InputParameter(name)) => task.parameters.get(name).cloned(),
                    None => None,
                };
                task.parameters.insert(&iterator.item_input, Source::Item(id));
            }
            Some(TaskIterator::Artifact(iterator)) => {
                let name = iterator.items.as_ref().map(|items| items.input_artifact.as_str());
                task.items = name.and_then(|name| task.artifacts.get(name)).cloned();
                task.artifacts.insert(&iterator.item_input, Source::Item(id));
            }
            None => {}
        }
        let is_text = |name: &str| {
            let input = declared.and_then(|d| d.parameters.get(name));
            input.is_some_and(|input| input.parameter_type == ParameterType::String)
        };
        let texts = task.parameters.iter_mut().filter(|(name, _)| is_text(name));
        texts.for_each(|(_, source)| self.make_text(source));
        if !graph {
            // A leaf fills in its own default for what its graph was not given.
            task.parameters.retain(|_, source| *source != Source::Nothing);
        }
    }

    /// KFP turns a value of another type that a string input receives into text.
    fn make_text(&self, source: &mut Source<'a>) {
        let text = match &*source {
            Source::Nothing | Source::Text(_) => return,
            Source::Constant(value, _) if matches!(**value, Value::String(_) | Value::Null) => return,
            Source::Constant(value, giver) => {
                Source::Constant(Cow::Owned(Value::String(canonical::text(value))), *giver)
            }
            Source::Output(id, key) if self.gives_text(*id, key) => return,
            other => Source::Text(Arc::new(other.clone())),
        };
        *source = text;
    }

    fn gives_text(&self, id: TaskId, key: &str) -> bool {
        let outputs = self.tasks.get(id).and_then(|t| t.component.output_definitions.as_ref());
        let output = outputs.and_then(|outputs| outputs.parameters.get(key));
        output.is_some_and(|output| output.parameter_type == ParameterType::String)
    }

    fn parameter(
        &self,
        owner: Option<TaskId>,
        giver: Option<TaskId>,
        given: &'a TaskInputParameter,
    ) -> Source<'a> {
        let source = match given.source() {
            Some(ParameterSource::TaskOutput(output)) => {
                self.passed_out(owner, &output.producer_task, &output.output_parameter_key, PARAMETERS)
            }
            Some(ParameterSource::ComponentInput(name)) => self.passed_in(owner, PARAMETERS, name),
            Some(ParameterSource::Runtime(value)) => self.runtime(owner, giver, value),
            Some(ParameterSource::FinalStatus(status)) => {
                let producer = self.names.get(&(owner, status.producer_task.as_str()));
                producer.map_or(Source::Nothing, |id| Source::Status(*id))
            }
            None => Source::Nothing,
        };
        match given.parameter_expression_selector.as_str() {
            "" => source,
            selector => Source::Select(selector, Arc::new(source)),
        }
    }

    fn runtime(
        &self,
        owner: Option<TaskId>,
        giver: Option<TaskId>,
        value: &'a ValueOrRuntimeParameter,
    ) -> Source<'a> {
        match value.kind() {
            Some(RuntimeValue::Constant(value)) => Source::Constant(Cow::Borrowed(value), giver),
            Some(RuntimeValue::LegacyConstant(value)) => Source::Constant(Cow::Owned(legacy(value)), giver),
            Some(RuntimeValue::RuntimeParameter(name)) => self.passed_in(owner, PARAMETERS, name),
            None => Source::Nothing,
        }
    }

    fn artifact(&self, owner: Option<TaskId>, given: &'a TaskInputArtifact) -> Source<'a> {
        match given.source() {
            Some(ArtifactSource::TaskOutput(output)) => {
                self.passed_out(owner, &output.producer_task, &output.output_artifact_key, ARTIFACTS)
            }
            Some(ArtifactSource::ComponentInput(name)) => self.passed_in(owner, ARTIFACTS, name),
            None => Source::Nothing,
        }
    }

    fn passed_in(&self, owner: Option<TaskId>, kind: usize, name: &'a str) -> Source<'a> {
        let Some(owner) = owner else { return Source::Input(name) };
        let task = self.tasks.get(owner);
        let inputs = task.map(|t| if kind == PARAMETERS { &t.parameters } else { &t.artifacts });
        inputs.and_then(|inputs| inputs.get(name)).cloned().unwrap_or(Source::Nothing)
    }

    fn passed_out(&self, owner: Option<TaskId>, name: &'a str, key: &'a str, kind: usize) -> Source<'a> {
        let Some(&id) = self.names.get(&(owner, name)) else { return Source::Nothing };
        let Some(task) = self.tasks.get(id) else { return Source::Nothing };
        let source = if task.is_graph() {
            task.exports.get(kind).and_then(|e| e.get(key)).cloned().unwrap_or(Source::Nothing)
        } else {
            Source::Output(id, key)
        };
        match task.spec.iterator() {
            Some(_) => Source::Collected(Arc::new(source)),
            None => source,
        }
    }

    /// Says where the outputs of a graph come from, once all of its tasks are known.
    fn export(&mut self, owner: TaskId, dag: &'a DagSpec) {
        let Some(outputs) = &dag.outputs else { return };
        let from = |task: &'a str, key: &'a str, kind| self.passed_out(Some(owner), task, key, kind);
        let parameters = outputs.parameters.iter().filter_map(|(name, output)| {
            let source = match output.kind()? {
                DagOutputParameter::Parameter(p) => {
                    from(&p.producer_subtask, &p.output_parameter_key, PARAMETERS)
                }
                DagOutputParameter::OneOf(all) => first_of(
                    all.parameter_selectors
                        .iter()
                        .map(|p| from(&p.producer_subtask, &p.output_parameter_key, PARAMETERS)),
                ),
            };
            Some((name.as_str(), source))
        });
        let artifacts = outputs.artifacts.iter().map(|(name, output)| {
            let all = output.artifact_selectors.iter();
            let all = all.map(|s| from(&s.producer_subtask, &s.output_artifact_key, ARTIFACTS));
            (name.as_str(), first_of(all))
        });
        let exports = [parameters.collect(), artifacts.collect()];
        if let Some(task) = self.tasks.get_mut(owner) {
            task.exports = exports;
        }
    }
}

fn first_of<'a>(sources: impl Iterator<Item = Source<'a>>) -> Source<'a> {
    let mut all: Vec<Source<'a>> = sources.collect();
    match all.pop() {
        None => Source::Nothing,
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            Source::OneOf(all.into())
        }
    }
}

fn legacy(value: &LegacyValue) -> Value {
    match value.kind() {
        Some(LegacyValueKind::Int(n)) => Value::from(n),
        Some(LegacyValueKind::Double(n)) => Value::Number(n),
        Some(LegacyValueKind::String(s)) => Value::from(s),
        None => Value::Null,
    }
}
