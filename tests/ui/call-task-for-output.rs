use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, dataset: Value<Dataset>) {
    let trained = p.task(train().dataset(dataset).learning_rate(0.1));
    p.task(register().model(trained).name("churn"));
}

fn main() {}
