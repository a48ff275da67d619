//! The derive macros.

mod artifact;
mod bundle;
mod fields;
mod outputs;
mod parameter;

pub(crate) use artifact::artifact;
pub(crate) use bundle::bundle;
pub(crate) use outputs::outputs;
pub(crate) use parameter::parameter;
