use kfp_dsl::prelude::*;

#[container_component]
fn push(name: String) -> Result<String> {
    Ok(format!("{name}"))
}

fn main() {}
