use kfp_dsl::prelude::*;

#[pipeline]
fn demo() {}

fn main() {}
