//! Which nodes a task may run on, by label.

use std::collections::BTreeMap;

use kfp_ir::model::platform::kubernetes::NodeSelector as IrNodeSelector;

use super::json::{Json, SettingJson};
use super::{Fragment, KubernetesSetting, Slot, check};

/// Lets a task run only on nodes with these labels: KFP's `add_node_selector` and `add_node_selector_json`.
///
/// ```
/// use kfp_dsl::kubernetes::NodeSelector;
/// use kfp_dsl::prelude::*;
/// use std::collections::BTreeMap;
///
/// #[container_component]
/// fn train() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, pool: Value<BTreeMap<String, String>>) {
///     p.task(train()).kubernetes(NodeSelector::label("disk", "ssd").and_label("zone", "a"));
///     p.task(train()).kubernetes(NodeSelector::json(pool));
/// }
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct NodeSelector {
    labels: BTreeMap<String, String>,
    json: Option<Json>,
}

impl NodeSelector {
    /// Nodes with that label.
    pub fn label(key: impl Into<String>, value: impl Into<String>) -> Self {
        NodeSelector { labels: BTreeMap::from([(key.into(), value.into())]), json: None }
    }

    /// Nodes with the labels of a JSON object. A task has one of these; the last one counts, and wins over labels that
    /// are given one by one.
    pub fn json(labels: impl SettingJson) -> Self {
        NodeSelector { labels: BTreeMap::new(), json: Some(labels.json()) }
    }

    /// Nodes that also have that label.
    pub fn and_label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }
}

impl KubernetesSetting for NodeSelector {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        for (key, value) in &self.labels {
            check::key(&mut fragment, "a label", key);
            check::label_value(&mut fragment, value);
        }
        let node_selector_json = self.json.and_then(|json| json.input(&mut fragment, Slot::NodeSelector));
        fragment.config.node_selector = Some(IrNodeSelector { labels: self.labels, node_selector_json });
        fragment
    }
}
