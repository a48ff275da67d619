//! Texts given to a pipeline that is called: they are made inside it, where a container takes them.
//!
//! KFP puts a text together where a container starts; a pipeline would hand on the unfinished one. So the called pipeline is
//! changed: in place of the text it is given the values, and every task that takes the text makes it.

use std::rc::Rc;

use kfp_ir::model::ParameterType;

use crate::author::graph::{
    Argument, Component, Cond, Graph, GroupKind, Handle, Items, Operand, PipelineInput, ROOT, Source, ValueId,
};
use crate::author::literal::{Fact, Node, Part};
use crate::kinds::KindSpec;

/// The pipeline in which texts are made that were `given` to it, and what it is given instead; nothing changes where a text
/// is used by more than tasks. That is told when the graph is emitted.
pub(crate) fn texts(outer: &Graph, called: Rc<Graph>, given: &mut Vec<Option<Argument>>) -> Rc<Graph> {
    let texts = given.iter().enumerate().filter_map(|(i, argument)| match argument {
        Some(Argument::Composed(node)) if unfinished(node) => Some((i, node.clone())),
        _ => None,
    });
    let texts: Vec<(usize, Node)> = texts.collect();
    if texts.is_empty() {
        return called;
    }
    let mut graph = (*called).clone();
    for (i, node) in texts {
        let Some(value) = graph.inputs.get(i).map(|input| input.value) else { continue };
        if elsewhere(&graph, value) {
            continue;
        }
        let node = graph.carry(outer, &node, given);
        for argument in graph.tasks.iter_mut().flat_map(|task| &mut task.arguments) {
            put(argument, graph.id, value, &node);
        }
        if let (Some(input), Some(slot)) = (graph.inputs.get_mut(i), given.get_mut(i)) {
            (input.optional, input.default) = (true, None);
            *slot = None;
        }
    }
    // What was put into calls of further pipelines goes on inwards.
    for i in 0..graph.tasks.len() {
        let Some(task) = graph.tasks.get_mut(i) else { continue };
        let Component::Pipeline(inner) = &task.component else { continue };
        let (inner, mut arguments) = (Rc::clone(inner), std::mem::take(&mut task.arguments));
        let inner = self::texts(&graph, inner, &mut arguments);
        if let Some(task) = graph.tasks.get_mut(i) {
            (task.component, task.arguments) = (Component::Pipeline(inner), arguments);
        }
    }
    Rc::new(graph)
}

/// Whether only a run can put it together.
fn unfinished(node: &Node) -> bool {
    match node {
        Node::Plain(_) => false,
        Node::Text(parts) => match parts.as_slice() {
            [Part::Fact(_)] => false,
            parts => parts.iter().any(|part| matches!(part, Part::Value(_) | Part::Fact(Fact::Run(_)))),
        },
        Node::List(items) => items.iter().any(unfinished),
        Node::Map(fields) => fields.values().any(unfinished),
    }
}

impl Graph {
    /// Gives the graph an input for every value in a constant of the graph around it, and the constant with these.
    fn carry(&mut self, outer: &Graph, node: &Node, given: &mut Vec<Option<Argument>>) -> Node {
        match node {
            Node::Plain(value) => Node::Plain(value.clone()),
            Node::List(items) => {
                Node::List(items.iter().map(|item| self.carry(outer, item, given)).collect())
            }
            Node::Map(fields) => {
                let fields = fields.iter();
                Node::Map(fields.map(|(key, field)| (key.clone(), self.carry(outer, field, given))).collect())
            }
            Node::Text(parts) => Node::Text(
                parts
                    .iter()
                    .map(|part| match part {
                        Part::Value(handle) => Part::Value(self.carrier(outer, *handle, given)),
                        part => part.clone(),
                    })
                    .collect(),
            ),
        }
    }

    fn carrier(&mut self, outer: &Graph, handle: Handle, given: &mut Vec<Option<Argument>>) -> Handle {
        let known =
            given.iter().zip(&self.inputs).skip(self.own).find_map(|(argument, input)| match argument {
                Some(Argument::Value(other))
                    if (other.graph, other.value) == (handle.graph, handle.value) =>
                {
                    Some(input.value)
                }
                _ => None,
            });
        let value = known.unwrap_or_else(|| {
            let own = outer.values.get(handle.value.0 as usize).filter(|_| handle.graph == outer.id);
            let kind = own.map_or(KindSpec::parameter(ParameterType::String), |node| node.kind);
            let (index, at) = (self.inputs.len(), self.at);
            let value = self.value(Source::Input(index), kind, ROOT, at).value;
            let mut number = index + 1 - self.own;
            let mut name = format!("text-{number}");
            while self.inputs.iter().any(|input| input.name == name) {
                number += 1;
                name = format!("text-{number}");
            }
            let (name, docs) = (name.into(), "");
            self.inputs.push(PipelineInput { name, kind, optional: false, default: None, docs, value });
            given.push(Some(Argument::Value(handle)));
            value
        });
        Handle::new(self.id, value)
    }
}

/// Puts a constant where a value is given to a task.
fn put(argument: &mut Option<Argument>, graph: u32, value: ValueId, node: &Node) {
    let is = |handle: &Handle| (handle.graph, handle.value) == (graph, value);
    match argument {
        Some(Argument::Value(handle)) if is(handle) => *argument = Some(Argument::Composed(node.clone())),
        Some(Argument::Composed(outer)) => splice(outer, &is, node),
        _ => {}
    }
}

fn splice(outer: &mut Node, is: &impl Fn(&Handle) -> bool, node: &Node) {
    match outer {
        Node::Plain(_) => {}
        Node::List(items) => items.iter_mut().for_each(|item| splice(item, is, node)),
        Node::Map(fields) => fields.values_mut().for_each(|field| splice(field, is, node)),
        Node::Text(parts) => match (parts.as_slice(), node) {
            ([Part::Value(handle)], _) if is(handle) => *outer = node.clone(),
            (_, Node::Text(inner)) => {
                let old = std::mem::take(parts);
                *parts = old
                    .into_iter()
                    .flat_map(|part| match part {
                        Part::Value(handle) if is(&handle) => inner.clone(),
                        part => vec![part],
                    })
                    .collect();
            }
            _ => {}
        },
    }
}

/// Whether more than tasks read a value: conditions, loops, settings, or what leaves a group or the pipeline.
fn elsewhere(graph: &Graph, value: ValueId) -> bool {
    let is = |handle: &Handle| (handle.graph, handle.value) == (graph.id, value);
    let read = |source: &Source| match source {
        Source::Field { of, .. } => *of == value,
        Source::OneOf { values, .. } => values.iter().any(is),
        Source::Collected { value, .. } | Source::Exported { value, .. } => is(value),
        Source::Input(_) | Source::Output { .. } | Source::Item(_) => false,
    };
    let group = |kind: &GroupKind| match kind {
        GroupKind::Branch { condition, returned } => {
            returned.iter().any(is)
                || condition.as_ref().is_some_and(|condition| in_condition(condition, &is))
        }
        GroupKind::Loop { items: Items::Value(list), .. } => is(list),
        _ => false,
    };
    let mut settings = graph.tasks.iter().map(|task| task.settings().clone()).chain([graph.defaults.clone()]);
    graph.values.iter().any(|node| read(&node.source))
        || graph.groups.iter().any(|g| group(&g.kind))
        || graph.outputs.iter().any(|output| is(&output.value))
        || settings.any(|mut settings| settings.values_mut().any(|handle| is(handle)))
}

fn in_condition(condition: &Cond, is: &impl Fn(&Handle) -> bool) -> bool {
    match condition {
        Cond::Compare { left, right, .. } => {
            [left, right].into_iter().any(|side| matches!(side, Operand::Value(handle) if is(handle)))
        }
        Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|part| in_condition(part, is)),
        Cond::Not(part) => in_condition(part, is),
    }
}
