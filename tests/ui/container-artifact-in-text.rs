use kfp_dsl::prelude::*;

#[container_component]
fn push(model: Input<Model>) -> Container {
    Container::image("i").args([format!("--model={model}")])
}

fn main() {}
