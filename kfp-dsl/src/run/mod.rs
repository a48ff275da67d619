//! Inside the container: KFP's executor contract for Rust components.

mod context;

pub use context::{Context, Error, Result};
