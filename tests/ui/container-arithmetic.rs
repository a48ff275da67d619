use kfp_dsl::prelude::*;

#[container_component]
fn push(replicas: i64) -> Container {
    Container::image("i").args([format!("--replicas={}", replicas + 1)])
}

fn main() {}
