//! All tests, with the engines where they are wanted.

use clap::Args;

use crate::process::{cargo, run};
use crate::{Outcome, proof, tools};

/// Runs all tests.
///
/// Installs the engines first (below `target/conformance`, only when something changed), tells the tests where they
/// are by `KFP_CONFORMANCE`, and runs `cargo test` once, so that its summary is the last thing printed. Without
/// Python or Go the tests that need them are skipped loudly; with `KFP_TEST_REQUIRE` set they fail instead.
///
/// When all tests ran, those that tables in `docs/` name as proof must be among them.
#[derive(Args, Default)]
pub(crate) struct Test {
    /// Leave the engines out: nothing is installed and their tests are skipped
    #[arg(long)]
    no_conformance: bool,

    /// What to pass on to `cargo test`, for example `-- -p kfp-ir`
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Test {
    pub(crate) fn run(&self) -> Outcome {
        let engines = if self.no_conformance { None } else { Some(tools::install()?) };
        let command = || {
            let mut command = cargo();
            command.args(["test", "--locked", "--no-fail-fast"]);
            if self.arguments.is_empty() {
                command.args(["--workspace", "--all-features"]);
            }
            command.args(&self.arguments);
            match &engines {
                Some(folder) => command.env("KFP_CONFORMANCE", folder),
                None => command.env_remove("KFP_CONFORMANCE"),
            };
            command
        };
        if !self.arguments.is_empty() {
            return run(&mut command());
        }
        proof::check(&proof::run(command(), &proof::programs(command())?)?)
    }
}
