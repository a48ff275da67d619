use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(started: std::time::Instant, model: Output<Model>) -> Result<()> {
    Ok(std::fs::write(model.path(), format!("{started:?}"))?)
}

fn main() {}
