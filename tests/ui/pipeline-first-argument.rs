use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &Scope, rate: Value<f64>) {
    let _ = (p, rate);
}

fn main() {}
