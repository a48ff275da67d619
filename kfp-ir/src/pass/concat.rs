//! `Concat` and `IfPresent` arguments, put together before a run where all is known.

use std::collections::BTreeMap;

use crate::lang::argument::{Argument, Branch};
use crate::lang::placeholder::Template;
use crate::model::{ComponentSpec, Document, PipelineSpec, PipelineTaskSpec};

/// The plain arguments that an argument stands for; `None` when that depends on an input that may be given or not.
///
/// An `IfPresent` with lists gives any number of arguments; without `Else`, none. `present` tells whether an input is
/// given, or `None` when only the run decides.
///
/// ```
/// use kfp_ir::lang::argument::Argument;
/// use kfp_ir::pass::concat::resolve;
///
/// let argument = Argument::parse(r#"{"Concat": ["a=", {"IfPresent": {"InputName": "x", "Then": "b", "Else": "c"}}]}"#);
/// let words: Vec<String> = resolve(&argument, &|_| Some(false)).unwrap().iter().map(ToString::to_string).collect();
/// assert_eq!(words, ["a=c"]);
/// assert_eq!(resolve(&argument, &|_| None), None);
/// ```
pub fn resolve(argument: &Argument, present: &dyn Fn(&str) -> Option<bool>) -> Option<Vec<Template>> {
    match argument {
        Argument::Template(template) => Some(vec![template.clone()]),
        Argument::Concat(items) => {
            let mut whole = Template::default();
            for item in items {
                resolve(item, present)?.into_iter().for_each(|part| whole.append(part));
            }
            Some(vec![whole])
        }
        Argument::IfPresent { input, then, otherwise } => {
            let branch = if present(input)? { Some(then) } else { otherwise.as_ref() };
            let arguments = branch.map(Branch::arguments).unwrap_or_default();
            let parts: Option<Vec<_>> = arguments.iter().map(|a| resolve(a, present)).collect();
            Some(parts?.into_iter().flatten().collect())
        }
    }
}

/// Whether the component of a task finds an input given; `None` when only the run decides.
///
/// `graph` is the component that has the task. An input is given when the task names it, even if its value is the
/// default; it is open when the task passes on an input of the graph that may be missing itself.
pub fn presence(graph: &ComponentSpec, task: &PipelineTaskSpec, input: &str) -> Option<bool> {
    let item = task.parameter_iterator.as_ref().is_some_and(|i| i.item_input == input)
        || task.artifact_iterator.as_ref().is_some_and(|i| i.item_input == input);
    let inputs = task.inputs.as_ref();
    let definitions = graph.input_definitions.as_ref();
    if let Some(parameter) = inputs.and_then(|i| i.parameters.get(input)) {
        let Some(outer) = &parameter.component_input_parameter else { return Some(true) };
        let definition = definitions.and_then(|d| d.parameters.get(outer));
        let open = definition.is_some_and(|d| d.is_optional && d.default_value.is_none());
        return (!open).then_some(true);
    }
    if let Some(artifact) = inputs.and_then(|i| i.artifacts.get(input)) {
        let Some(outer) = &artifact.component_input_artifact else { return Some(true) };
        let open = definitions.and_then(|d| d.artifacts.get(outer)).is_some_and(|d| d.is_optional);
        return (!open).then_some(true);
    }
    Some(item)
}

/// Replaces conditional arguments by plain ones wherever all tasks of a component agree. Tells how many arguments are
/// still conditional.
///
/// KFP 2.17 resolves no `Concat`, and `IfPresent` only for parameters, so this makes more documents run.
pub fn concat(document: &mut Document) -> usize {
    let presence = agreed(&document.pipeline);
    let Some(deployment) = &mut document.pipeline.deployment_spec else { return 0 };
    // An executor that several components use has to fit all of them.
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, component) in &document.pipeline.components {
        if let Some(label) = &component.executor_label {
            users.entry(label).or_default().push(name);
        }
    }
    let mut open = 0;
    for (label, executor) in &mut deployment.executors {
        let Some(container) = &mut executor.container else { continue };
        let users = users.get(label.as_str()).map(Vec::as_slice).unwrap_or_default();
        let present = |input: &str| {
            let mut found =
                users.iter().map(|user| presence.get(*user).and_then(|inputs| inputs.known(input)));
            let first = found.next()??;
            found.all(|other| other == Some(first)).then_some(first)
        };
        for words in [&mut container.command, &mut container.args] {
            let structured = |word: &String| {
                word.trim_start().starts_with('{') && !matches!(Argument::parse(word), Argument::Template(_))
            };
            if !words.iter().any(structured) {
                continue;
            }
            let resolved = words.iter().flat_map(|word| {
                let argument = Argument::parse(word);
                match (&argument, resolve(&argument, &present)) {
                    (Argument::Template(_), _) => vec![word.clone()],
                    (_, Some(words)) => words.iter().map(Template::to_string).collect(),
                    (_, None) => {
                        open += 1;
                        vec![word.clone()]
                    }
                }
            });
            *words = resolved.collect();
        }
    }
    open
}

/// What the tasks of one component give.
#[derive(Default)]
struct Given {
    tasks: usize,
    /// For each input that some task gives: how many give it, and whether all of these are sure.
    inputs: BTreeMap<String, (usize, bool)>,
}

impl Given {
    fn known(&self, input: &str) -> Option<bool> {
        match self.inputs.get(input) {
            None => (self.tasks > 0).then_some(false),
            Some((count, sure)) => (*sure && *count == self.tasks).then_some(true),
        }
    }
}

fn agreed(pipeline: &PipelineSpec) -> BTreeMap<String, Given> {
    let mut all: BTreeMap<String, Given> = BTreeMap::new();
    for graph in pipeline.root.iter().chain(pipeline.components.values()) {
        for task in graph.dag.iter().flat_map(|dag| dag.tasks.values()) {
            let Some(component) = &task.component_ref else { continue };
            let given = all.entry(component.name.clone()).or_default();
            given.tasks += 1;
            let inputs = task.inputs.iter().flat_map(|i| i.parameters.keys().chain(i.artifacts.keys()));
            let items = [
                task.parameter_iterator.as_ref().map(|i| &i.item_input),
                task.artifact_iterator.as_ref().map(|i| &i.item_input),
            ];
            for input in inputs.chain(items.into_iter().flatten()) {
                let (count, sure) = given.inputs.entry(input.clone()).or_insert((0, true));
                *count += 1;
                *sure &= presence(graph, task, input) == Some(true);
            }
        }
    }
    all
}
