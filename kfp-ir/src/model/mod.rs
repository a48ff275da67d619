//! The IR itself: plain data, one noun a file, with the protobuf tags and JSON names of KFP.
//!
//! The messages are those of `pipeline_spec.proto`, `cache_key.proto` and `kubernetes_executor_config.proto` of KFP 2.17.
//! Their fields are public and can be built in any state; [`valid`](crate::valid) says which states mean something.
//!
//! * A scalar that is not `Option` has no presence: its zero is not written.
//! * Of the members of a one-of at most one is set. They are `Option` fields, as on the wire; methods such as
//!   [`ComponentSpec::implementation`] read them as an enumeration.
//! * What is large is behind a `Box` where it is rare, or where it sits in a map that mostly has one entry: a B-tree makes
//!   room for eleven.
//! * Parts that KFP sends as `google.protobuf.Struct` are typed: [`DeploymentConfig`], [`PlatformExecutor::Kubernetes`].
//!
//! ```
//! use kfp_ir::model::{ComponentInputParameter, ParameterType, Value};
//! let rate = ComponentInputParameter {
//!     parameter_type: ParameterType::NumberDouble,
//!     default_value: Some(Value::from(0.1)),
//!     is_optional: true,
//!     ..Default::default()
//! };
//! let text = kfp_ir::codec::yaml::to_string(&rate)?;
//! assert_eq!(text, "defaultValue: 0.1\nisOptional: true\nparameterType: NUMBER_DOUBLE\n");
//! # Ok::<(), kfp_ir::codec::WriteError>(())
//! ```

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
mod unknown;
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
pub use unknown::*;
pub use value::*;
