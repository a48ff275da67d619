use kfp_dsl::prelude::*;

#[container_component]
fn push(after: std::time::Duration) -> Container {
    let _ = after;
    Container::image("i").args(["push"])
}

fn main() {}
