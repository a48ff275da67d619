//! The settings of the run as a whole.

use std::time::Duration;

use kfp_ir::codec::value::to_value;
use kfp_ir::model::platform::argo::{ArgoExecutorConfig, ArgoPipelineConfig};
use kfp_ir::model::platform::{KubernetesWorkspaceConfig, PipelineConfig as IrConfig, WorkspaceConfig};
use kfp_ir::model::{Struct, Value};
use kfp_ir::target::{Engine, Target};

use crate::author::graph::Graph;
use crate::author::{BuildError, Place, Workspace};
use crate::kubernetes::is_size;

/// The configuration of the pipeline that is compiled; nothing when it says nothing.
pub(super) fn config(graph: &Graph, problems: &mut Vec<BuildError>) -> Option<IrConfig> {
    let given = graph.config.as_ref()?;
    let at = graph.config_at.unwrap_or(graph.at);
    let mut wrong = |message: String, help: &str| {
        problems.push(BuildError::new("B131", message, Place::from(at)).help(help))
    };
    let mut seconds = |time: Option<Duration>, what: &str| {
        let Some(time) = time else { return 0 };
        let whole = i32::try_from(time.as_secs()).ok().filter(|s| *s > 0 && time.subsec_nanos() == 0);
        if whole.is_none() {
            let help = "give whole seconds, from 1 to 2147483647, or leave it out";
            wrong(format!("{what} of {time:?} cannot be kept"), help);
        }
        whole.unwrap_or_default()
    };
    let mut config = IrConfig {
        resource_ttl_on_completion: seconds(given.ttl, "a time to live"),
        resource_ttl_on_success: seconds(given.ttl_after_success, "a time to live"),
        resource_ttl_on_failure: seconds(given.ttl_after_failure, "a time to live"),
        active_deadline_seconds: seconds(given.active_deadline, "a deadline"),
        workspace: None,
    };
    if given.pipeline_root.as_ref().is_some_and(|root| root.trim().is_empty()) {
        wrong("a pipeline root cannot be empty".to_owned(), "give a URI, or leave it out");
    }
    if let Some(given) = &given.workspace {
        if !is_size(given.size.trim()) {
            let message = format!("`{}` is not the size of a workspace", given.size);
            wrong(message, "write it as `10Gi`, `500Mi` or `1Ti`");
        }
        config.workspace = Some(workspace(given));
    }
    (config != IrConfig::default()).then_some(config)
}

/// What the pipeline asks of Argo for its runs.
pub(super) fn argo(graph: &Graph, target: Target, problems: &mut Vec<BuildError>) -> Option<Struct> {
    let given = graph.config.as_ref().map(|config| config.argo.as_slice()).unwrap_or_default();
    let at = graph.config_at.unwrap_or(graph.at);
    let mut config = ArgoPipelineConfig::default();
    for fragment in given {
        let mut wrong = |code, message: String, help: &str| {
            problems.push(BuildError::new(code, message, Place::from(at)).help(help));
        };
        for fault in &fragment.faults {
            wrong("B133", fault.message.clone(), fault.help);
        }
        let mut rest = fragment.config.clone();
        config.hooks.append(&mut rest.hooks);
        if rest != ArgoExecutorConfig::default() {
            let help = "set it on tasks: `p.task(..).argo(..)`";
            wrong("B133", format!("{} is nothing that a whole run has", fragment.what), help);
        }
        if !fragment.best_effort && target.capabilities().engine == Engine::Kfp {
            let message = format!("{target} has nothing for {}", fragment.what);
            let help = "run the pipeline on Argo, or say that it may run without it: `best_effort(..)`";
            wrong("B134", message, help);
        }
    }
    match to_value(&config).ok()? {
        Value::Struct(fields) if !fields.is_empty() => Some(fields),
        _ => None,
    }
}

/// KFP makes a workspace only where the part for Kubernetes is there, however empty.
fn workspace(given: &Workspace) -> WorkspaceConfig {
    let mut patch = Struct::default();
    if !given.access_modes.is_empty() {
        let modes = given.access_modes.iter().map(|mode| Value::String(mode.to_string()));
        patch.0.insert("accessModes".to_owned(), Value::List(modes.collect()));
    }
    if let Some(class) = &given.storage_class {
        patch.0.insert("storageClassName".to_owned(), Value::String(class.clone()));
    }
    let kubernetes = Some(KubernetesWorkspaceConfig { pvc_spec_patch: Some(patch) });
    WorkspaceConfig { size: given.size.trim().to_owned(), kubernetes }
}
