//! From a recorded graph to KFP IR: names and shapes of the KFP SDK 2.17, but each component only once.
//! The codes of the errors are listed at [`BuildError`].

mod arguments;
mod checks;
mod column;
mod condition;
mod config;
mod constant;
mod container;
mod cycle;
mod failure;
mod field_loop;
mod flow;
mod hook;
mod hop;
mod imported;
mod importer;
mod interface;
mod late;
mod names;
mod nested_lists;
mod pipeline;
mod plan;
mod registry;
mod resources;
mod settings;
mod shape;
mod task_config;
mod texts;
mod wire;

use std::collections::BTreeMap;

pub(crate) use container::{container, resolve_arguments};
use imported::KUBERNETES;
use kfp_ir::Document;
use kfp_ir::model::{
    DeploymentConfig, PipelineInfo, PipelineSpec, PlatformDeploymentConfig, PlatformSpec, SinglePlatformSpec,
};
use kfp_ir::pass::sdk_names::sdk_names;
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
    let config = config::config(graph, &mut emitter.problems);
    let argo = config::argo(graph, options.target, &mut emitter.problems);
    if !emitter.problems.is_empty() {
        return Err(BuildErrors(in_order(emitter.problems)));
    }
    let Emitter { mut registry, calls, .. } = emitter;
    let components = registry.functions();
    registry.forget();
    let pipeline = PipelineSpec {
        pipeline_info: Some(PipelineInfo {
            name: graph.name.clone(),
            display_name: graph.display_name.clone().unwrap_or_default(),
            description: graph.docs.clone(),
        }),
        deployment_spec: Some(DeploymentConfig { executors: registry.executors, ..Default::default() }),
        sdk_version: concat!("kfp-dsl-", env!("CARGO_PKG_VERSION")).to_owned(),
        schema_version: SCHEMA_VERSION.to_owned(),
        components: registry.components,
        root: Some(root),
        default_pipeline_root: graph
            .config
            .as_ref()
            .and_then(|c| c.pipeline_root.clone())
            .unwrap_or_default(),
    };
    let mut platforms = registry.other_platforms;
    if !registry.platform.is_empty() {
        platforms.insert(KUBERNETES.to_owned(), registry.platform);
    }
    let single = |(name, executors)| {
        let deployment_spec = Some(PlatformDeploymentConfig { executors });
        (name, SinglePlatformSpec { deployment_spec, ..SinglePlatformSpec::default() })
    };
    let mut platforms: BTreeMap<_, _> = platforms.into_iter().map(single).collect();
    if config.is_some() {
        platforms.entry(KUBERNETES.to_owned()).or_default().pipeline_config = config;
    }
    if argo.is_some() {
        platforms.entry(registry::ARGO.to_owned()).or_default().config = argo;
    }
    let platform = (!platforms.is_empty()).then_some(PlatformSpec { platforms });
    let mut document = Document { pipeline, platform };
    if options.names == Names::Sdk {
        document = sdk_names(&document, &calls, &registry.imported).map_err(|error| {
            BuildErrors(vec![BuildError::new("B123", error.to_string(), Place::from(graph.at))])
        })?;
    }
    let checked = valid::check(&document, &options.target);
    let Some(info) = checked.info else {
        return Err(BuildErrors(checked.findings.into_iter().filter_map(refused).collect()));
    };
    Ok(Built { document, components, warnings: checked.findings, info })
}

/// By place, and once each: one setting may count twice, such as an amount that is both request and limit.
fn in_order(mut problems: Vec<BuildError>) -> Vec<BuildError> {
    let key = |error: &BuildError| (error.at.is_none(), error.at.clone(), error.code, error.message.clone());
    problems.sort_by_cached_key(key);
    problems.dedup();
    problems
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
