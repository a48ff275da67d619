use kfp_dsl::prelude::*;

#[derive(Outputs)]
struct Scores(f64, f64);

#[component(image = "i")]
fn evaluate(rate: f64) -> Result<Scores> {
    Ok(Scores(rate, rate))
}

fn main() {}
