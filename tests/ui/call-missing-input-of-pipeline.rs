use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn rollout(p: &mut Scope, version: Value<String>, #[default(1)] replicas: Value<i64>) {
    p.task(deploy().version(version).replicas(replicas));
}

#[pipeline]
fn demo(p: &mut Scope, replicas: Value<i64>) {
    p.task(rollout().replicas(replicas));
}

fn main() {}
