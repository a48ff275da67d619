//! A component made of tasks: one graph template.

use kfp_ir::model::{PipelineTaskSpec, Value};
use kfp_ir::path::At;

use crate::expr::Expr;
use crate::lower::facts::{Body, Facts, Graph, ROOT, component_name};
use crate::lower::importer::Import;
use crate::lower::inputs::Bindings;
use crate::lower::instance::{Key, Loop, Use};
use crate::lower::plan::{Plan, Task};
use crate::lower::ports::{DIR, INDEX, ITEMS};
use crate::lower::source::{Carried, Source};
use crate::lower::{Context, condition, hook, looping, memo, retry};
use crate::model::{Suspend, Template};

/// The task of a graph of importers alone, which have no pods: Argo takes no graph without tasks.
const NOTHING: &str = "nothing";

/// The graph at hand.
pub(super) struct Scope<'c> {
    pub(super) facts: &'c Facts<'c>,
    pub(super) graph: &'c Graph<'c>,
    pub(super) use_: &'c Use,
    /// The tasks that have been lowered, at their positions in the graph.
    producers: Vec<Option<Producer<'c>>>,
    /// The positions of the tasks that the task at hand may read from; `None` for the outputs of the graph.
    upstream: Option<&'c [u32]>,
}

/// A task that others may read from.
pub(super) struct Producer<'c> {
    pub(super) facts: &'c Facts<'c>,
    pub(super) name: &'c str,
    /// A graph or loop gives JSON text, a container what it wrote.
    pub(super) form: Form,
    pub(super) iterated: bool,
    pub(super) skippable: bool,
    /// Whether what an earlier run made may be in its place: it says itself where its artifacts are.
    pub(super) memoized: bool,
    /// The tasks of the plan to wait for in order to read from it: itself, or what is in place of an import.
    wait_for: WaitFor,
}

enum WaitFor {
    Itself(u32),
    Behind(Vec<u32>),
}

impl WaitFor {
    fn tasks(&self) -> &[u32] {
        match self {
            Self::Itself(task) => std::slice::from_ref(task),
            Self::Behind(tasks) => tasks,
        }
    }
}

/// What runs for a task.
pub(super) enum Form {
    Container,
    Graph,
    /// Nothing: the artifact is there.
    Import(Import),
}

impl<'c> Scope<'c> {
    /// The task of that name, of those that can be read from here.
    pub(super) fn producer(&self, name: &str) -> Option<&Producer<'c>> {
        let tasks = &self.graph.tasks;
        let position = match self.upstream {
            Some(upstream) => {
                let name_of = |task: &u32| tasks.get(*task as usize).map_or("", |(name, _)| *name);
                upstream.binary_search_by_key(&name, name_of).ok().and_then(|at| upstream.get(at))
            }
            None => return self.producers.get(self.graph.position(name)?)?.as_ref(),
        };
        self.producers.get(*position? as usize)?.as_ref()
    }

    pub(super) fn is_root(&self) -> bool {
        self.use_.component == ROOT
    }

    /// What the keys of all artifacts of this graph start with, as text with plain tags.
    pub(super) fn dir_text(&self, cx: &Context<'_>) -> String {
        if self.is_root() { cx.root_key() } else { format!("{{{{inputs.parameters.{DIR}}}}}") }
    }

    /// The same as an expression.
    pub(super) fn dir(&self, cx: &Context<'_>) -> Expr {
        if self.is_root() { cx.root_key_expr() } else { Expr::Input(DIR.to_owned()) }
    }

    /// Whether a loop around the graph may collect files of that task.
    pub(super) fn collected(&self, task: &str) -> bool {
        let outputs = self.graph.dag.outputs.iter().flat_map(|outputs| outputs.artifacts.values());
        let position = |name: &str| self.graph.position(name).and_then(|at| self.graph.names.get(at));
        let mut sources = outputs.flat_map(|output| &output.artifact_selectors);
        self.use_.looped
            && sources.any(|from| position(&from.producer_subtask).is_some_and(|name| name == task))
    }

    /// The indexes of the loops around this graph, if any.
    pub(super) fn index_text(&self) -> Option<String> {
        self.use_.looped.then(|| format!("{{{{inputs.parameters.{INDEX}}}}}"))
    }
}

/// Whether that component is a graph.
pub(super) fn is(cx: &Context<'_>, use_: &Use) -> bool {
    cx.components.get(&use_.component).is_some_and(|f| matches!(f.body, Body::Graph(_)))
}

/// The graph template of a component.
pub(super) fn lower(cx: &mut Context<'_>, use_: &Use, name: String) -> Option<Plan> {
    let facts = cx.components.get(&use_.component)?;
    let Body::Graph(graph) = &facts.body else { return None };
    let count = graph.tasks.len();
    let producers = std::iter::repeat_with(|| None).take(count).collect();
    let mut scope = Scope { facts, graph, use_, producers, upstream: None };
    let mut plan = Plan { name, path: facts.path.clone(), ..Plan::default() };
    plan.tasks.reserve_exact(count);
    let present = |input: &String| !use_.absent.contains(input);
    let inputs = &facts.inputs;
    plan.parameters.extend(inputs.parameters.iter().filter(|(n, _)| present(n)).map(|(_, p)| p.clone()));
    let asked = |n: &String| scope.is_root() || facts.asks.contains(n);
    let asked = inputs.records.iter().filter(|(n, _)| present(n) && asked(n));
    plan.parameters.extend(asked.map(|(_, p)| p.clone()));
    if !scope.is_root() {
        plan.artifacts.extend(inputs.artifacts.iter().filter(|(n, _)| present(n)).map(|(_, a)| a.clone()));
    }
    if facts.stores && !scope.is_root() {
        plan.parameters.push(DIR.to_owned());
    }
    if facts.stores && use_.looped {
        plan.parameters.push(INDEX.to_owned());
    }
    let path = At::of(&facts.path);
    let path = path.key("dag");
    let tasks = path.key("tasks");
    for position in graph.analysis.order() {
        let Some(&(name, task)) = graph.tasks.get(position) else { continue };
        let Some(own_name) = graph.names.get(position) else { continue };
        let path = tasks.key(name);
        scope.upstream = Some(graph.analysis.upstream(position));
        let producer = lower_task(cx, &scope, own_name, task, &path, &mut plan);
        if let Some(place) = scope.producers.get_mut(position) {
            *place = producer;
        }
    }
    scope.upstream = None;
    if plan.tasks.is_empty() {
        let template = cx.instances.template(Key::Nothing, NOTHING);
        plan.tasks.push(Task { name: NOTHING.to_owned(), template, ..Task::default() });
    }
    outputs(cx, &scope, &mut plan);
    Some(plan)
}

/// A template that is done at once, without a pod: Argo's controller ends it by itself when no time is left to wait.
pub(super) fn nothing(name: String) -> Template {
    Template { name, suspend: Some(Suspend { duration: Some("0".to_owned()) }), ..Template::default() }
}

fn lower_task<'a: 'c, 'c>(
    cx: &mut Context<'a>,
    scope: &Scope<'c>,
    name: &'c str,
    task: &'c PipelineTaskSpec,
    path: &At<'_>,
    plan: &mut Plan,
) -> Option<Producer<'c>> {
    let component = component_name(task).unwrap_or_default();
    let Some(child) = cx.components.get(component) else {
        cx.report.error(
            "AR106",
            path,
            format!("there is no component `{component}`"),
            "check the document first",
        );
        return None;
    };
    let tolerant = task.runs_after_failure();
    let upstream = scope.upstream.unwrap_or_default().iter();
    let upstream = upstream.filter_map(|task| scope.producers.get(*task as usize)?.as_ref());
    let mut wait_for: Vec<u32> = upstream.clone().flat_map(|u| u.wait_for.tasks().iter().copied()).collect();
    wait_for.sort_unstable_by_key(|task| plan.tasks.get(*task as usize).map(|t| &t.name));
    wait_for.dedup();
    let conditional = task.trigger_policy.as_ref().is_some_and(|t| !t.condition.is_empty());
    let skippable = conditional || (!tolerant && upstream.clone().any(|u| u.skippable));
    let iterated = looping::is(task);
    let bindings = Bindings::new(cx, scope, task, child, tolerant, path);
    if let Body::Importer(importer) = &child.body {
        let import = Import::new(cx, child, importer, &bindings, conditional || iterated, path)?;
        let form = Form::Import(import);
        let wait_for = WaitFor::Behind(wait_for);
        return Some(Producer {
            facts: child,
            name,
            form,
            iterated: false,
            skippable,
            memoized: false,
            wait_for,
        });
    }
    if task.caching_options.as_ref().is_some_and(|c| c.enable_cache) {
        cx.cached += 1;
    }
    let own = retry::lower(cx, task, path);
    let settings = cx.kubernetes_arguments(scope, child, &bindings);
    let sure = settings.iter().filter(|(_, bound)| !bound.nullable).map(|(argument, _)| argument.clone());
    let is_graph = matches!(child.body, Body::Graph(_)) || iterated;
    let mut child_use = Use {
        component: component.to_owned(),
        absent: bindings.absent.clone(),
        given: bindings.given(child).into_iter().chain(sure).collect(),
        retry: own.or_else(|| scope.use_.retry.clone()),
        memo: None,
        looped: is_graph && (scope.use_.looped || iterated),
    };
    let when = condition::lower(cx, scope, task, &bindings, path);
    let items = bindings.items(cx, scope, path);
    let undeclared = child.undeclared.iter();
    let undeclared: Vec<(&String, Source)> = undeclared
        .filter_map(|(input, argument)| Some((argument, bindings.undeclared(cx, scope, input, path)?)))
        .collect();
    let Bindings { parameters: given, artifacts: files, .. } = bindings;
    let mut parameters: Vec<(String, Carried)> = Vec::with_capacity(given.len() + 1);
    for (input, bound) in given {
        if let Some(argument) = child.inputs.parameters.get(input) {
            parameters.push((argument.clone(), bound.source.carried()));
        }
    }
    for (argument, source) in undeclared {
        parameters.push((argument.clone(), source.carried()));
    }
    let mut artifacts = Vec::with_capacity(files.len());
    for (input, bag) in files {
        let Some(argument) = child.inputs.artifacts.get(&input) else { continue };
        artifacts.push((argument.clone(), bag.file));
        if let Some(record) = child.inputs.records.get(&input).filter(|_| child.asks.contains(&input)) {
            parameters.push((record.clone(), bag.record.carried()));
        }
    }
    for (argument, bound) in settings {
        parameters.push((argument, bound.source.carried()));
    }
    child_use.memo = memo::key_of(cx, scope, task, name, child, &parameters, path);
    let memoized = child_use.memo.is_some();
    let (template, items) = match items {
        _ if !iterated => (cx.instances.template(Key::Component(child_use), &child.base), None),
        items => {
            let (item, items) = items?;
            let number = match &items {
                Source::Constant(Value::List(list)) => Some(list.len()),
                _ => None,
            };
            parameters.push((ITEMS.to_owned(), items.carried()));
            let limit = task.iterator_policy.as_ref().map_or(0, |p| p.parallelism_limit);
            let loop_ = Loop {
                body: Use { component: loop_component(cx, component), ..child_use },
                item: item.to_owned(),
                over_artifacts: task.artifact_iterator.is_some(),
                parallelism: (limit > 0).then(|| i64::from(limit)),
                looped: scope.use_.looped,
            };
            let base = format!("{}-items", name);
            (cx.instances.template(Key::Loop(Box::new(loop_)), &base), Some(number))
        }
    };
    if child.stores {
        let mut dir = format!("{}/{name}", scope.dir_text(cx));
        match scope.index_text() {
            Some(index) if is_graph => parameters.push((INDEX.to_owned(), Carried::Text(index))),
            Some(index) => dir = format!("{dir}/{index}"),
            None => {}
        }
        parameters.push((DIR.to_owned(), Carried::Text(dir)));
    }
    let hooks = match &child.body {
        Body::Container(leaf) if !iterated => hook::of_task(cx, leaf.label, name),
        _ => Default::default(),
    };
    let wait_for_it = WaitFor::Itself(u32::try_from(plan.tasks.len()).unwrap_or(u32::MAX));
    plan.tasks.push(Task {
        name: name.to_owned(),
        template,
        upstream: wait_for,
        tolerant,
        skippable,
        when,
        count: None,
        items,
        parameters,
        artifacts,
        hooks,
    });
    Some(Producer {
        facts: child,
        name,
        form: if is_graph { Form::Graph } else { Form::Container },
        iterated,
        skippable,
        memoized,
        wait_for: wait_for_it,
    })
}

fn loop_component(cx: &Context<'_>, component: &str) -> String {
    let body = looping::body_of(component);
    if cx.components.get(&body).is_some() { body } else { component.to_owned() }
}

/// What the graph passes out.
fn outputs(cx: &mut Context<'_>, scope: &Scope<'_>, plan: &mut Plan) {
    let Some(outputs) = &scope.graph.dag.outputs else { return };
    let path = At::of(&scope.facts.path);
    let path = path.key("dag");
    let path = path.key("outputs");
    for (output, spec) in &outputs.parameters {
        let Some(name) = scope.facts.outputs.parameters.get(output) else { continue };
        let path = path.key("parameters");
        let path = path.key(output);
        let one = spec.value_from_parameter.iter();
        let any = spec.value_from_oneof.iter().flat_map(|o| &o.parameter_selectors);
        let mut choices = Vec::new();
        for selector in one.chain(any) {
            let (task, key) = (&selector.producer_subtask, &selector.output_parameter_key);
            if let Some((producer, source)) = scope.parameter(cx, task, key, &path) {
                choices.push((producer.name, producer.skippable, source.json()));
            }
        }
        if let Some(value) = first_of(choices) {
            plan.outputs.push((name.clone(), value));
        }
    }
    for (output, spec) in &outputs.artifacts {
        let Some(name) = scope.facts.outputs.artifacts.get(output) else { continue };
        let Some(record) = scope.facts.outputs.records.get(output) else { continue };
        let path = path.key("artifacts");
        let path = path.key(output);
        let mut files = Vec::new();
        let mut records = Vec::new();
        for selector in &spec.artifact_selectors {
            let (task, key) = (&selector.producer_subtask, &selector.output_artifact_key);
            let Some((producer, artifact)) = scope.artifact(cx, task, key, &path) else { continue };
            records.push((producer.name, producer.skippable, artifact.record.json()));
            files.push(artifact.file);
        }
        if let Some(file) = scope.exported(cx, files, &path) {
            plan.artifact_outputs.push((name.clone(), file));
        }
        if let Some(value) = first_of(records) {
            plan.outputs.push((record.clone(), value));
        }
    }
}

/// The value of the first task that has run; empty text, which is no JSON, when none has.
fn first_of(choices: Vec<(&str, bool, Expr)>) -> Option<Expr> {
    let several = choices.len() > 1;
    choices.into_iter().rev().fold(None, |rest, (task, skippable, value)| {
        if !several && !skippable {
            return Some(value);
        }
        let otherwise = rest.unwrap_or_else(|| Expr::text(""));
        Some(Expr::choose(Expr::succeeded(task), value, otherwise))
    })
}
