use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, fast: Value<bool>, version: Value<String>) {
    p.when(fast.eq(1), |p| {
        p.task(deploy().version(version).replicas(1));
    });
}

fn main() {}
