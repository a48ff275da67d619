use kfp_dsl::prelude::*;

#[derive(Parameter)]
struct Config {
    rate: f64,
    started: std::time::Instant,
}

fn main() {}
