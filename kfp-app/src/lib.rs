//! A crate of pipelines as a command line, and as a library for build scripts.
//!
//! [`App`] turns pipelines into a program with the commands `compile`, `list`, `exec` and `completions`; `exec` is what
//! runs in the containers. [`App::compile`] is the same without a terminal, [`App::write_to`] the same as files, and
//! [`emit`] one pipeline as bytes.
//!
//! # Features
//! * `cli` (default): the commands. Without it a program can `exec` its components and nothing else, and is smaller.
//! * `argo` (default): raw Argo workflows as a target.

mod app;
#[cfg(feature = "cli")]
pub mod cli;
mod compile;
mod emit;
mod explain;
mod params;
mod pin;
mod problem;
mod request;
pub mod text;
mod write;

pub use app::{App, ArgoOptions};
pub use compile::emit;
#[cfg(feature = "argo")]
pub use emit::{all_losses, engine_of, losses, unlowered};
pub use explain::explanations;
pub use params::apply as set_defaults;
pub use pin::{parse_lock, pin};
pub use problem::{Error, Kind, Place, Problem};
pub use request::{Compiled, File, Format, Request, Target};
pub use write::{write_all, write_into};
