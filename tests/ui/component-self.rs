use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(&self, rate: f64) -> Result<f64> {
    Ok(rate)
}

fn main() {}
