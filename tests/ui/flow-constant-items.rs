use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, version: Value<String>) {
    p.for_each([std::time::Duration::ZERO], |p, _| {
        p.task(deploy().version(version).replicas(1));
    });
}

fn main() {}
