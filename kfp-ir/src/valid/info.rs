//! What a check learnt about a document, for the back ends.

use std::collections::BTreeMap;

/// The analysis of a checked document. Only a check makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    pub(crate) root: DagInfo,
    pub(crate) components: BTreeMap<String, DagInfo>,
}

/// The analysis of one graph of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DagInfo {
    /// The task names, each after all the tasks it waits for; ties in name order.
    pub order: Vec<String>,
    /// For each task, the tasks it waits for: producers of its inputs and `dependentTasks`, sorted, once each.
    pub upstream: BTreeMap<String, Vec<String>>,
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
