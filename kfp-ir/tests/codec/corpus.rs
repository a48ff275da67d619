//! Finds the files that tests need and a clone does not have.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The corpus folder, named by `KFP_TEST_CORPUS`. Without it a test is skipped, loudly, or fails where
/// `KFP_TEST_REQUIRE` says that it must run.
pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("KFP_TEST_CORPUS") {
        return Some(PathBuf::from(folder));
    }
    assert!(std::env::var_os("KFP_TEST_REQUIRE").is_none(), "{test} needs KFP_TEST_CORPUS");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {test} needs KFP_TEST_CORPUS");
    None
}

/// All files of that extension below a folder, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no {extension} files in {}", folder.display());
    found
}
