use kfp_dsl::prelude::*;

#[container_component]
fn train(#[default("model.bin")] model: Output<Model>) -> Container {
    Container::image("i").args([model.path()])
}

fn main() {}
