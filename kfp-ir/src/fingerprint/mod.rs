//! What KFP's cache asks for: the fingerprint of a task, before it runs.
//!
//! KFP's driver hashes the container, the outputs and the resolved inputs of a task (`backend/src/v2/cacheutils/cache.go`,
//! `getFingerPrint` in `backend/src/v2/driver/cache.go`), and takes the result of the last task with that hash in the same
//! pipeline and namespace. Here the same hash is made from the IR and what is known of the run. What cannot be known is
//! named, never guessed.

mod evaluate;
mod key;
mod task;

pub use evaluate::{Known, Unknown};
pub use key::{KeyInputs, cache_key, custom_fingerprint, fingerprint};
pub use task::{Fingerprint, MAX_ROUNDS, Never, Round, Settings, fingerprints, never};
