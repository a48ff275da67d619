use kfp_dsl::prelude::*;

#[derive(Outputs)]
struct Trained {
    model: Output<Model>,
    accuracy: f64,
}

fn main() {}
