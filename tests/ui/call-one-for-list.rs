use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, model: Value<Model>) {
    p.task(best().models(model).accuracies([0.9, 0.8]));
}

fn main() {}
