use kfp_dsl::prelude::*;

#[component(image = "i")]
fn train(
    #[default(10)]
    #[default(20)]
    epochs: i64,
) -> Result<()> {
    println!("{epochs}");
    Ok(())
}

fn main() {}
