use kfp_dsl::prelude::*;

#[derive(Parameter)]
struct TrainCall {
    rate: f64,
}

#[component(image = "i")]
fn train(config: TrainCall) -> Result<f64> {
    Ok(config.rate)
}

fn main() {}
