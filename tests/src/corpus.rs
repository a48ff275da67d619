//! The corpus: real files of KFP and Argo, which this repository does not hold.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::skip;

/// The folder that `KFP_TEST_CORPUS` names; without it the test is skipped.
#[track_caller]
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("KFP_TEST_CORPUS").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        skip("KFP_TEST_CORPUS, the folder of the corpus");
    }
    folder
}

/// All files below a folder that have one of the extensions, sorted.
///
/// # Errors
///
/// When a folder cannot be listed.
pub fn files_below(folder: &Path, extensions: &[&str]) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .and_then(OsStr::to_str)
                .is_some_and(|found| extensions.contains(&found))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
