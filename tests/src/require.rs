//! Skipping loudly, or failing where nothing may be skipped.
#![expect(clippy::panic, reason = "a test that may not be skipped fails")]

use std::io::Write as _;

/// Says that a test is skipped for want of `what`; fails it where `KFP_TEST_REQUIRE` is set.
///
/// # Panics
///
/// When `KFP_TEST_REQUIRE` is set.
#[track_caller]
pub fn skip(what: &str) {
    let place = std::panic::Location::caller();
    if std::env::var_os("KFP_TEST_REQUIRE").is_some() {
        panic!("{place}: needs {what}, and KFP_TEST_REQUIRE forbids to skip it");
    }
    // Not by `eprintln!`: the harness would keep that to itself, as the test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {place} needs {what}");
}
