use kfp_dsl::prelude::*;

#[derive(Bundle)]
struct Trained {
    model: Value<Model>,
    accuracy: f64,
}

fn main() {}
