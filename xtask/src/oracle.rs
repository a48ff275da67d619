//! Random pipelines against KFP's SDK, beyond those that the tests compare.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use crate::process::{cargo, run};
use crate::{Outcome, tools};

/// Compares random pipelines with what KFP's SDK compiles of them.
///
/// Prints the smallest program behind every difference, and how often each feature occurred. The seed and the number of a
/// case name a program for ever, as long as the generator stays the same.
#[derive(Args)]
pub(crate) struct Oracle {
    /// How many programs
    #[arg(long, default_value_t = 2000)]
    cases: u64,

    /// Which programs; without it, others every time
    #[arg(long)]
    seed: Option<u64>,

    /// The number of the first one
    #[arg(long, default_value_t = 0)]
    first: u64,
}

impl Oracle {
    pub(crate) fn run(&self) -> Outcome {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let seed = self.seed.unwrap_or_else(now);
        let mut command = cargo();
        command
            .args(["run", "--locked", "--quiet", "--package", "kfp-tests", "--bin", "oracle", "--"])
            .args([seed, self.cases, self.first].map(|number| number.to_string()))
            .env("KFP_CONFORMANCE", tools::install_python_only()?);
        run(&mut command)
    }
}
