use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, dataset: Value<Dataset>) {
    p.task(train().dataset(dataset).learning_rat(0.1));
}

fn main() {}
