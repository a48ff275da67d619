//! Rewriting documents: fewer components, the names of the SDK, plain arguments, images pinned to digests.

pub mod concat;
pub mod pin;
pub mod sdk_names;
pub mod share;
