use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, version: Value<String>) {
    p.when(true, |p| {
        p.task(deploy().version(version).replicas(1));
    });
}

fn main() {}
