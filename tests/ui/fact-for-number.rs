use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, data: Value<Dataset>) {
    p.task(train().dataset(data).learning_rate(kfp_dsl::placeholders::JOB_ID));
}

fn main() {}
