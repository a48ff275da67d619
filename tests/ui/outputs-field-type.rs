use kfp_dsl::prelude::*;

#[derive(Outputs)]
struct Scores {
    accuracy: f64,
    took: std::time::Duration,
}

#[component(image = "i")]
fn evaluate(model: Input<Model>) -> Result<Scores> {
    println!("{:?}", model.path());
    Ok(Scores { accuracy: 0.9, took: std::time::Duration::ZERO })
}

fn main() {}
