//! Skipping loudly, or failing where nothing may be skipped.
#![expect(
    clippy::panic,
    clippy::print_stderr,
    reason = "the outcome of a test is a panic or a line on stderr"
)]

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
    eprintln!("SKIPPED: {place} needs {what}");
}
