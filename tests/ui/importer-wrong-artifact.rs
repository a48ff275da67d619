use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    let model = p.task(importer::<Model>(uri)).artifact;
    p.task(train().dataset(model).learning_rate(0.1));
}

fn main() {}
