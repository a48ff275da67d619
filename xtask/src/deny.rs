//! Licences, bans and sources of the dependencies, by cargo-deny.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, output, run};
use crate::{Outcome, workspace};

/// The version installed below the target folder where the path has none.
const VERSION: &str = "0.20.2";

/// Runs cargo-deny with `deny.toml`. Advisories are left out: they change without a commit of ours.
pub(crate) fn run_deny() -> Outcome {
    let program = find_or_install()?;
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

/// The cargo-deny of the path, of the target folder, or a new one in the target folder.
fn find_or_install() -> Outcome<PathBuf> {
    let on_path = Path::new("cargo-deny");
    if works(on_path) {
        return Ok(on_path.to_owned());
    }
    let tools = workspace::target()?.join("tools");
    let installed = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !works(&installed) {
        println!(
            "cargo-deny is not installed: building {VERSION} below {} (about a minute)",
            tools.display()
        );
        // Unoptimised and without its advisory features it builds many times faster, and this tree is small.
        run(cargo()
            .args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug"])
            .args(["--no-default-features", "--root"])
            .arg(&tools)
            // It is built in a temporary folder, which goes away: only the program is kept.
            .env_remove("CARGO_TARGET_DIR"))
        .map_err(|error| {
            format!("{error}\nhelp: it needs the crates.io registry; or put a cargo-deny on the path")
        })?;
    }
    Ok(installed)
}

fn works(program: &Path) -> bool {
    output(Command::new(program).arg("--version")).is_ok()
}
