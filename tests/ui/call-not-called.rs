use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, dataset: Value<Dataset>) {
    let _ = dataset;
    p.task(split);
}

fn main() {}
