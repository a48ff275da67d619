//! Adding to the recorded graph.

use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::author::call::{Callee, Outgoing};
use crate::author::graph::{
    Argument, At, Child, Component, Graph, Group, GroupId, GroupKind, Handle, ImporterNode, PipelineInput,
    PipelineOutput, ROOT, Settings, Source, TaskId, TaskNode, ValueId, ValueNode,
};
use crate::author::importer::{ARTIFACT, Importer, Source as MetadataSource, URI};
use crate::author::{BuildError, ComponentDef, InputDef, Leaves, PipelineDef, Place};
use crate::kinds::{Kind, KindSpec};

/// Tells pipelines apart; no output depends on it.
static PIPELINES: AtomicU32 = AtomicU32::new(1);

/// Ids are 32 bits wide; a graph of four thousand million values does not fit into memory before.
fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Callee {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Callee::Component(def) => def.name,
            Callee::Pipeline(def) => def.name,
            Callee::Importer(_) => "importer",
        }
    }
}

impl Graph {
    /// A pipeline without tasks yet, with its inputs.
    pub(crate) fn of(def: &'static PipelineDef) -> Self {
        let display_name = def.display_name.map(str::to_owned);
        Graph { display_name, docs: def.docs.to_owned(), ..Graph::new(def.name, def.inputs, def.at) }
    }

    /// A pipeline of one task, which has the inputs and outputs of its component.
    pub(crate) fn of_component(def: &'static ComponentDef, at: At) -> Self {
        let mut graph = Graph::new(def.name, def.inputs, at);
        let id = graph.id;
        let given = graph.inputs.iter().map(|input| Some(Argument::Value(Handle::new(id, input.value))));
        let given = given.collect();
        let (task, outputs) = graph.task(ROOT, Component::Leaf(def), given, None, at);
        graph.child(ROOT, Child::Task(task));
        for (output, value) in def.outputs.iter().chain(def.returns).zip(outputs.0.handles()) {
            graph.outputs.push(PipelineOutput {
                name: output.name,
                docs: output.docs,
                kind: output.kind,
                value,
            });
        }
        graph
    }

    fn new(name: &str, inputs: &'static [InputDef], at: At) -> Self {
        let root = Group { parent: None, kind: GroupKind::Root, children: Vec::new(), name: None, at };
        let mut graph = Graph {
            id: PIPELINES.fetch_add(1, Ordering::Relaxed),
            name: name.to_owned(),
            display_name: None,
            docs: String::new(),
            at,
            inputs: Vec::with_capacity(inputs.len()),
            own: inputs.len(),
            outputs: Vec::new(),
            values: Vec::new(),
            tasks: Vec::new(),
            groups: vec![root],
            defaults: Settings::default(),
            config: None,
            config_at: None,
            errors: Vec::new(),
        };
        for (i, input) in inputs.iter().enumerate() {
            let value = graph.value(Source::Input(i), input.kind, ROOT, at).value;
            graph.inputs.push(PipelineInput {
                name: input.name.into(),
                kind: input.kind,
                optional: input.optional,
                default: input.default.map(|default| default()),
                docs: input.docs,
                value,
            });
        }
        graph
    }

    /// Adds a value, and behind it the fields that it has.
    pub(crate) fn value(&mut self, source: Source, kind: KindSpec, group: GroupId, at: At) -> Handle {
        let value = ValueId(id(self.values.len()));
        self.values.push(ValueNode { source, kind, group, at });
        for field in kind.fields() {
            self.value(Source::Field { of: value, key: field.key }, field.kind, group, at);
        }
        Handle::new(self.id, value)
    }

    pub(crate) fn group(
        &mut self,
        parent: GroupId,
        kind: GroupKind,
        name: Option<String>,
        at: At,
    ) -> GroupId {
        let group = GroupId(id(self.groups.len()));
        self.groups.push(Group { parent: Some(parent), kind, children: Vec::new(), name, at });
        self.child(parent, Child::Group(group));
        group
    }

    pub(crate) fn child(&mut self, group: GroupId, child: Child) {
        if let Some(group) = self.groups.get_mut(group.0 as usize) {
            group.children.push(child);
        }
    }

    pub(crate) fn set_kind(&mut self, group: GroupId, kind: GroupKind) {
        if let Some(group) = self.groups.get_mut(group.0 as usize) {
            group.kind = kind;
        }
    }

    /// An importer as a component, with an input for each value in its metadata.
    pub(crate) fn importer(&mut self, importer: Importer, at: At) -> Component {
        for fault in &importer.faults {
            let message = format!("an importer cannot be written: {fault}");
            self.errors.push(BuildError::new("B106", message, Place::from(at)));
        }
        let filled = importer.filled();
        let text = String::KIND;
        let mut inputs = vec![(URI.to_owned(), text)];
        for (name, source) in filled.inputs {
            let kind = match source {
                MetadataSource::Value(graph, value) if graph == self.id => {
                    self.values.get(value.0 as usize).map_or(text, |node| node.kind)
                }
                _ => text,
            };
            inputs.push((name, kind));
        }
        Component::Importer(Rc::new(ImporterNode { importer, metadata: filled.metadata, inputs }))
    }

    /// Adds a task and its outputs; the caller says when it becomes a child of its group.
    pub(crate) fn task(
        &mut self,
        group: GroupId,
        component: Component,
        arguments: Vec<Option<Argument>>,
        settings: Option<Box<Settings>>,
        at: At,
    ) -> (TaskId, Outgoing) {
        let task = TaskId(id(self.tasks.len()));
        let mut leaves = Leaves::default();
        let mut output = |name, kind| {
            let handle = self.value(Source::Output { task, name }, kind, group, at);
            leaves.push(handle, kind);
        };
        match &component {
            Component::Leaf(def) => {
                def.outputs.iter().chain(def.returns).for_each(|o| output(o.name, o.kind))
            }
            Component::Pipeline(inner) => inner.outputs.iter().for_each(|o| output(o.name, o.kind)),
            Component::Importer(node) => output(ARTIFACT, node.importer.kind),
        }
        self.tasks.push(TaskNode {
            group,
            component,
            arguments,
            settings,
            after: Vec::new(),
            whatever: false,
            at,
        });
        (task, Outgoing(leaves))
    }
}
