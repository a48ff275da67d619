//! One Argo setting as a task records it.

use kfp_ir::model::platform::argo::ArgoExecutorConfig;

use crate::kubernetes::Fault;

/// Something that a task asks of Argo: see [`argo`](crate::argo).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Argo setting of a task",
    label = "not an Argo setting",
    note = "the settings are in `kfp_dsl::argo`, such as `Mutex::named(\"database\")`"
)]
pub trait ArgoSetting {
    /// What the task records.
    #[doc(hidden)]
    fn fragment(self) -> Fragment;
}

/// A recorded setting.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// The setting alone.
    pub(crate) config: ArgoExecutorConfig,
    /// What it is, in words.
    pub(crate) what: &'static str,
    /// Whether the task may run without it.
    pub(crate) best_effort: bool,
    pub(crate) faults: Vec<Fault>,
}

impl Fragment {
    pub(crate) fn of(what: &'static str, config: ArgoExecutorConfig) -> Self {
        Fragment { config, what, ..Fragment::default() }
    }

    pub(crate) fn fault(&mut self, message: impl Into<String>, help: &'static str) {
        self.faults.push(Fault { message: message.into(), help });
    }
}

/// A setting that engines without it leave out; made by [`best_effort`].
#[derive(Clone, Debug)]
pub struct BestEffort<S>(S);

/// The same setting, for tasks that may run without it where the engine has no such thing.
///
/// ```
/// use kfp_dsl::argo::{RetryOnOtherNode, best_effort};
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn work() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.task(work()).retries(2).argo(best_effort(RetryOnOtherNode));
/// }
///
/// assert!(Pipeline::of(demo).build(&Default::default()).is_ok());
/// ```
pub fn best_effort<S: ArgoSetting>(setting: S) -> BestEffort<S> {
    BestEffort(setting)
}

impl<S: ArgoSetting> ArgoSetting for BestEffort<S> {
    fn fragment(self) -> Fragment {
        Fragment { best_effort: true, ..self.0.fragment() }
    }
}
