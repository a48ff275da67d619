use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[derive(Parameter)]
struct Config {
    replicas: f64,
}

#[pipeline]
fn demo(p: &mut Scope, version: Value<String>, config: Value<Config>) {
    p.task(deploy().version(version).replicas(config.fields().replicas));
}

fn main() {}
