//! A document as one file: YAML, JSON or protobuf.

use serde::Serialize;

use crate::back::kfp::EmitError;
use crate::back::kfp::header::header;
use crate::codec;
use crate::model::{Document, PipelineSpec, PlatformSpec};
use crate::valid::Info;

/// The YAML file that KFP's API server, its client and its user interface take.
///
/// A comment tells a reader name, description, inputs and outputs, as the KFP SDK does. Platform settings are a
/// second YAML document.
///
/// # Errors
///
/// For a value that YAML cannot hold, with its path. A check reports such values before.
pub fn yaml(document: &Document, _checked: &Info) -> Result<String, EmitError> {
    let mut text = header(&document.pipeline);
    codec::yaml::append(&mut text, &document.pipeline)?;
    if let Some(platform) = settings(document) {
        text.push_str("---\n");
        codec::yaml::append(&mut text, platform)?;
    }
    Ok(text)
}

/// The JSON that the run service of KFP's API takes as `pipeline_spec`: the pipeline, or with platform settings
/// `{"pipeline_spec": .., "platform_spec": ..}`.
///
/// # Errors
///
/// As [`yaml`].
pub fn json(document: &Document, _checked: &Info) -> Result<String, EmitError> {
    #[derive(Serialize)]
    struct Both<'d> {
        pipeline_spec: &'d PipelineSpec,
        platform_spec: &'d PlatformSpec,
    }
    match settings(document) {
        None => codec::json::to_string(&document.pipeline),
        Some(platform_spec) => {
            codec::json::to_string(&Both { pipeline_spec: &document.pipeline, platform_spec })
        }
    }
}

/// The platform settings, if there are any: readers know the second document of a file by what is in it.
fn settings(document: &Document) -> Option<&PlatformSpec> {
    document.platform.as_ref().filter(|platform| !platform.platforms.is_empty())
}

/// The protobuf messages of a document.
#[cfg(feature = "proto")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binary {
    /// A `PipelineSpec`.
    pub pipeline: Vec<u8>,
    /// A `PlatformSpec`, if there are platform settings.
    pub platform: Option<Vec<u8>>,
}

/// The document as protobuf messages.
///
/// # Errors
///
/// For values nested too deep, as [`codec::proto::encode`] says, and as [`yaml`].
#[cfg(feature = "proto")]
pub fn binary(document: &Document, _checked: &Info) -> Result<Binary, EmitError> {
    Ok(Binary {
        pipeline: codec::proto::encode(&document.pipeline)?,
        platform: settings(document).map(codec::proto::encode).transpose()?,
    })
}
