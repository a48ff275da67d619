//! From a recorded graph to KFP IR: names and shapes of the KFP SDK 2.17, but each component only once.
//!
//! | code | what is wrong |
//! |---|---|
//! | `B101` | the name of a pipeline |
//! | `B102` | nothing to run: an empty pipeline, branch, loop or `finally` |
//! | `B103` | two inputs or two outputs of one name |
//! | `B104` | a value used outside the branch, loop or `finally` that made it |
//! | `B105` | a value or task of another pipeline |
//! | `B106` | a constant that the IR cannot hold, or that is not allowed |
//! | `B107` | a `when` that gives a value and has no `otherwise` |
//! | `B108` | a loop over an empty list |
//! | `B109` | two Rust components of one name |
//! | `B110` | amounts of CPU, memory, accelerators, retries, time, iterations |
//! | `B111` | settings that a pipeline called as a task cannot have |
//! | `B112` | a value that leaves a group or pipeline without a task that makes it |
//! | `B113` | exit tasks |
//! | `B114` | tasks that wait for each other |
//! | `B115` | the command line of a container component |
//! | `B116` | a required input that was not given |
//! | `B118` | nesting that is too deep |
//! | `B119` | types in conditions |
//! | `B120` | an error that the IR check finds in the result |
//! | `B123` | a pipeline that cannot be written with a component for each task |
//!
//! `B121` and `B122` are found while recording.

mod arguments;
mod checks;
mod column;
mod condition;
mod constant;
mod container;
mod cycle;
mod field_loop;
mod flow;
mod interface;
mod names;
mod pipeline;
mod plan;
mod registry;
mod settings;
mod shape;
mod wire;

use kfp_ir::Document;
use kfp_ir::model::{
    DeploymentConfig, PipelineInfo, PipelineSpec, PlatformDeploymentConfig, PlatformSpec, SinglePlatformSpec,
};
use kfp_ir::pass::sdk_names::sdk_names;
use kfp_ir::target::Target;
use kfp_ir::valid::{self, Finding, Severity};

use crate::author::graph::Graph;
use crate::author::{BuildError, BuildErrors, BuildOptions, Built, Names, Place};
use pipeline::Emitter;

/// The only schema version that KFP's backend accepts (kfp: `v2_template.go`).
const SCHEMA_VERSION: &str = "2.1.0";

/// Builds the IR of a recorded pipeline.
///
/// # Errors
/// Everything that is wrong with the pipeline, with the author's lines.
pub(crate) fn emit(graph: &Graph, options: &BuildOptions) -> Result<Built, BuildErrors> {
    let mut emitter = Emitter::new(options);
    let root = emitter.root(graph);
    if !emitter.problems.is_empty() {
        return Err(BuildErrors(emitter.problems));
    }
    let components = emitter.registry.functions();
    let registry = emitter.registry;
    let pipeline = PipelineSpec {
        pipeline_info: Some(PipelineInfo {
            name: graph.name.clone(),
            display_name: graph.display_name.clone().unwrap_or_default(),
            description: graph.docs.clone(),
        }),
        deployment_spec: Some(DeploymentConfig { executors: registry.executors }),
        sdk_version: concat!("kfp-dsl-", env!("CARGO_PKG_VERSION")).to_owned(),
        schema_version: SCHEMA_VERSION.to_owned(),
        components: registry.components,
        root: Some(root),
        default_pipeline_root: String::new(),
    };
    let platform = (!registry.platform.is_empty()).then(|| {
        let deployment_spec = Some(PlatformDeploymentConfig { executors: registry.platform });
        let kubernetes = SinglePlatformSpec { deployment_spec, ..SinglePlatformSpec::default() };
        PlatformSpec { platforms: [("kubernetes".to_owned(), kubernetes)].into() }
    });
    let mut document = Document { pipeline, platform };
    if options.names == Names::Sdk {
        document = sdk_names(&document, &emitter.calls).map_err(|error| {
            BuildErrors(vec![BuildError::new("B123", error.to_string(), Place::from(graph.at))])
        })?;
    }
    let checked = valid::check(&document, &Target::Kfp217);
    let Some(info) = checked.info else {
        return Err(BuildErrors(checked.findings.into_iter().filter_map(refused).collect()));
    };
    Ok(Built { document, components, warnings: checked.findings, info })
}

/// What the check of the IR refuses, although nothing was wrong with the recorded pipeline.
fn refused(finding: Finding) -> Option<BuildError> {
    if finding.severity != Severity::Error {
        return None;
    }
    let message = format!("KFP would refuse the pipeline: {}", finding.message);
    let error =
        BuildError::new("B120", message, None).note(format!("{} at {}", finding.code, finding.path), None);
    Some(match finding.help {
        Some(help) => error.help(help),
        None => error,
    })
}

#[cfg(test)]
mod tests;
