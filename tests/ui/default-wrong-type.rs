use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(#[default("ten")] epochs: i64) -> Result<()> {
    println!("{epochs}");
    Ok(())
}

fn main() {}
