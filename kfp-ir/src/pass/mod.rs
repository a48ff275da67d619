//! Rewriting documents: fewer components, the names of the SDK, plain arguments.

pub mod concat;
pub mod sdk_names;
pub mod share;
