//! The checks that come before the tests.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::process::{cargo, run};
use crate::workspace::root;
use crate::{Outcome, budget, deny, ui};

/// The crate of the fuzz targets, which is a workspace of its own.
const FUZZ: &str = "--manifest-path=fuzz/Cargo.toml";

/// Checks or repairs the formatting.
#[derive(Args)]
pub(crate) struct Fmt {
    /// Write the formatted files instead of only checking them
    #[arg(long)]
    fix: bool,
}

impl Fmt {
    pub(crate) fn run(&self) -> Outcome {
        let format = |arguments: &[&str]| {
            let mut command = cargo();
            command.arg("fmt").args(arguments);
            if !self.fix {
                command.arg("--check");
            }
            command
        };
        let mut pairs = Command::new("rustfmt");
        pairs.current_dir(root()).args(["--edition", "2024"]);
        if !self.fix {
            pairs.arg("--check");
        }
        pairs.args(pair_sources()?);
        run(&mut format(&["--all"]))
            .and_then(|()| run(&mut format(&[FUZZ])))
            .and_then(|()| run(&mut pairs))
            .map_err(|error| format!("{error}\nhelp: `cargo xtask fmt --fix` repairs it"))
    }
}

/// The Rust halves of the pairs, which `cargo fmt` does not see because a build script lists them.
fn pair_sources() -> Outcome<Vec<PathBuf>> {
    let folder = root().join("tests/pairs");
    let cannot_list = |error| format!("cannot list `{}`: {error}", folder.display());
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(cannot_list)? {
        sources.push(entry.map_err(cannot_list)?.path().join("pipeline.rs"));
    }
    sources.sort();
    Ok(sources)
}

/// Lints everything.
pub(crate) fn clippy() -> Outcome {
    run(cargo().args([
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "--deny=warnings",
    ]))?;
    // Without its fuzzer, which needs a C++ compiler.
    run(cargo().args(["clippy", FUZZ, "--locked", "--all-targets", "--", "--deny=warnings"]))
}

/// Builds the documentation of our own crates.
pub(crate) fn doc() -> Outcome {
    run(cargo()
        .args(["doc", "--locked", "--workspace", "--all-features", "--no-deps"])
        .env("RUSTDOCFLAGS", "--deny=warnings"))
}

/// Everything CI checks before it runs the tests, cheapest first.
pub(crate) fn all() -> Outcome {
    Fmt { fix: false }.run()?;
    ui::run()?;
    // Not how long they take to build: that depends on what else the machine does.
    budget::Budget { list: false, time: false }.run()?;
    clippy()?;
    doc()?;
    deny::run_deny()
}
