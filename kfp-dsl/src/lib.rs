//! Typed machine-learning pipelines in Rust, compiled to KFP IR.
