use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, dataset: Value<Dataset>, model: Value<Option<Model>>) {
    p.task(evaluate().model(model).dataset(dataset));
}

fn main() {}
