//! What the tests that cross crates share: the corpus of real files, and the engines that judge what we emit.
//!
//! Both are optional for a contributor. [`corpus()`] is given by the variable `KFP_TEST_CORPUS`; the engines are
//! installed by `cargo xtask test`, which sets `KFP_CONFORMANCE`. A test that lacks one says so loudly and passes; with
//! `KFP_TEST_REQUIRE` set, as in CI, it fails.

mod compare;
mod corpus;
mod emitted;
mod engine;
pub mod oracle;
pub mod recipe;
mod require;
#[cfg(unix)]
pub mod runs;
pub mod trial;

pub use compare::{differences, json_differences};
pub use corpus::{corpus, files_below};
pub use emitted::Emitted;
pub use engine::{Engine, Verdicts, compile_components, compile_pairs};
pub use require::skip;
