//! A template before it is printed: names and expressions are still trees, so that graphs can be cut.

use std::collections::BTreeMap;

use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::source::{ArtifactSource, Carried};
use crate::model;

/// A template of either kind.
#[derive(Clone, Debug)]
pub(crate) enum Planned {
    Graph(Plan),
    Leaf(Box<model::Template>),
}

/// A graph of tasks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) path: IrPath,
    pub(crate) parameters: Vec<String>,
    pub(crate) artifacts: Vec<String>,
    pub(crate) parallelism: Option<i64>,
    pub(crate) memoize: Option<Box<model::Memoize>>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) outputs: Vec<(String, Expr)>,
    pub(crate) artifact_outputs: Vec<(String, ArtifactSource)>,
}

/// A task of a graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) template: String,
    /// The tasks it waits for, by their positions in the plan, in the order of their names.
    pub(crate) upstream: Vec<u32>,
    /// Whether it runs whatever the result of those tasks.
    pub(crate) tolerant: bool,
    /// Whether it may end without having run, and without a failure.
    pub(crate) skippable: bool,
    pub(crate) when: Option<Expr>,
    /// How often it runs, inside a loop.
    pub(crate) count: Option<Expr>,
    /// Of a task that calls a loop: the number of items, when it is known.
    pub(crate) items: Option<Option<usize>>,
    pub(crate) parameters: Vec<(String, Carried)>,
    pub(crate) artifacts: Vec<(String, ArtifactSource)>,
    /// What runs beside it, or when it is over.
    pub(crate) hooks: BTreeMap<String, model::LifecycleHook>,
}

impl Task {
    /// The templates that it names.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &str> {
        let hooks = self.hooks.values().map(|hook| hook.template.as_str());
        std::iter::once(self.template.as_str()).chain(hooks)
    }
}

impl Plan {
    /// Whether the results of all tasks decide about the graph, not only those of the last ones.
    pub(crate) fn needs_target(&self) -> bool {
        self.tasks.iter().any(|t| t.tolerant)
    }
}
