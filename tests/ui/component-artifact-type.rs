use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(dataset: Input<String>, model: Output<Model>) -> Result<()> {
    Ok(std::fs::write(model.path(), format!("{dataset:?}"))?)
}

fn main() {}
