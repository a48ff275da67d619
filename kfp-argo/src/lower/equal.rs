//! Values that were there before, found by their hashes.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};

/// The positions of different values in a list.
#[derive(Default)]
pub(super) struct Firsts {
    hasher: RandomState,
    known: HashMap<u64, Vec<usize>>,
}

impl Firsts {
    /// The position of a value that equals this one, of those asked for before; else this one is kept with its own.
    pub(super) fn of<'v, T: Hash + PartialEq + 'v>(
        &mut self,
        value: &T,
        position: usize,
        at: impl Fn(usize) -> Option<&'v T>,
    ) -> usize {
        let alike = self.known.entry(self.hasher.hash_one(value)).or_default();
        let first = alike.iter().copied().find(|first| at(*first) == Some(value));
        first.unwrap_or_else(|| {
            alike.push(position);
            position
        })
    }
}
