//! The part of Argo's objects that is emitted, with the fields in the order in which people read them.

mod pod;
mod template;
mod workflow;

pub use pod::*;
pub use template::*;
pub use workflow::*;
