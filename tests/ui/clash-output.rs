use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(rate: f64, output: Output<Model>) -> Result<f64> {
    println!("{:?}", output.path());
    Ok(rate)
}

fn main() {}
