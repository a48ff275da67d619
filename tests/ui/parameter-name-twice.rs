use kfp_dsl::prelude::*;

#[derive(Parameter)]
struct Config {
    rate: f64,
    #[kfp(rename = "rate")]
    learning_rate: f64,
}

fn main() {}
