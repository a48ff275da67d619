//! The SDK as oracle: random valid pipelines, written as Python and built with our calls, must give the same IR.
//!
//! A [`Program`] is a pipeline as data. [`generate`] makes one from a seed, [`print()`] writes it as Python, [`build`] makes
//! the calls that an author would make. [`run()`] compares what both compilers make of many; [`smallest`] shrinks one in
//! which they differ. [`Seen`] tells what occurred, and [`BUGS`] are planted to see whether the comparison finds them.

mod build;
mod check;
mod check_task;
mod constants;
mod definition;
mod expand;
mod feature_names;
mod features;
mod generate;
mod generate_flow;
mod imported;
mod importing;
mod invent;
mod kinds;
mod plant;
mod program;
mod python;
mod python_settings;
mod quirks;
mod random;
mod run;
mod sdk;
mod set;
mod settings;
mod shrink;
mod stems;
mod words;

pub use build::build;
pub use check::{Facts, check};
pub use expand::{expand, normalize};
pub use features::Seen;
pub use generate::generate;
pub use plant::{BUGS, Bug};
pub use program::{Callee, Program};
pub use python::print;
pub use random::Random;
pub use run::{Case, run, smallest};
pub use sdk::Sdk;
