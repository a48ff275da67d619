//! What a check learnt about a document, for the back ends.

use std::collections::BTreeMap;

/// The analysis of a checked document. Only a check makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    pub(crate) root: DagInfo,
    pub(crate) components: BTreeMap<String, DagInfo>,
}

/// The analysis of one graph of tasks. Tasks are named by their positions in `dag.tasks`, which is in name order.
///
/// ```
/// use kfp_ir::graph;
/// use kfp_ir::model::{DagSpec, PipelineTaskSpec};
///
/// let after = |other: &str| PipelineTaskSpec { dependent_tasks: vec![other.into()], ..Default::default() };
/// let mut dag = DagSpec::default();
/// dag.tasks.insert("a".into(), after("b"));
/// dag.tasks.insert("b".into(), PipelineTaskSpec::default());
/// let info = graph::analyse(&dag).unwrap();
/// assert_eq!(info.order().collect::<Vec<_>>(), [1, 0]);
/// assert_eq!(info.upstream(0), [1]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DagInfo {
    pub(crate) order: Vec<u32>,
    /// What all tasks wait for, one task behind the other, and where each one's begins.
    pub(crate) upstream: Vec<u32>,
    pub(crate) starts: Vec<usize>,
}

impl DagInfo {
    /// Each task after all the tasks it waits for; ties in name order.
    pub fn order(&self) -> impl ExactSizeIterator<Item = usize> {
        self.order.iter().map(|task| *task as usize)
    }

    /// The tasks that a task waits for: producers of its inputs and `dependentTasks`, in name order, once each.
    pub fn upstream(&self, task: usize) -> &[u32] {
        let end = self.starts.get(task + 1).copied().unwrap_or(self.upstream.len());
        self.starts.get(task).and_then(|start| self.upstream.get(*start..end)).unwrap_or_default()
    }
}

impl Info {
    /// The graph at the top of the pipeline.
    pub fn root(&self) -> &DagInfo {
        &self.root
    }

    /// The graph of that component; `None` for a component that runs a container.
    pub fn component(&self, name: &str) -> Option<&DagInfo> {
        self.components.get(name)
    }
}
