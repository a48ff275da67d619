//! Compares random pipelines with KFP's SDK for as long as wanted: `cargo xtask oracle` starts it.
//!
//! usage: oracle SEED CASES [FIRST]
//!
//! Prints every difference with the smallest program that shows it, then how often each feature occurred.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

use std::process::ExitCode;

use kfp_tests::oracle::{Sdk, Seen, run, smallest};

/// How many programs are compared at a time; the SDK is started again for each, since it keeps what it has imported.
const BATCH: u64 = 500;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse());
    let (Some(Ok(seed)), Some(Ok(cases)), first) =
        (arguments.next(), arguments.next(), arguments.next().unwrap_or(Ok(0)))
    else {
        eprintln!("usage: oracle SEED CASES [FIRST]");
        return ExitCode::from(2);
    };
    match compare(seed, first.unwrap_or(0), cases) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(different) => {
            println!("{different} of {cases} programs differ");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn compare(seed: u64, first: u64, cases: u64) -> std::io::Result<usize> {
    let mut seen = Seen::default();
    let mut different = 0;
    let end = first.saturating_add(cases);
    let mut start = first;
    while start < end {
        let stop = end.min(start + BATCH);
        let Some(sdk) = Sdk::start(2) else { return Err(std::io::Error::other("the SDK is not installed")) };
        let mut sdk = sdk?;
        for case in run(&mut sdk, seed, start..stop)? {
            seen.add(&case.program);
            if !case.differences().is_empty() {
                different += 1;
                let first = case.differences().into_iter().next().unwrap_or_default();
                println!("seed {seed}, case {} differs: {first}", case.number);
                println!("seed {seed}, {}", smallest(&mut sdk, &case, None)?);
            }
        }
        println!("seed {seed}: {} programs compared, {different} differ", stop - first);
        start = stop;
    }
    for (feature, count) in seen.counts() {
        println!("{count:6} {feature}");
    }
    Ok(different)
}
