//! Where things are.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::process;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's target folder, as configured.
pub(crate) fn target() -> Outcome<PathBuf> {
    let printed =
        process::output(process::cargo().args(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&printed).map_err(|error| format!("cannot read `cargo metadata`: {error}"))?;
    metadata
        .get("target_directory")
        .and_then(|value| value.as_str())
        .map(PathBuf::from)
        .ok_or_else(|| "`cargo metadata` names no target folder".to_owned())
}

/// Whether a missing tool is an error: CI sets this variable, a contributor need not have Python and Go.
pub(crate) fn everything_is_required() -> bool {
    std::env::var_os("KFP_TEST_REQUIRE").is_some()
}
