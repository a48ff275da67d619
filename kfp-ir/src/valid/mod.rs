//! Rules that the types cannot guarantee, checked before any back end runs.

mod finding;
mod info;

pub use finding::{Checked, Finding, Position, Severity};
pub use info::{DagInfo, Info};
