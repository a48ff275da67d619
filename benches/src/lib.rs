//! Pipelines of any size, and everything that is measured on them.
//!
//! `benches/phases.rs` measures each phase by itself, `src/bin/scale.rs` is a whole process, and `src/bin/figures.rs` takes the
//! figures that the project promises and fails when one is missed. The README tells how they are run.

mod case;
mod distinct;
mod once;
mod shape;
mod usage;

pub use case::{Case, Phase, lowered};
pub use once::{FILES, compile, read_back};
pub use shape::Shape;
pub use usage::{peak, processor_time};
