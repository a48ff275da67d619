use kfp_dsl::prelude::*;

#[derive(Parameter)]
enum Optimizer {
    Sgd { momentum: f64 },
    Adam,
}

fn main() {}
