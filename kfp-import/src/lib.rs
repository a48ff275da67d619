//! Typed Rust from the YAML of components and pipelines, whoever wrote it: compiled v2 components and pipelines, and v1
//! `component.yaml` files.
//!
//! A file becomes a [`Signature`], and that becomes Rust source: a function with the inputs and outputs as arguments,
//! under an attribute of kfp-dsl that makes the same typed call of it as `#[component]` does. There are three ways in,
//! all through this crate: the macro `kfp_dsl::import_component!` (feature `import`), a build script ([`Build`]), and
//! `kfpc component FILE --rust`.
//!
//! ```
//! use kfp_import::{Import, Types};
//!
//! let text = "name: Scale\ninputs: [{name: Factor, type: Float, default: '2'}]\noutputs: [{name: Data, type: Dataset}]\n\
//!             implementation: {container: {image: busybox, command: [scale, {inputValue: Factor}, {outputPath: Data}]}}\n";
//! let signature = Import::of_text("scale.yaml", text)?.signature("scale", &Types::default())?;
//! assert_eq!(
//!     signature.shown(),
//!     "pub fn scale(\n    #[default(2.0)] factor: f64,\n    data: Output<Dataset>,\n)\n"
//! );
//! # Ok::<(), kfp_import::Error>(())
//! ```

mod build;
mod error;
mod file;
mod ident;
mod literal;
mod rust;
mod signature;

pub use build::{Build, Component};
pub use error::Error;
pub use file::Import;
pub use ident::identifier;
pub use signature::{Input, Kind, Output, Presence, Signature, TypeDef, Types};
