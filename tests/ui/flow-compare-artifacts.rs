use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, old: Value<Model>, new: Value<Model>) {
    p.when(old.ne(new), |p| {
        p.task(register().model(new).name("churn"));
    });
}

fn main() {}
