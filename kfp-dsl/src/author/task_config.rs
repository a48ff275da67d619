//! Which settings of a task its component receives as data.

use kfp_ir::model::{TaskConfigPassthrough as IrPassthrough, TaskConfigPassthroughType as Field};

/// Settings of a task that its component receives in an argument of type [`TaskConfig`](crate::kinds::TaskConfig), to hand
/// them to a job that it starts (KFP's `TaskConfigPassthrough`).
///
/// KFP takes such settings away from the task itself, unless they are [`applied`](Self::applied). A task that has a setting
/// of a kind that its component does not name is an error (`B132`), and so is a component that names settings without an
/// argument to receive them.
///
/// Plain Argo has nothing that fills the argument in.
///
/// ```
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::TaskConfigPassthrough as Pass;
///
/// /// Starts a training job with the resources of the task.
/// #[component(image = "ghcr.io/acme/launcher:1", task_config = [Pass::resources(), Pass::env().applied()])]
/// fn launch(nodes: i64, config: TaskConfig) -> Result<()> {
///     println!("{nodes} nodes with {:?}", config.resources);
///     Ok(())
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.task(launch().nodes(4)).cpu(8).memory("64Gi").env("EPOCHS", "10");
/// }
/// ```
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaskConfigPassthrough {
    field: Field,
    apply_to_task: bool,
}

impl TaskConfigPassthrough {
    const fn of(field: Field) -> Self {
        TaskConfigPassthrough { field, apply_to_task: false }
    }

    /// CPU, memory and accelerators.
    pub const fn resources() -> Self {
        Self::of(Field::Resources)
    }

    /// Environment variables.
    pub const fn env() -> Self {
        Self::of(Field::Env)
    }

    /// Node affinity.
    pub const fn affinity() -> Self {
        Self::of(Field::KubernetesAffinity)
    }

    /// Tolerations.
    pub const fn tolerations() -> Self {
        Self::of(Field::KubernetesTolerations)
    }

    /// The node selector.
    pub const fn node_selector() -> Self {
        Self::of(Field::KubernetesNodeSelector)
    }

    /// Volumes from claims, secrets and config maps.
    pub const fn volumes() -> Self {
        Self::of(Field::KubernetesVolumes)
    }

    /// Leaves the settings on the task, too.
    pub const fn applied(self) -> Self {
        TaskConfigPassthrough { apply_to_task: true, ..self }
    }

    pub(crate) fn field(self) -> Field {
        self.field
    }

    pub(crate) fn ir(self) -> IrPassthrough {
        IrPassthrough { field: self.field, apply_to_task: self.apply_to_task }
    }
}
