use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, version: Value<String>) {
    p.task(deploy().version(version.fields().tag).replicas(1));
}

fn main() {}
