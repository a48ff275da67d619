//! A whole compiled pipeline: what one IR file holds.

use crate::model::{PipelineSpec, PlatformSpec};

/// A compiled pipeline: the portable part, and what only some platforms understand.
///
/// In YAML these are the first and the second document of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The pipeline.
    pub pipeline: PipelineSpec,
    /// Settings for the platforms that run it; `None` writes no second document.
    pub platform: Option<PlatformSpec>,
}
