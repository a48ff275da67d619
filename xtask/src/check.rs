//! The checks that come before the tests.

use clap::Args;

use crate::process::{cargo, run};
use crate::{Outcome, budget, deny, ui};

/// Checks or repairs the formatting.
#[derive(Args)]
pub(crate) struct Fmt {
    /// Write the formatted files instead of only checking them
    #[arg(long)]
    fix: bool,
}

impl Fmt {
    pub(crate) fn run(&self) -> Outcome {
        let mut command = cargo();
        command.args(["fmt", "--all"]);
        if !self.fix {
            command.arg("--check");
        }
        run(&mut command).map_err(|error| format!("{error}\nhelp: `cargo xtask fmt --fix` repairs it"))
    }
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
    ]))
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
