use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(rate: f64, model: Output<f64>) -> Result<()> {
    Ok(std::fs::write(model.path(), format!("{rate}"))?)
}

fn main() {}
