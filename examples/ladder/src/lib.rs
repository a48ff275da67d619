//! One small pipeline for each feature, from a single task to pipelines inside pipelines. Read them in this order.

pub mod hello;

pub mod artifacts;

pub mod branches;

pub mod loops;

pub mod exit_handler;

pub mod nested;

/// The image that holds this program.
pub const IMAGE: &str = "ghcr.io/acme/ladder:0.1.0";

/// The command line over all of them.
pub fn app() -> kfp_app::App {
    kfp_app::App::new()
        .pipeline(hello::hello)
        .pipeline(artifacts::artifacts)
        .pipeline(branches::branches)
        .pipeline(loops::loops)
        .pipeline(exit_handler::exit_handler)
        .pipeline(nested::nested)
}
