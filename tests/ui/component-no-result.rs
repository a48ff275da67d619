use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(rate: f64) {
    println!("{rate}");
}

fn main() {}
