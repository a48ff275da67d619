//! What must hold for any input: one function per fuzz target, which panics when it does not hold.
//!
//! The functions need no fuzzer: `replay` calls them on files, for coverage and to look at a finding again.

mod emit;
mod lang;
mod mutate;
mod plant;
mod read;

pub use emit::check_emit;
pub use lang::{conditions, placeholders};
pub use mutate::base_documents;
pub use read::{json, proto, yaml};

/// A property of some input.
pub type Property = fn(&[u8]);

/// Every target by the name of its program.
pub const TARGETS: &[(&str, Property)] = &[
    ("yaml", yaml),
    ("json", json),
    ("proto", proto),
    ("placeholders", placeholders),
    ("conditions", conditions),
    ("check_emit", check_emit),
];
