//! What users read when a mistake does not compile: `tests/ui` against its goldens.

use std::process::Command;

/// The compiler that the goldens are of.
const GOLDEN: &str = include_str!("../ui/RUSTC");

#[test]
fn mistakes_are_explained() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if version.trim() != GOLDEN.trim() {
        kfp_tests::skip(&format!(
            "the compiler of the goldens, `{}`, and found `{}`",
            GOLDEN.trim(),
            version.trim()
        ));
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
