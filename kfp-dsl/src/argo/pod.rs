//! How Argo runs the pod of a task: locks, attempts, priority, and what else a pod has.

use kfp_ir::model::platform::argo::{self as ir, ArgoExecutorConfig};
use kfp_ir::model::{Struct, Value as IrValue};

use super::{ArgoSetting, Fragment};
use crate::kinds::Parameter as _;

/// Only one pod at a time holds a lock of that name, of all workflows of the namespace.
#[must_use]
#[derive(Clone, Debug)]
pub struct Mutex(ir::Mutex);

impl Mutex {
    /// The lock of that name.
    pub fn named(name: impl Into<String>) -> Self {
        Mutex(ir::Mutex { name: name.into(), ..ir::Mutex::default() })
    }

    /// The lock is that of another namespace.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.0.namespace = namespace.into();
        self
    }
}

impl ArgoSetting for Mutex {
    fn fragment(self) -> Fragment {
        let faulty = self.0.name.trim().is_empty() || self.0.name.contains("{{");
        let message = format!("`{}` cannot be the name of a mutex", self.0.name);
        let config = ArgoExecutorConfig { mutexes: vec![self.0], ..ArgoExecutorConfig::default() };
        let mut fragment = Fragment::of("a mutex", config);
        if faulty {
            fragment.fault(message, "name what only one may use at a time, such as `database`");
        }
        fragment
    }
}

/// Only so many pods at a time hold a lock, of all workflows of the namespace. A config map says how many.
#[must_use]
#[derive(Clone, Debug)]
pub struct Semaphore(ir::Semaphore);

impl Semaphore {
    /// The lock whose number is under that key of that config map.
    pub fn config_map(name: impl Into<String>, key: impl Into<String>) -> Self {
        Semaphore(ir::Semaphore { config_map: name.into(), key: key.into(), ..ir::Semaphore::default() })
    }

    /// The config map is in another namespace.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.0.namespace = namespace.into();
        self
    }
}

impl ArgoSetting for Semaphore {
    fn fragment(self) -> Fragment {
        let semaphores = vec![self.0];
        Fragment::of("a semaphore", ArgoExecutorConfig { semaphores, ..ArgoExecutorConfig::default() })
    }
}

/// Another attempt goes to another node than those before.
#[derive(Clone, Copy, Debug)]
pub struct RetryOnOtherNode;

impl ArgoSetting for RetryOnOtherNode {
    fn fragment(self) -> Fragment {
        let config = ArgoExecutorConfig { retry_on_other_node: true, ..ArgoExecutorConfig::default() };
        Fragment::of("a retry on another node", config)
    }
}

/// The pod has a priority class of the cluster.
#[must_use]
#[derive(Clone, Debug)]
pub struct PriorityClass(String);

impl PriorityClass {
    /// The class of that name.
    pub fn named(name: impl Into<String>) -> Self {
        PriorityClass(name.into())
    }
}

impl ArgoSetting for PriorityClass {
    fn fragment(self) -> Fragment {
        let config = ArgoExecutorConfig { priority_class: self.0, ..ArgoExecutorConfig::default() };
        Fragment::of("a priority class", config)
    }
}

/// Fields of the pod that nothing else here can set, as Kubernetes' strategic merge takes them.
///
/// ```
/// use kfp_dsl::argo::PodPatch;
/// use kfp_dsl::prelude::*;
/// use serde_json::json;
///
/// #[container_component]
/// fn work() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.task(work()).argo(PodPatch::of(json!({"dnsPolicy": "ClusterFirstWithHostNet", "hostNetwork": true})));
/// }
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct PodPatch(serde_json::Value);

impl PodPatch {
    /// Those fields of the pod's `spec`.
    pub fn of(fields: serde_json::Value) -> Self {
        PodPatch(fields)
    }
}

impl ArgoSetting for PodPatch {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::of("a patch of the pod", ArgoExecutorConfig::default());
        match object(&self.0) {
            Some(fields) => fragment.config.pod_patch = Some(fields),
            None => fragment.fault(
                format!("`{}` is not a patch of a pod", self.0),
                "give an object with fields of a pod's `spec`, whose numbers are within ±2^53",
            ),
        }
        fragment
    }
}

/// An object of JSON in the IR; `None` for all else.
pub(super) fn object(json: &serde_json::Value) -> Option<Struct> {
    match json.to_value().ok()? {
        IrValue::Struct(fields) => Some(fields),
        _ => None,
    }
}
