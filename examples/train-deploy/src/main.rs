//! The command line of the recipe: compiles it, and runs its Rust components inside the container.

use std::process::ExitCode;

fn main() -> ExitCode {
    kfp_app::App::new().pipeline(train_deploy::train_deploy).run()
}
