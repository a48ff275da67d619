//! An xtask that keeps compiled pipelines in the repository, for engines that deploy from it.
//!
//! `cargo run -p committed` writes them; `cargo run -p committed -- --check` fails when they are stale, for CI.

use std::process::ExitCode;

use committed::compile;

fn main() -> ExitCode {
    let check = std::env::args().skip(1).any(|arg| arg == "--check");
    compile(check, &mut std::io::stdout(), &mut std::io::stderr()).into()
}
