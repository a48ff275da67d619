use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(#[default("s3://data/rows.csv")] dataset: Input<Dataset>) -> Result<()> {
    println!("{:?}", dataset.path());
    Ok(())
}

fn main() {}
