use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, rate: Value<f64>, data: Value<Dataset>) {
    p.task(train().dataset(data).learning_rate(text!("{rate}")));
}

fn main() {}
