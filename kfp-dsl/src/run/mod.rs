//! Inside the container: KFP's executor contract for Rust components.
//!
//! KFP runs `<binary> exec <component> --executor-input '{{$}}'`. [`exec`] reads that, runs the body of the component
//! and writes what came out where the launcher, or raw Argo, picks it up. A body sees [`Input`] and [`Output`] handles
//! and plain Rust values, nothing of the contract.

mod argument;
mod check;
mod classification;
mod context;
mod exec;
mod execute;
mod failure;
mod input;
mod into_value;
mod invocation;
mod locate;
mod metrics;
mod output;
mod publish;

pub use argument::{Argument, Returned, finish};
pub use classification::{ClassificationError, Count};
pub use context::{Context, Error, Result};
pub use exec::exec;
pub use execute::execute;
pub use failure::Failure;
pub use input::Input;
pub use into_value::IntoValue;
pub use metrics::Slice;
pub use output::Output;
