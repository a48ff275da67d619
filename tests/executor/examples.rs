//! The binary of the examples' images: `/usr/local/bin/pipelines`, with the components of all of them.

use std::process::ExitCode;

fn main() -> ExitCode {
    ladder::app().pipeline(train_deploy::train_deploy).pipeline(imported::imported).run()
}
