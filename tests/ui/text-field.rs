use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, rate: Value<f64>) {
    p.task(split().uri(text!("s3://{rate.x}")));
}

fn main() {}
