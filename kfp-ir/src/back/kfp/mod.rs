//! The forms that Kubeflow Pipelines takes: YAML, JSON, protobuf, and Kubernetes manifests.

mod document;
mod header;
mod manifest;

pub use crate::codec::WriteError as EmitError;
#[cfg(feature = "proto")]
pub use document::{Binary, binary};
pub use document::{json, yaml};
pub use manifest::{ManifestOptions, manifest};
