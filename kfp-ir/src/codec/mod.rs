//! The text and binary forms of the model, both ways: YAML, JSON, protobuf.
//!
//! Text becomes a tree with the place of every value, and the tree becomes the model: a scalar is resolved by the type of
//! its field, and everything that does not fit is reported at once, with path, line and column. In the other direction the
//! model is `serde::Serialize` in protobuf's JSON form, and the writers here take any such value.
//!
//! ```
//! # #[cfg(feature = "read")] {
//! use kfp_ir::codec::{Format, read, yaml};
//! let text = "pipelineInfo:\n  name: hello\nschemaVersion: 2.1.0\n";
//! let source = read(text, Format::Yaml)?;
//! assert_eq!(yaml::to_string(&source.document.pipeline)?, "pipelineInfo:\n  name: hello\nschemaVersion: \"2.1.0\"\n");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod canonical;
mod error;
pub(crate) mod field;
pub mod json;
pub(crate) mod node;
#[cfg(feature = "proto")]
pub mod proto;
pub(crate) mod reading;
mod scalar;
mod source;
pub(crate) mod suggest;
pub mod tree;
#[cfg(feature = "read")]
pub(crate) mod v1;
pub mod value;
mod value_write;
mod well_known;
#[cfg(feature = "proto")]
pub(crate) mod wire;
#[cfg(feature = "proto")]
mod wire_known;
pub mod yaml;
#[cfg(feature = "read")]
pub(crate) mod yaml_read;
mod yaml_string;

pub(crate) use error::code;
pub use error::{ReadError, WriteError};
pub use field::Message;
pub use node::MAX_DEPTH;
pub use source::{Format, Places, Source, read, read_bytes};
pub use suggest::nearest;
#[cfg(feature = "proto")]
pub use wire::MAX_MESSAGE_DEPTH;
#[cfg(feature = "read")]
pub use yaml_read::MAX_ALIASED;
pub(crate) use yaml_string::escape;
