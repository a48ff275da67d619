//! What makes two recorded pipelines the same: equal shapes give equal IR, so a pipeline that is called many times
//! is written once.

use std::fmt::Write;

use crate::author::graph::{
    Argument, Child, Component, Cond, Graph, GroupKind, Handle, Items, Operand, Settings, Source,
};
use crate::author::importer::Importer;
use crate::author::literal::{Node, Part};

/// Text that is equal for two graphs exactly if everything that decides their IR is.
///
/// `nested` gives the components of the pipelines called inside, in the order of the tasks.
pub(super) fn shape(graph: &Graph, nested: &[String]) -> String {
    let mut out = Shape { graph, text: String::new() };
    let _ = out.write(nested);
    out.text
}

struct Shape<'g> {
    graph: &'g Graph,
    text: String,
}

impl Shape<'_> {
    fn write(&mut self, nested: &[String]) -> std::fmt::Result {
        let graph = self.graph;
        write!(self.text, "{:?}{:?}", graph.name, graph.docs)?;
        self.settings(&graph.defaults)?;
        for input in &graph.inputs {
            let (name, kind, optional) = (&input.name, input.kind, input.optional);
            write!(self.text, ";I{name:?}{kind:?}{optional}{:?}{:?}", input.default, input.docs)?;
        }
        for value in &graph.values {
            write!(self.text, ";V{:?}", value.kind)?;
            match &value.source {
                Source::OneOf { branches, values } => {
                    write!(self.text, "O{}", branches.0)?;
                    for value in values {
                        self.handle(*value)?;
                    }
                }
                Source::Collected { of, value } => {
                    write!(self.text, "C{}", of.0)?;
                    self.handle(*value)?;
                }
                Source::Exported { of, value } => {
                    write!(self.text, "E{}", of.0)?;
                    self.handle(*value)?;
                }
                source => write!(self.text, "{source:?}")?,
            }
        }
        let mut nested = nested.iter();
        for task in &graph.tasks {
            write!(self.text, ";T{}", task.group.0)?;
            match &task.component {
                Component::Leaf(def) => write!(self.text, "{:?}{:?}{}", def.name, def.file, def.line)?,
                Component::Pipeline(_) => write!(self.text, "{:?}", nested.next())?,
                Component::Importer(node) => {
                    let Importer { kind, uri, reimport, workspace, .. } = &node.importer;
                    let (metadata, inputs) = (&node.metadata, &node.inputs);
                    write!(self.text, "{kind:?}{uri:?}{reimport}{workspace}{metadata:?}{inputs:?}")?;
                }
            }
            for argument in &task.arguments {
                match argument {
                    Some(Argument::Value(handle)) => self.handle(*handle)?,
                    Some(Argument::Composed(node)) => self.composed(node)?,
                    constant => write!(self.text, "{constant:?}")?,
                }
            }
            self.settings(task.settings())?;
            write!(self.text, "{}", task.whatever)?;
            for (other, after) in &task.after {
                write!(self.text, "A{}:{}", i64::from(*other) - i64::from(graph.id), after.0)?;
            }
        }
        for group in &graph.groups {
            write!(self.text, ";G{:?}{:?}", group.parent, group.name)?;
            match &group.kind {
                GroupKind::Branch { condition, returned } => {
                    if let Some(condition) = condition {
                        self.condition(condition)?;
                    }
                    write!(self.text, "R{}", returned.len())?;
                }
                GroupKind::Loop { items, item, parallelism } => {
                    write!(self.text, "L{}{parallelism:?}", item.0)?;
                    match items {
                        Items::Constant(items) => write!(self.text, "{items:?}")?,
                        Items::Value(handle) => self.handle(*handle)?,
                    }
                }
                kind => write!(self.text, "{kind:?}")?,
            }
            for child in &group.children {
                match child {
                    Child::Task(id) => write!(self.text, "t{}", id.0)?,
                    Child::Group(id) => write!(self.text, "g{}", id.0)?,
                }
            }
        }
        for output in &graph.outputs {
            write!(self.text, ";R{:?}{:?}", output.name, output.docs)?;
            self.handle(output.value)?;
        }
        Ok(())
    }

    fn settings(&mut self, settings: &Settings) -> std::fmt::Result {
        let mut settings = settings.clone();
        for handle in settings.values_mut() {
            handle.graph = handle.graph.wrapping_sub(self.graph.id);
        }
        write!(self.text, "{settings:?}")
    }

    /// Handles of the graph itself look alike in every recording of it.
    fn handle(&mut self, handle: Handle) -> std::fmt::Result {
        let other = i64::from(handle.graph) - i64::from(self.graph.id);
        write!(self.text, "#{other}:{}:{}", handle.value.0, handle.flat)
    }

    fn composed(&mut self, node: &Node) -> std::fmt::Result {
        match node {
            Node::Plain(value) => write!(self.text, "{value:?}"),
            Node::Text(parts) => {
                self.text.push('"');
                for part in parts {
                    match part {
                        Part::Value(handle) => self.handle(*handle)?,
                        other => write!(self.text, "{other:?}")?,
                    }
                }
                self.text.push('"');
                Ok(())
            }
            Node::List(items) => {
                self.text.push('[');
                items.iter().try_for_each(|item| self.composed(item))?;
                self.text.push(']');
                Ok(())
            }
            Node::Map(fields) => {
                self.text.push('{');
                for (key, field) in fields {
                    write!(self.text, "{key:?}")?;
                    self.composed(field)?;
                }
                self.text.push('}');
                Ok(())
            }
        }
    }

    fn condition(&mut self, cond: &Cond) -> std::fmt::Result {
        enum Step<'a> {
            Open(&'a Cond),
            Close,
        }
        let mut open = vec![Step::Open(cond)];
        while let Some(step) = open.pop() {
            let Step::Open(cond) = step else {
                self.text.push(')');
                continue;
            };
            match cond {
                Cond::Compare { left, op, right, .. } => {
                    for operand in [left, right] {
                        match operand {
                            Operand::Value(handle) => self.handle(*handle)?,
                            Operand::Constant(value, kind) => write!(self.text, "{value:?}{kind:?}")?,
                        }
                    }
                    write!(self.text, "{op:?}")?;
                }
                Cond::All(parts) | Cond::Any(parts) => {
                    self.text.push_str(if matches!(cond, Cond::All(_)) { "&(" } else { "|(" });
                    open.push(Step::Close);
                    open.extend(parts.iter().rev().map(Step::Open));
                }
                Cond::Not(inner) => {
                    self.text.push_str("!(");
                    open.push(Step::Close);
                    open.push(Step::Open(inner));
                }
            }
        }
        Ok(())
    }
}
