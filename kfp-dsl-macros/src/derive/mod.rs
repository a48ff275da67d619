//! The derive macros.
//!
//! An impl that reads the author's fields is not `#[automatically_derived]`: the compiler would call fields that only
//! it reads unused.

mod artifact;
mod bundle;
mod fields;
mod outputs;
mod parameter;

pub(crate) use artifact::artifact;
pub(crate) use bundle::bundle;
pub(crate) use outputs::outputs;
pub(crate) use parameter::parameter;
