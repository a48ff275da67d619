//! One recorded graph as one component of the IR: its tasks, and the components of its groups and nested pipelines.

use std::collections::HashMap;
use std::rc::Rc;

use kfp_ir::lang::cel;
use kfp_ir::model::{
    ComponentRef, ComponentSpec, DagSpec, IteratorPolicy, PipelineTaskInfo, PipelineTaskSpec, TaskInputsSpec,
    TriggerPolicy, TriggerStrategy,
};
use kfp_ir::pass::sdk_names::CallOrder;
use kfp_ir::target::Engine;

use super::column::Column;
use super::container::Present;
use super::field_loop::loops_over_field;
use super::flow::{Flow, Node, Surfaced};
use super::hop::Around;
use super::interface::{self, add_input, add_output, is_artifact};
use super::late::Late;
use super::plan::{MAX_NESTING, Plan};
use super::registry::{Registry, dag_component};
use super::settings::{self, Merged};
use super::wire::{add_dag_output, give, iterate, waits};
use super::{checks, condition, cycle, importer, names, nested_lists, shape, task_config};
use crate::author::graph::{
    Argument, Component, Graph, GroupId, GroupKind, Items, ROOT, Retry, Settings, Source, TaskNode, ValueId,
};
use crate::author::{BuildError, BuildOptions, ComponentDef, Names, Place};
use crate::kinds::KindSpec;

/// Builds graphs into one document.
pub(super) struct Emitter<'o> {
    pub(super) options: &'o BuildOptions,
    pub(super) registry: Registry,
    pub(super) problems: Vec<BuildError>,
    /// Components of nested pipelines by their shape and the retries that they inherit.
    shapes: HashMap<String, String>,
    /// The same by address, for graphs that are called more than once.
    known: HashMap<(usize, String), String>,
    /// The tasks of each dag in the order of the calls, for the names of the SDK.
    pub(super) calls: CallOrder,
}

/// The tasks of a dag, not yet in the order of their names.
pub(super) type Tasks = Vec<(String, PipelineTaskSpec)>;

impl<'o> Emitter<'o> {
    pub(super) fn new(options: &'o BuildOptions) -> Self {
        Emitter {
            options,
            registry: Registry::default(),
            problems: Vec::new(),
            shapes: HashMap::new(),
            known: HashMap::new(),
            calls: CallOrder::new(),
        }
    }

    /// The component of the pipeline that is built.
    pub(super) fn root(&mut self, graph: &Graph) -> ComponentSpec {
        let (component, calls) = self.pipeline(graph, 0, None);
        self.calls.insert(String::new(), calls);
        component
    }

    /// The component of a pipeline, and its calls. `inherited` is how its tasks are tried again when they do not say so themselves.
    fn pipeline(
        &mut self,
        graph: &Graph,
        depth: u32,
        inherited: Option<Retry>,
    ) -> (ComponentSpec, Vec<String>) {
        self.problems.extend(graph.errors.iter().cloned());
        checks::graph(graph, &mut self.problems);
        if depth > MAX_NESTING {
            let message = format!("pipelines are nested more than {MAX_NESTING} levels deep");
            self.problems.push(BuildError::new("B118", message, Place::from(graph.at)));
            return Default::default();
        }
        let plan = Plan::of(graph);
        if let Some((_, group)) = plan.groups().find(|(id, _)| plan.depth[*id] > MAX_NESTING) {
            let message =
                format!("`when`, `for_each` and `finally` are nested more than {MAX_NESTING} levels deep");
            let help = "move the inner levels into a pipeline of their own";
            self.problems.push(BuildError::new("B118", message, Place::from(group.at)).help(help));
            return Default::default();
        }
        let mut flow = Flow::new(&plan);
        let mut dags =
            Column::of(graph.groups.iter().map(|group| Tasks::with_capacity(group.children.len())).collect());
        self.tasks(&plan, &mut flow, &mut dags, depth, inherited);
        self.bring_to_groups(&plan, &mut flow);
        let outputs = root_outputs(&plan, &mut flow);
        cycle::find(&plan, &mut flow);
        self.groups(&plan, &mut flow, &mut dags);

        let mut component = ComponentSpec::default();
        for input in &graph.inputs {
            let default = match &input.default {
                Some(Ok(value)) => Some(value.clone()),
                _ => None,
            };
            let (name, kind, optional, docs) = (input.name.as_ref(), input.kind, input.optional, input.docs);
            add_input(&mut component, interface::Input { name, kind, optional, default, docs });
        }
        self.make_hooks(&plan, ROOT, &mut dags[ROOT], &mut flow);
        let calls = names_of(&dags[ROOT]);
        let mut dag = dag_of(&mut dags[ROOT]);
        for (name, docs, surfaced) in outputs {
            add_output(&mut component, name, surfaced.kind, docs);
            add_dag_output(&mut dag, name, &surfaced);
        }
        if dag.tasks.is_empty() && graph.errors.is_empty() {
            let message = format!("pipeline `{}` has no tasks", graph.name);
            let error = BuildError::new("B102", message, Place::from(graph.at));
            flow.problems.push(error.help("add one: `p.task(component())`"));
        }
        self.problems.append(&mut flow.problems);
        (dag_component(component, dag), calls)
    }

    /// The component of a task that runs a container.
    fn leaf(
        &mut self,
        def: &'static ComponentDef,
        mut late: Late<'_, '_, '_>,
        defaults: &Settings,
    ) -> String {
        let file = self.registry.file_settings(def, &self.options.executable, &mut self.problems);
        let settings =
            Merged::of(late.task.settings(), defaults).executor(&mut late, file, self.options.target);
        task_config::check(def, &settings, &mut late);
        let (plan, task) = (late.plan, late.task);
        let present = |input: &str| presence(plan, def, task, input);
        let present = (self.options.names != Names::Sdk).then_some(&present as &Present<'_>);
        let name = self.registry.leaf(def, settings, present, &self.options.executable, &mut self.problems);
        self.runs_somewhere(&name, task);
        name
    }

    /// Reports what only Argo does, where KFP runs the pipeline.
    fn runs_somewhere(&mut self, component: &str, task: &TaskNode) {
        let target = self.options.target;
        if target.capabilities().engine == Engine::Kfp
            && let Some(what) = self.registry.argo_only(component)
        {
            let message = format!("{target} has nothing for {what}");
            let help = "give it an image and a command that do the same, or run the pipeline on Argo";
            self.problems.push(BuildError::new("B134", message, Place::from(task.at)).help(help));
        }
    }

    /// The component of a task that runs an imported pipeline.
    fn grafted(&mut self, def: &'static ComponentDef, task: &TaskNode, inherited: Option<Retry>) -> String {
        self.no_container(task, def.name);
        let retries = format!("{:?}", task.settings().retry.or(inherited));
        self.registry.graft(def, &retries, &mut self.problems)
    }

    /// The component of a task that runs a pipeline.
    fn called(&mut self, inner: &Rc<Graph>, task: &TaskNode, depth: u32, inherited: Option<Retry>) -> String {
        self.no_container(task, &inner.name);
        self.nested(inner, depth + 1, task.settings().retry.or(inherited))
    }

    /// Reports settings of a container on a task that runs a pipeline.
    fn no_container(&mut self, task: &TaskNode, pipeline: &str) {
        let unfit = settings::container_only(task.settings());
        if !unfit.is_empty() {
            let message = format!("a pipeline has no {} of its own", unfit.join(", "));
            let help = format!("set this on the tasks inside pipeline `{pipeline}`");
            self.problems.push(BuildError::new("B111", message, Place::from(task.at)).help(help));
        }
    }

    fn nested(&mut self, graph: &Rc<Graph>, depth: u32, retry: Option<Retry>) -> String {
        // KFP hands a retry policy down to the tasks of a component when it first meets the component, so two calls
        // can share one only if they hand down the same.
        let retries = format!("{retry:?}");
        let address = (Rc::as_ptr(graph).addr(), retries);
        if let Some(name) = self.known.get(&address) {
            return name.clone();
        }
        let mut inner = Vec::new();
        if depth <= MAX_NESTING {
            for task in &graph.tasks {
                if let Component::Pipeline(inside) = &task.component {
                    inner.push(self.nested(inside, depth + 1, task.settings().retry.or(retry)));
                }
            }
        }
        let shape = format!("{}{}", address.1, shape::shape(graph, &inner));
        let name = match self.shapes.get(&shape) {
            Some(name) => name.clone(),
            None => {
                let (component, calls) = self.pipeline(graph, depth, retry);
                let name = self.registry.add_dag(&names::sanitize(&graph.name), component);
                self.calls.insert(name.clone(), calls);
                self.shapes.insert(shape, name.clone());
                name
            }
        };
        self.known.insert(address, name.clone());
        name
    }

    fn tasks<'p, 'g>(
        &mut self,
        plan: &'p Plan<'g>,
        flow: &mut Flow<'p, 'g>,
        dags: &mut Column<GroupId, Tasks>,
        depth: u32,
        inherited: Option<Retry>,
    ) {
        for (id, task) in plan.tasks() {
            let (dag, exit) = (plan.task_dag[id], plan.exits.get(&id).copied());
            let mut inputs = self.arguments(plan, flow, id, task, exit);
            let pod = matches!(task.component, Component::Leaf(_)) && !task.component.is_graph();
            let mut around = (pod && settings::reads_fields(plan, flow, task)).then(Around::new);
            let component = match &task.component {
                Component::Leaf(def) if task.component.is_graph() => self.grafted(def, task, inherited),
                Component::Leaf(def) => {
                    let around = around.as_mut();
                    let late = Late { plan, flow: &mut *flow, id, task, inputs: &mut inputs, around };
                    self.leaf(def, late, &plan.graph.defaults)
                }
                Component::Pipeline(inner) => self.called(inner, task, depth, inherited),
                Component::Importer(node) => {
                    let unfit = settings::container_only(task.settings());
                    if !unfit.is_empty() {
                        let message = format!("an importer has no {}", unfit.join(", "));
                        let error = BuildError::new("B111", message, Place::from(task.at));
                        self.problems.push(error.help("set this on the tasks that use the artifact"));
                    }
                    self.registry.importer(node)
                }
            };
            let settings = Merged::of(task.settings(), &plan.graph.defaults);
            let retry = match &task.component {
                Component::Leaf(_) if !task.component.is_graph() => settings.retry(),
                _ => task.settings().retry,
            };
            let name = &plan.names.tasks[id];
            let mut spec = PipelineTaskSpec {
                task_info: Some(info(task.settings().display_name.as_ref().unwrap_or(name))),
                inputs: (inputs != TaskInputsSpec::default()).then_some(inputs),
                caching_options: Some(settings.caching()),
                component_ref: Some(ComponentRef { name: component.clone() }),
                retry_policy: retry
                    .and_then(|retry| settings::retry_policy(retry, task.at, &mut flow.problems))
                    .map(Box::new),
                ..PipelineTaskSpec::default()
            };
            if let Some(group) = exit {
                spec.trigger_policy = Some(Box::new(TriggerPolicy {
                    strategy: TriggerStrategy::AllUpstreamTasksCompleted,
                    ..TriggerPolicy::default()
                }));
                checks::exit_task(plan, flow, id, task);
                flow.task_waits[id] = vec![Node::Group(group)];
            } else {
                checks::after(plan, flow, id, task);
            }
            spec.dependent_tasks = waits(plan, &mut flow.task_waits[id]);
            if task.whatever && exit.is_none() {
                self.whatever(plan, flow, id, task, &mut spec);
            }
            if let Component::Importer(node) = &task.component
                && self.options.names != Names::Sdk
                && importer::needs_hop(&spec)
            {
                spec = self.hop(name, importer::interface_of(node), spec, Around::new(), flow);
            } else if let Some(around) = around {
                let interface = self.registry.components.get(&component).cloned().unwrap_or_default();
                spec = self.hop(name, interface, spec, around, flow);
            }
            dags[dag].push((name.clone(), spec));
        }
    }

    /// Brings the values that groups themselves read: those in conditions, and the lists of loops.
    fn bring_to_groups(&self, plan: &Plan<'_>, flow: &mut Flow<'_, '_>) {
        let mut read: Column<GroupId, Vec<ValueId>> = Column::filled(plan.graph.groups.len(), Vec::new());
        for (id, group) in plan.groups() {
            let Some(around) = plan.parent[plan.dag[id]] else { continue };
            match &group.kind {
                GroupKind::Loop { items: Items::Value(list), .. } => {
                    let called = || "the list of a loop".to_owned();
                    if let Some(value) = flow.usable(*list, around, group.at, &called) {
                        nested_lists::check(plan.graph, *list, group.at, &called, &mut flow.problems);
                        flow.bring_to_group(value, id);
                    }
                }
                GroupKind::Branch { .. } => {
                    let (earlier, own) = condition::deciding(plan, id);
                    for (cond, is_own) in
                        earlier.into_iter().map(|c| (c, false)).chain(own.map(|c| (c, true)))
                    {
                        for (handle, at) in condition::handles(cond) {
                            // Mistakes in the earlier conditions are told where they belong.
                            let before = flow.problems.len();
                            let value =
                                flow.usable(handle, around, at, &|| "a value in a condition".to_owned());
                            if !is_own {
                                flow.problems.truncate(before);
                            }
                            if let Some(value) = value {
                                flow.bring_to_group(value, id);
                                read[id].push(value);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        if self.options.names == Names::Sdk {
            // The SDK also hands what a condition reads to every group inside that has tasks.
            for (id, _) in plan.tasks() {
                let dag = plan.task_dag[id];
                let mut at = Some(dag);
                while let Some(group) = at {
                    for value in std::mem::take(&mut read[group]) {
                        flow.bring(value, dag);
                        read[group].push(value);
                    }
                    at = plan.parent[group];
                }
            }
        }
    }

    /// Writes every group: its component, and its task in the dag around it.
    fn groups(&mut self, plan: &Plan<'_>, flow: &mut Flow<'_, '_>, dags: &mut Column<GroupId, Tasks>) {
        for (id, group) in plan.groups().rev() {
            let (Some(parent), true) = (plan.parent[id], plan.dag[id] == id) else { continue };
            let mut component = ComponentSpec::default();
            let mut inputs = TaskInputsSpec::default();
            for (name, value) in std::mem::take(&mut flow.injected[id]) {
                let kind = plain(plan.value(value).kind);
                let optional = self.options.names != Names::Sdk && absent(plan, value);
                let docs = "";
                add_input(
                    &mut component,
                    interface::Input { name: &name, kind, optional, default: None, docs },
                );
                let (reference, keys) = flow.reference(value, parent);
                give(&mut inputs, &name, is_artifact(kind), &reference, &keys);
            }
            self.make_hooks(plan, id, &mut dags[id], flow);
            let calls = names_of(&dags[id]);
            let mut dag = dag_of(&mut dags[id]);
            for (name, surfaced) in std::mem::take(&mut flow.surfaced[id]) {
                add_output(&mut component, &name, surfaced.kind, "");
                add_dag_output(&mut dag, &name, &surfaced);
            }
            checks::not_empty(plan, flow, id, &dag);
            let name = &plan.names.groups[id];
            let mut task = PipelineTaskSpec {
                task_info: Some(info(group.name.as_deref().unwrap_or(name))),
                dependent_tasks: waits(plan, &mut flow.group_waits[id]),
                ..PipelineTaskSpec::default()
            };
            match &group.kind {
                GroupKind::Branch { .. } => {
                    if let Some(condition) = condition::of_branch(flow, plan, id) {
                        let condition = cel::print(&condition);
                        let policy = TriggerPolicy { condition, ..TriggerPolicy::default() };
                        task.trigger_policy = Some(Box::new(policy));
                    }
                }
                GroupKind::Loop { items, item, parallelism } => {
                    let item = plan.canon[*item];
                    let (name, kind) = (flow.input_name(item), plan.value(item).kind);
                    let input = interface::Input {
                        name: &name,
                        kind: plain(kind),
                        optional: false,
                        default: None,
                        docs: "",
                    };
                    add_input(&mut component, input);
                    iterate(plan, flow, &mut task, items, &name, kind);
                    if let Some(limit) = parallelism.filter(|limit| *limit > 0) {
                        checks::parallelism(flow, group, limit);
                        let parallelism_limit = i32::try_from(limit).unwrap_or(i32::MAX);
                        task.iterator_policy = Some(IteratorPolicy { parallelism_limit });
                    }
                }
                GroupKind::Root | GroupKind::Branches | GroupKind::Exit { .. } => {}
            }
            task.inputs = (inputs != TaskInputsSpec::default()).then_some(inputs);
            let interface = component.clone();
            let component_name = self.registry.add_dag(name, dag_component(component, dag));
            self.calls.insert(component_name.clone(), calls);
            task.component_ref = Some(ComponentRef { name: component_name });
            if self.options.names != Names::Sdk && loops_over_field(&task) {
                task = self.hop(name, interface, task, Around::new(), flow);
            }
            dags[parent].push((name.clone(), task));
        }
    }
}

fn names_of(tasks: &Tasks) -> Vec<String> {
    tasks.iter().map(|(name, _)| name.clone()).collect()
}

/// Building the map in one go leaves it without gaps.
fn dag_of(tasks: &mut Tasks) -> DagSpec {
    DagSpec { tasks: std::mem::take(tasks).into_iter().collect(), outputs: None }
}

/// The outputs of the pipeline, each with the task that gives it.
fn root_outputs<'g>(plan: &Plan<'g>, flow: &mut Flow<'_, 'g>) -> Vec<(&'g str, &'g str, Surfaced)> {
    let mut found = Vec::new();
    for output in &plan.graph.outputs {
        let at = plan.graph.at;
        let called = || format!("output `{}` of pipeline `{}`", output.name, plan.graph.name);
        let Some(value) = flow.usable(output.value, ROOT, at, &called) else { continue };
        nested_lists::check(plan.graph, output.value, at, &called, &mut flow.problems);
        flow.open(value);
        match flow.output(value) {
            Some((task, key)) => {
                let from = vec![(task.to_owned(), key)];
                let kind = output.kind;
                found.push((output.name, output.docs, Surfaced { kind, from, one_of: false }));
            }
            None => {
                let error =
                    BuildError::new("B112", format!("{} is not made by a task", called()), Place::from(at))
                        .note("the value was made", Place::from(plan.value(value).at))
                        .note("KFP passes values out of a pipeline only from tasks inside it", None)
                        .help("return the output of a task; a component that copies its input will do");
                flow.problems.push(error);
            }
        }
    }
    found
}

/// Whether a task gives an input; `None` when that is only known in the run.
fn presence(plan: &Plan<'_>, def: &ComponentDef, task: &TaskNode, input: &str) -> Option<bool> {
    let (definition, argument) = def.inputs.iter().zip(&task.arguments).find(|(i, _)| i.name == input)?;
    match argument {
        Some(Argument::Value(handle)) if handle.graph == plan.graph.id => {
            let value = plan.canon[handle.value];
            let sure = !task.whatever && !absent(plan, value);
            sure.then_some(true)
        }
        Some(_) => Some(true),
        None => Some(definition.default.is_some()),
    }
}

/// Whether a value may be missing when the pipeline runs.
fn absent(plan: &Plan<'_>, id: ValueId) -> bool {
    match &plan.value(id).source {
        Source::Input(index) => {
            let input = plan.input(*index);
            input.optional && input.default.is_none()
        }
        _ => false,
    }
}

/// The type without the list of allowed values: groups only pass values on.
fn plain(kind: KindSpec) -> KindSpec {
    match kind {
        KindSpec::Parameter { ty, .. } => KindSpec::parameter(ty),
        artifact => artifact,
    }
}

fn info(name: &str) -> PipelineTaskInfo {
    PipelineTaskInfo { name: name.to_owned() }
}
