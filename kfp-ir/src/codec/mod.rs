//! The text and binary forms of the model, both ways: YAML, JSON, protobuf.

mod error;
pub(crate) mod field;
pub mod json;
pub(crate) mod node;
#[cfg(feature = "proto")]
pub mod proto;
pub(crate) mod reading;
mod scalar;
mod source;
mod suggest;
pub mod value;
mod well_known;
#[cfg(feature = "proto")]
pub(crate) mod wire;
#[cfg(feature = "proto")]
mod wire_known;
pub mod yaml;
#[cfg(feature = "read")]
mod yaml_read;
mod yaml_string;

pub use error::{ReadError, WriteError};
pub use field::Message;
pub use node::MAX_DEPTH;
pub use source::{Format, Places, Source, read, read_bytes};
pub(crate) use yaml_string::escape;
