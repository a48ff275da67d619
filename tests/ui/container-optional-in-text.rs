use kfp_dsl::prelude::*;

#[container_component]
fn push(tag: Option<String>) -> Container {
    Container::image("i").args([format!("--tag={tag}")])
}

fn main() {}
