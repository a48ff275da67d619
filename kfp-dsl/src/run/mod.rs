//! Inside the container: KFP's executor contract for Rust components.

mod argument;
mod artifact;
mod context;

pub use argument::{Argument, Returned, finish};
pub use artifact::{Input, Output};
pub use context::{Context, Error, Result};
