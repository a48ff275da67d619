//! `cargo run -p ladder -- compile --out -  --target kfp --pipeline hello`

use std::process::ExitCode;

fn main() -> ExitCode {
    ladder::app().run()
}
