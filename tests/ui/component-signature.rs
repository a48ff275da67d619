use kfp_dsl::prelude::*;

// mistakes: 5
#[component]
async fn train<T>(dataset: Input<Dataset>, (first, second): (i64, i64)) -> f64 {
    0.0
}

fn main() {}
