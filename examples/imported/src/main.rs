//! `cargo run -p imported -- compile --out - --target kfp`

use std::process::ExitCode;

fn main() -> ExitCode {
    imported::app().run()
}
