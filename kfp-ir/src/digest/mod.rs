//! Content digests: a hash of everything that decides what a task makes, and of nothing else.
//!
//! `docs/digests.md` says to the byte what enters. Two tasks with equal digests do the same work on the same inputs,
//! whatever they are called and wherever they stand; a pipeline and its copy by another compiler have equal digests.
//!
//! ```
//! # #[cfg(feature = "read")] {
//! use std::collections::BTreeMap;
//! use kfp_ir::{codec, digest::Digests, flat::Flat, target::Target, valid};
//! # let text = include_str!("../../tests/digest/chain.yaml");
//! let source = codec::read(text, codec::Format::Yaml)?;
//! let info = valid::check(&source.document, &Target::Kfp217).info.ok_or("errors")?;
//! let flat = Flat::new(&source.document, &info)?;
//! let digests = Digests::new(&flat, &BTreeMap::new());
//! assert_eq!(flat.path(0), "make");
//! assert_eq!(digests.of(0).map(|d| d.to_string().len()), Some(64));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod component;
mod content;
mod hash;
mod mounts;
mod program;
mod source;

pub use component::component;
pub use content::{Digests, VERSION};
pub use hash::Digest;
pub use mounts::MOUNTS;
