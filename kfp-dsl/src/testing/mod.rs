//! Components in unit tests: a temporary directory, the real executor contract, nothing else.
//!
//! A body that only computes is an ordinary function; call it with [`Input::at`](crate::run::Input::at) and
//! [`Output::at`](crate::run::Output::at). A [`Trial`] runs the component as a pod would, from JSON to files: it also
//! shows that names, types, metadata and outputs are right.

mod directory;
mod outcome;
mod trial;

pub use outcome::Outcome;
pub use trial::Trial;
