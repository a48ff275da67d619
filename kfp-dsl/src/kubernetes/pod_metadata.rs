//! Labels and annotations.

use std::collections::BTreeMap;

use kfp_ir::model::platform::kubernetes::PodMetadata as IrPodMetadata;

use super::{Fragment, KubernetesSetting, check};

/// Labels and annotations of the pod of a task: KFP's `add_pod_label` and `add_pod_annotation`.
///
/// ```
/// use kfp_dsl::kubernetes::PodMetadata;
///
/// let metadata = PodMetadata::new().label("team", "risk").annotation("example.com/page", "nobody at night");
/// # let _ = metadata;
/// ```
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct PodMetadata {
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
}

impl PodMetadata {
    /// No labels and annotations yet.
    pub fn new() -> Self {
        PodMetadata::default()
    }

    /// Puts a label on it.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Puts an annotation on it.
    pub fn annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.insert(key.into(), value.into());
        self
    }

    /// For the IR; nothing when there is nothing to say.
    pub(super) fn checked(self, fragment: &mut Fragment) -> Option<IrPodMetadata> {
        for (key, value) in &self.labels {
            check::key(fragment, "a label", key);
            check::label_value(fragment, value);
        }
        for key in self.annotations.keys() {
            check::key(fragment, "an annotation", key);
        }
        let PodMetadata { labels, annotations } = self;
        let empty = labels.is_empty() && annotations.is_empty();
        (!empty).then_some(IrPodMetadata { labels, annotations })
    }
}

impl KubernetesSetting for PodMetadata {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        fragment.config.pod_metadata = self.checked(&mut fragment);
        fragment
    }
}
