use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(rate: f64) -> Result<std::time::Duration> {
    Ok(std::time::Duration::from_secs_f64(rate))
}

fn main() {}
