//! A task that was added to a pipeline.

use std::ops::Deref;
use std::rc::Rc;

use crate::author::graph::{Settings, TaskId, TaskNode};
use crate::author::scope::Recorder;

/// A task that was added, with its outputs as fields: `task.model`, `task.output`.
///
/// The methods say how it runs; they give the task back.
///
/// ```
/// use kfp_dsl::prelude::*;
/// use std::time::Duration;
///
/// #[container_component]
/// fn train(model: Output<Model>) -> Container {
///     Container::image("busybox").command(["touch"]).args([model.path()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     let trained = p.task(train()).cpu(4).memory("16Gi").retries(2).timeout(Duration::from_secs(3600));
///     let _: Value<Model> = trained.model;
/// }
/// ```
#[derive(Debug)]
pub struct Task<O> {
    pub(crate) recorder: Rc<Recorder>,
    pub(crate) id: TaskId,
    pub(crate) outputs: O,
}

impl<O> Deref for Task<O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.outputs
    }
}

impl<O> Task<O> {
    crate::author::settings::setters!(update);

    /// Runs as these settings say, where they say something.
    pub fn with(self, settings: &Settings) -> Self {
        self.update(|s| s.overlay(settings))
    }

    /// Starts only after that task has ended, although no data flows.
    pub fn after<P>(self, other: &Task<P>) -> Self {
        let before = (other.recorder.graph.borrow().id, other.id);
        self.node(|task| task.after.push(before))
    }

    /// Starts also when what it waits for has failed or was left out.
    ///
    /// Inputs that come from tasks before it need a default or have to be optional: there may be no value. An argument of
    /// type [`FinalStatus`](crate::kinds::FinalStatus) tells how the one task before it ended.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[component(image = "ghcr.io/acme/report:1")]
    /// fn report(status: FinalStatus, #[default(0.0)] score: f64) -> Result<()> {
    ///     println!("{}: {score}", status.state);
    ///     Ok(())
    /// }
    ///
    /// #[component(image = "ghcr.io/acme/report:1")]
    /// fn train() -> Result<f64> {
    ///     Ok(0.9)
    /// }
    ///
    /// #[pipeline]
    /// fn demo(p: &mut Scope) {
    ///     let trained = p.task(train());
    ///     p.task(report().score(trained.output)).ignore_upstream_failure();
    /// }
    /// ```
    pub fn ignore_upstream_failure(self) -> Self {
        self.node(|task| task.whatever = true)
    }

    fn update(self, change: impl FnOnce(&mut Settings)) -> Self {
        self.node(|task| change(task.settings.get_or_insert_default()))
    }

    fn node(self, change: impl FnOnce(&mut TaskNode)) -> Self {
        if let Some(task) = self.recorder.graph.borrow_mut().tasks.get_mut(self.id.0 as usize) {
            change(task);
        }
        self
    }
}
