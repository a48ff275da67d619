//! What a pipeline asks of its run as a whole.

use std::time::Duration;

use crate::argo::{ArgoSetting, Fragment};
use crate::kubernetes::AccessMode;

/// Where the workspace of a run is, as text for an input: the engine replaces it.
///
/// KFP replaces it in constants that tasks are given (`{{$.workspace_path}}`), not in the command line of a container. Text around
/// it stays: `format!("{WORKSPACE_PATH}/features")`. A pipeline that uses it has a [`Workspace`].
pub const WORKSPACE_PATH: &str = "{{$.workspace_path}}";

/// What a pipeline asks of its run as a whole: KFP's `PipelineConfig`.
///
/// It counts for the pipeline that is compiled; what a pipeline says that runs inside another is left out.
///
/// ```
/// use kfp_dsl::prelude::*;
/// use std::time::Duration;
///
/// #[container_component]
/// fn prepare(folder: String) -> Container {
///     Container::image("busybox").command(["mkdir"]).args([folder])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.config(
///         PipelineConfig::new()
///             .workspace(Workspace::of("10Gi").storage_class("fast"))
///             .ttl_after_success(Duration::from_secs(24 * 3600))
///             .active_deadline(Duration::from_secs(6 * 3600)),
///     );
///     p.task(prepare().folder(format!("{WORKSPACE_PATH}/features")));
/// }
/// ```
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct PipelineConfig {
    pub(crate) workspace: Option<Workspace>,
    pub(crate) ttl: Option<Duration>,
    pub(crate) ttl_after_success: Option<Duration>,
    pub(crate) ttl_after_failure: Option<Duration>,
    pub(crate) active_deadline: Option<Duration>,
    pub(crate) pipeline_root: Option<String>,
    pub(crate) argo: Vec<Fragment>,
}

impl PipelineConfig {
    /// Nothing yet: all is left to the engine.
    pub fn new() -> Self {
        PipelineConfig::default()
    }

    /// Gives the tasks of a run a volume that they share.
    pub fn workspace(self, workspace: Workspace) -> Self {
        PipelineConfig { workspace: Some(workspace), ..self }
    }

    /// Removes a run from the cluster that long after its end: whole seconds, at most 68 years
    /// (`ttl_seconds_after_finished`).
    pub fn ttl(self, time: Duration) -> Self {
        PipelineConfig { ttl: Some(time), ..self }
    }

    /// Removes a run that succeeded that long after its end (`ttl_seconds_after_success`).
    pub fn ttl_after_success(self, time: Duration) -> Self {
        PipelineConfig { ttl_after_success: Some(time), ..self }
    }

    /// Removes a run that failed that long after its end (`ttl_seconds_after_failure`).
    pub fn ttl_after_failure(self, time: Duration) -> Self {
        PipelineConfig { ttl_after_failure: Some(time), ..self }
    }

    /// Stops a run that takes longer (`active_deadline_seconds`).
    pub fn active_deadline(self, time: Duration) -> Self {
        PipelineConfig { active_deadline: Some(time), ..self }
    }

    /// Runs a container beside the run, or when it is over; on Argo only, unless it is
    /// [`best_effort`](crate::argo::best_effort).
    pub fn argo_hook(mut self, hook: impl ArgoSetting) -> Self {
        self.argo.push(hook.fragment());
        self
    }

    /// Where artifacts go unless the run says otherwise: `pipeline_root` of KFP's `@dsl.pipeline`.
    ///
    /// KFP's own backend and client ignore it; give the root when the run is started. Vertex AI reads it.
    pub fn pipeline_root(self, uri: impl Into<String>) -> Self {
        PipelineConfig { pipeline_root: Some(uri.into()), ..self }
    }
}

/// A volume that all tasks of a run share, at [`WORKSPACE_PATH`]: KFP's `WorkspaceConfig`.
#[must_use]
#[derive(Clone, Debug)]
pub struct Workspace {
    pub(crate) size: String,
    pub(crate) storage_class: Option<String>,
    pub(crate) access_modes: Vec<AccessMode>,
}

impl Workspace {
    /// A volume of that size, such as `10Gi`.
    pub fn of(size: impl Into<String>) -> Self {
        Workspace { size: size.into(), storage_class: None, access_modes: Vec::new() }
    }

    /// Takes the volume from that storage class.
    pub fn storage_class(self, name: impl Into<String>) -> Self {
        Workspace { storage_class: Some(name.into()), ..self }
    }

    /// How the volume may be used; unless KFP is set up otherwise, by the pods of one node.
    pub fn access_modes(self, modes: impl IntoIterator<Item = AccessMode>) -> Self {
        Workspace { access_modes: modes.into_iter().collect(), ..self }
    }
}
