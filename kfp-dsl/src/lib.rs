//! Typed machine-learning pipelines in Rust, compiled to KFP IR.

pub mod author;
pub mod kinds;
pub mod run;
