use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, rate: Value<f64>) -> (Value<f64>, Value<f64>) {
    let _ = p;
    (rate, rate)
}

fn main() {}
