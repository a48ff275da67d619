use kfp_dsl::prelude::*;

#[component(image = "i")]
struct Train;

fn main() {}
