//! Panics for the self-test of the fuzzer: each lies behind a successful reading, where random bytes do not get.

/// Panics when that holds, in a build with the feature `planted`.
pub(crate) fn plant(here: impl FnOnce() -> bool) {
    if cfg!(feature = "planted") && here() {
        panic!("planted: the fuzzer has found it");
    }
}
