//! Texts that are put together in the run: placeholders in a constant, and the inputs that carry the values.

use kfp_ir::lang::placeholder::{Placeholder, Quote, Segment, Template};
use kfp_ir::model::{Struct, TaskInputParameter, TaskInputsSpec, Value};

use super::flow::Flow;
use super::plan::Plan;
use super::wire::give;
use crate::author::composed::placeholder;
use crate::author::graph::{Component, Handle, TaskId, TaskNode};
use crate::author::literal::{Fact, Node, Part};
use crate::author::{BuildError, Place};

/// The composed constant of one input.
pub(super) struct Texts<'a, 'p, 'g> {
    pub(super) plan: &'p Plan<'g>,
    pub(super) flow: &'a mut Flow<'p, 'g>,
    pub(super) id: TaskId,
    pub(super) task: &'a TaskNode,
    pub(super) inputs: &'a mut TaskInputsSpec,
    /// How the names in placeholders are quoted; see [`Texts::quote`].
    pub(super) quote: Quote,
    /// What the constant is given for, in words.
    pub(super) called: &'a dyn Fn() -> String,
}

impl Texts<'_, '_, '_> {
    /// The constant, with the inputs for its values added to the task; `None` after a mistake.
    ///
    /// KFP's launcher replaces placeholders by bare text, also inside the JSON that a Rust component reads everything
    /// from, where a quote or line break of a value would end the string (kubeflow/pipelines issues 11035 and 5830). It
    /// leaves names in double quotes alone, and `exec` replaces those after it has read the JSON. So they are used for
    /// Rust components, but not where the document has to be the SDK's.
    pub(super) fn value(&mut self, node: &Node) -> Option<Value> {
        if matches!(self.task.component, Component::Importer(_)) {
            self.fits()?;
        }
        if let Node::Text(parts) = node
            && let [Part::Fact(fact)] = parts.as_slice()
        {
            return Some(Value::String(placeholder(*fact).to_string()));
        }
        self.node(node)
    }

    fn node(&mut self, node: &Node) -> Option<Value> {
        Some(match node {
            Node::Plain(value) => value.clone(),
            Node::Text(parts) => {
                let mut text = Template::default();
                for part in parts {
                    self.part(part, &mut text)?;
                }
                Value::String(text.to_string())
            }
            Node::List(items) => {
                Value::List(items.iter().map(|item| self.node(item)).collect::<Option<_>>()?)
            }
            Node::Map(fields) => {
                let fields = fields.iter().map(|(key, field)| Some((key.clone(), self.node(field)?)));
                Value::Struct(Struct(fields.collect::<Option<_>>()?))
            }
        })
    }

    fn part(&mut self, part: &Part, text: &mut Template) -> Option<()> {
        let name = match part {
            Part::Text(piece) => {
                if piece.contains("{{$") {
                    let message = format!("the text for {} has `{{{{$` in it", (self.called)());
                    let error = BuildError::new("B106", message, Place::from(self.task.at))
                        .note("the engine would read it as a placeholder", None)
                        .help("put the value there itself: `text!(\"..{value}\")`");
                    self.flow.problems.push(error);
                    return None;
                }
                text.push_text(piece);
                return Some(());
            }
            Part::Fact(Fact::Workspace) => {
                text.append(Placeholder::WorkspacePath.into());
                return Some(());
            }
            Part::Fact(Fact::Run(field)) => {
                self.fits()?;
                // KFP fills it in only where it is the whole constant.
                let name = format!("pipelinechannel--run-{}", field.name().replace('_', "-"));
                let whole = Value::String(Placeholder::Run(*field).to_string());
                let input = Box::new(TaskInputParameter::constant(whole));
                self.inputs.parameters.insert(name.clone(), input);
                name
            }
            Part::Value(handle) => {
                self.fits()?;
                self.carried(*handle)?
            }
        };
        text.segments.push(Segment::Placeholder(Placeholder::InputParameter(name), self.quote));
        Some(())
    }

    /// An input of the task that carries a value.
    fn carried(&mut self, handle: Handle) -> Option<String> {
        let dag = self.plan.task_dag[self.id];
        let value = self.flow.usable(handle, dag, self.task.at, &self.called)?;
        self.flow.bring(value, dag);
        if self.plan.owner(value) == dag
            && let Some(producer) = self.flow.producer(value)
        {
            self.flow.task_waits[self.id].push(producer);
        }
        let name = self.flow.input_name(value);
        let (reference, keys) = self.flow.reference(value, dag);
        give(self.inputs, &name, false, &reference, &keys);
        Some(name.to_string())
    }

    /// Only containers have their texts put together.
    fn fits(&mut self) -> Option<()> {
        let error = match &self.task.component {
            Component::Leaf(_) => return Some(()),
            Component::Pipeline(inner) => {
                let message = format!("{} is a text that is put together in the run", (self.called)());
                BuildError::new("B124", message, Place::from(self.task.at))
                    .note(
                        "KFP puts texts together where a container starts, and hands on the unfinished one",
                        None,
                    )
                    .note(
                        format!(
                            "pipeline `{}` reads it in a condition, loop or setting, or returns it",
                            inner.name
                        ),
                        None,
                    )
                    .help("make the text in a task, and give its output")
            }
            Component::Importer(_) => {
                let message = "the address of an importer is a text that is put together in the run";
                BuildError::new("B124", message, Place::from(self.task.at))
                    .note("KFP's importer takes a constant or one whole value", None)
                    .help("make the address in a task, and give its output")
            }
        };
        self.flow.problems.push(error);
        None
    }
}

/// A placeholder in a constant that the author has not asked for.
pub(super) fn accidental(value: &Value) -> Option<String> {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.contains("{{$") => {
                let whole = Placeholder::parse(text);
                let wanted = |p: &Placeholder| {
                    matches!(p, Placeholder::WorkspacePath)
                        || matches!(p, Placeholder::Run(_)) && whole.as_ref() == Some(p)
                };
                let template = Template::parse(text);
                if let Some(found) = template.placeholders().find(|p| !wanted(p)) {
                    return Some(found.to_string());
                }
            }
            Value::List(items) => open.extend(items),
            Value::Struct(fields) => open.extend(fields.0.values()),
            _ => {}
        }
    }
    None
}
