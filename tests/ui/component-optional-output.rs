use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(rate: f64, model: Option<Output<Model>>) -> Result<()> {
    println!("{rate} {}", model.is_some());
    Ok(())
}

fn main() {}
