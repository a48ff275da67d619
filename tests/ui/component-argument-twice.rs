use kfp_dsl::prelude::*;

#[container_component]
fn train(model: Input<Model>, model: Output<Model>) -> Container {
    Container::image("i").args([model.path()])
}

fn main() {}
