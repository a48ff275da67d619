//! Cargo subcommands that we use: the one on the path, or one built below the target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, output, run};
use crate::{Outcome, workspace};

/// A cargo subcommand at the version that is built where the path has none.
pub(crate) struct CargoTool {
    /// The name of its crate and of its program.
    pub(crate) name: &'static str,
    /// The version to build.
    pub(crate) version: &'static str,
    /// Further options of `cargo install`.
    pub(crate) options: &'static [&'static str],
}

impl CargoTool {
    /// The program of the path, of the target folder, or a new one in the target folder.
    pub(crate) fn find_or_install(&self) -> Outcome<PathBuf> {
        let Self { name, version, options } = self;
        let on_path = Path::new(name);
        if works(on_path) {
            return Ok(on_path.to_owned());
        }
        let tools = workspace::target()?.join("tools");
        let installed = tools.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if !works(&installed) {
            println!(
                "{name} is not installed: building {version} below {} (about a minute)",
                tools.display()
            );
            run(cargo()
                .args(["install", name, "--version", version, "--locked"])
                .args(*options)
                .arg("--root")
                .arg(&tools)
                // It is built in a temporary folder, which goes away: only the program is kept.
                .env_remove("CARGO_TARGET_DIR"))
            .map_err(|error| {
                format!("{error}\nhelp: it needs the crates.io registry; or put a {name} on the path")
            })?;
        }
        Ok(installed)
    }
}

fn works(program: &Path) -> bool {
    output(Command::new(program).arg("--version")).is_ok()
}
