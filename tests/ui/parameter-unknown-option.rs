use kfp_dsl::prelude::*;

#[derive(Parameter)]
struct Config {
    #[kfp(name = "learning-rate")]
    rate: f64,
}

fn main() {}
