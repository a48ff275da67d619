use kfp_dsl::prelude::*;

#[derive(Parameter)]
struct Limit<T> {
    value: T,
}

fn main() {}
