//! What a pipeline function recorded: plain data between the authoring calls and the IR.
//!
//! Groups form a tree; tasks are its leaves. A value is an index into [`Graph::values`], so a handle is small and
//! `Copy`. Nothing here is checked: `emit` reports what the types could not rule out.
#![expect(dead_code, reason = "the authoring calls and the emitter are built on this")]

use std::borrow::Cow;
use std::{panic::Location, rc::Rc};

use kfp_ir::lang::condition::Operator;
use kfp_ir::model::{Struct, Value};

use crate::author::importer::Importer;
use crate::author::literal::Node;
pub(crate) use crate::author::settings::{Caching, Retry, Settings};
use crate::author::{Body, BuildError, ComponentDef, PipelineConfig};
use crate::kinds::KindSpec;

/// A source line of the author.
pub(crate) type At = &'static Location<'static>;

/// Index into [`Graph::values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ValueId(pub(crate) u32);

/// Index into [`Graph::tasks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TaskId(pub(crate) u32);

/// Index into [`Graph::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct GroupId(pub(crate) u32);

/// The body of the pipeline itself.
pub(crate) const ROOT: GroupId = GroupId(0);

/// One pipeline as recorded.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    /// Tells values of two pipelines apart; unique in the process.
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) display_name: Option<String>,
    pub(crate) docs: String,
    pub(crate) at: At,
    /// In the order of the function's arguments.
    pub(crate) inputs: Vec<PipelineInput>,
    /// How many of them are those of the function; behind them are those that carry values of texts.
    pub(crate) own: usize,
    /// What the function returned.
    pub(crate) outputs: Vec<PipelineOutput>,
    pub(crate) values: Vec<ValueNode>,
    pub(crate) tasks: Vec<TaskNode>,
    /// `groups[0]` is the root.
    pub(crate) groups: Vec<Group>,
    /// Settings for every task that does not set them itself.
    pub(crate) defaults: Settings,
    /// What the pipeline asks of its run as a whole, and where.
    pub(crate) config: Option<PipelineConfig>,
    pub(crate) config_at: Option<At>,
    /// What was wrong already while recording; emitting adds its own and reports all.
    pub(crate) errors: Vec<BuildError>,
}

#[derive(Clone, Debug)]
pub(crate) struct PipelineInput {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: KindSpec,
    pub(crate) optional: bool,
    /// The outer error is a constant that the IR cannot hold, in words.
    pub(crate) default: Option<Result<Value, String>>,
    pub(crate) docs: &'static str,
    pub(crate) value: ValueId,
}

#[derive(Clone, Debug)]
pub(crate) struct PipelineOutput {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static str,
    pub(crate) kind: KindSpec,
    pub(crate) value: Handle,
}

/// A handle as authors hold it: it may belong to another pipeline, or to a group that has ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handle {
    pub(crate) graph: u32,
    pub(crate) value: ValueId,
    /// How many levels of lists the author has taken away.
    pub(crate) flat: u8,
}

impl Handle {
    pub(crate) const fn new(graph: u32, value: ValueId) -> Self {
        Handle { graph, value, flat: 0 }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ValueNode {
    pub(crate) source: Source,
    pub(crate) kind: KindSpec,
    /// The group in which the value may be used, and in all groups inside it.
    pub(crate) group: GroupId,
    pub(crate) at: At,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// An input of the pipeline: index into [`Graph::inputs`].
    Input(usize),
    /// An output of a task.
    Output { task: TaskId, name: &'static str },
    /// The item of a loop, inside the loop.
    Item(GroupId),
    /// A field of a struct value.
    Field { of: ValueId, key: &'static str },
    /// What the branches of a [`GroupKind::Branches`] group returned at one position, one value per branch.
    OneOf { branches: GroupId, values: Vec<Handle> },
    /// The list of what a loop body returned, outside the loop.
    Collected { of: GroupId, value: Handle },
    /// What the body of an exit handler returned, outside it.
    Exported { of: GroupId, value: Handle },
}

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) parent: Option<GroupId>,
    pub(crate) kind: GroupKind,
    /// In the order of the calls.
    pub(crate) children: Vec<Child>,
    pub(crate) name: Option<String>,
    pub(crate) at: At,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Child {
    Task(TaskId),
    Group(GroupId),
}

#[derive(Clone, Debug)]
pub(crate) enum GroupKind {
    Root,
    /// The branches of one `when` chain; its children are [`GroupKind::Branch`] groups only.
    /// A lone `when` is such a group with one child.
    Branches,
    /// One branch. `None` is `otherwise`. The negation of the earlier conditions is added by the emitter.
    Branch {
        condition: Option<Cond>,
        returned: Vec<Handle>,
    },
    Loop {
        items: Items,
        item: ValueId,
        parallelism: Option<u32>,
    },
    /// The body of `finally`; `exit` runs after it, whatever its result. The task belongs to the parent group and
    /// is its next child. An input of kind `TaskFinalStatus` is never given: it takes the status of this group.
    Exit {
        exit: TaskId,
    },
}

/// What a loop runs over.
#[derive(Clone, Debug)]
pub(crate) enum Items {
    Constant(Result<Vec<Value>, String>),
    Value(Handle),
}

/// A condition over values of the pipeline.
#[derive(Clone, Debug)]
pub(crate) enum Cond {
    Compare {
        left: Operand,
        op: Operator,
        right: Operand,
        at: At,
    },
    /// Flat, so that a long chain is no deep tree.
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
}

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Value(Handle),
    /// With the type it is compared as.
    Constant(Result<Value, String>, KindSpec),
}

#[derive(Clone, Debug)]
pub(crate) struct TaskNode {
    pub(crate) group: GroupId,
    pub(crate) component: Component,
    /// In the order of the component's inputs; `None` was not given.
    pub(crate) arguments: Vec<Option<Argument>>,
    /// `None` leaves everything to the defaults: most tasks do, and settings are large.
    pub(crate) settings: Option<Box<Settings>>,
    /// Tasks that must have ended first, although no data flows.
    pub(crate) after: Vec<(u32, TaskId)>,
    /// Whether it runs also when what it waits for has failed.
    pub(crate) whatever: bool,
    pub(crate) at: At,
}

impl TaskNode {
    pub(crate) fn settings(&self) -> &Settings {
        self.settings.as_deref().unwrap_or(Settings::NONE)
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Component {
    Leaf(&'static ComponentDef),
    Pipeline(Rc<Graph>),
    Importer(Rc<ImporterNode>),
}

/// An importer with the inputs that it needs.
#[derive(Debug)]
pub(crate) struct ImporterNode {
    pub(crate) importer: Importer,
    /// The metadata, with placeholders of the inputs.
    pub(crate) metadata: Struct,
    /// The address first.
    pub(crate) inputs: Vec<(String, KindSpec)>,
}

impl Component {
    /// Whether it runs as a graph of tasks, and has no container of its own.
    pub(crate) fn is_graph(&self) -> bool {
        match self {
            Component::Leaf(def) => matches!(def.body, Body::Imported { pipeline: true, .. }),
            Component::Pipeline(_) => true,
            Component::Importer(_) => false,
        }
    }
}

/// What was given for an input.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    /// The error is a constant that the IR cannot hold, in words.
    Constant(Result<Value, String>),
    /// A constant with texts in it that are put together in the run.
    Composed(Node),
    Value(Handle),
    /// Left out, although the component has a default: KFP does not fill that in.
    Omitted,
}
