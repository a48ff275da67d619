//! Licences, bans and sources of the dependencies, by cargo-deny.

use std::process::Command;

use crate::cargo_tool::CargoTool;
use crate::process::run;
use crate::{Outcome, workspace};

/// Unoptimised and without its advisory features it builds many times faster, and this tree is small.
const CARGO_DENY: CargoTool =
    CargoTool { name: "cargo-deny", version: "0.20.2", options: &["--debug", "--no-default-features"] };

/// Runs cargo-deny with `deny.toml`. Advisories are left out: they change without a commit of ours.
pub(crate) fn run_deny() -> Outcome {
    let program = CARGO_DENY.find_or_install()?;
    run(Command::new(program).current_dir(workspace::root()).args([
        "--all-features",
        "--locked",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]))
}
