//! Kubernetes manifests: the `Pipeline` and `PipelineVersion` resources of KFP's Kubernetes-native API.

use serde::Serialize;

use crate::back::kfp::EmitError;
use crate::codec;
use crate::model::{Document, PipelineSpec, PlatformSpec};
use crate::path::IrPath;
use crate::valid::Info;
use crate::valid::kubernetes_names::is_subdomain;

const API_VERSION: &str = "pipelines.kubeflow.org/v2beta1";

/// What a manifest says besides the pipeline itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestOptions {
    /// Name of the `Pipeline` resource; by default the name of the pipeline.
    pub name: Option<String>,
    /// Name of the `PipelineVersion` resource; by default that of the pipeline. The specification of a version cannot
    /// be changed, so a changed pipeline needs another version name.
    pub version_name: Option<String>,
    /// Name of the version for humans; by default the display name of the pipeline.
    pub version_display_name: Option<String>,
    /// Namespace of both resources; by default none is written.
    pub namespace: Option<String>,
    /// Leaves the `Pipeline` resource out, for a further version of a pipeline that exists.
    pub version_only: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'d, S> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'d>,
    spec: S,
}

#[derive(Serialize)]
struct Metadata<'d> {
    name: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'d str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PipelineResource<'d> {
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    display_name: &'d str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionResource<'d> {
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    display_name: &'d str,
    pipeline_name: &'d str,
    pipeline_spec: &'d PipelineSpec,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_spec: Option<&'d PlatformSpec>,
}

/// The pipeline as Kubernetes resources (`pipelines.kubeflow.org/v2beta1`), for clusters whose KFP keeps pipelines as
/// resources.
///
/// # Errors
///
/// For a name that Kubernetes refuses, and as [`yaml`](crate::back::kfp::yaml).
pub fn manifest(
    document: &Document,
    _checked: &Info,
    options: &ManifestOptions,
) -> Result<String, EmitError> {
    let info = document.pipeline.pipeline_info.as_ref();
    let own_name = info.map_or("", |i| &i.name);
    let name = checked(options.name.as_deref().unwrap_or(own_name), "pipeline")?;
    let version = checked(options.version_name.as_deref().unwrap_or(name), "pipeline version")?;
    let namespace = options.namespace.as_deref();
    let description = info.map_or("", |i| &i.description);
    let display_name = info.map_or("", |i| &i.display_name);

    let mut text = String::new();
    if !options.version_only {
        text = codec::yaml::to_string(&Resource {
            api_version: API_VERSION,
            kind: "Pipeline",
            metadata: Metadata { name, namespace },
            spec: PipelineResource { description, display_name },
        })?;
        text.push_str("---\n");
    }
    text.push_str(&codec::yaml::to_string(&Resource {
        api_version: API_VERSION,
        kind: "PipelineVersion",
        metadata: Metadata { name: version, namespace },
        spec: VersionResource {
            description,
            display_name: options.version_display_name.as_deref().unwrap_or(display_name),
            pipeline_name: name,
            pipeline_spec: &document.pipeline,
            platform_spec: document.platform.as_ref(),
        },
    })?);
    Ok(text)
}

/// Kubernetes takes lower-case letters, digits, `-` and `.`, with a letter or digit at both ends.
fn checked<'n>(name: &'n str, what: &str) -> Result<&'n str, EmitError> {
    if is_subdomain(name) {
        return Ok(name);
    }
    Err(EmitError {
        path: IrPath::new(["pipelineInfo", "name"]),
        message: format!("`{name}` is no name for a {what} in Kubernetes"),
        help: Some(
            "use at most 253 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends"
                .to_owned(),
        ),
    })
}
