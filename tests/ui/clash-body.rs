use kfp_dsl::prelude::*;

#[container_component]
fn post(body: String) -> Container {
    Container::image("i").args([format!("--data={body}")])
}

fn main() {}
