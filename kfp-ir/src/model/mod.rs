//! The IR itself: plain data, one noun a file, with the protobuf tags and JSON names of KFP.

#[macro_use]
mod message;

mod artifact;
mod cache_key;
mod component;
mod dag;
mod document;
mod executor;
mod kinds;
mod pipeline;
pub mod platform;
mod runtime;
mod task;
mod task_input;
mod value;

pub use artifact::*;
pub use cache_key::*;
pub use component::*;
pub use dag::*;
pub use document::*;
pub use executor::*;
pub use kinds::*;
pub use pipeline::*;
pub use platform::{
    PipelineConfig, PlatformDeploymentConfig, PlatformExecutor, PlatformSpec, SinglePlatformSpec,
};
pub use runtime::*;
pub use task::*;
pub use task_input::*;
pub use value::*;
