use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[derive(Clone, Copy, Parameter)]
enum Optimizer {
    Sgd,
    Adam,
}

#[pipeline]
fn demo(p: &mut Scope, optimizer: Value<Optimizer>) {
    p.when(optimizer.eq("sgd"), |p| {
        p.task(deploy().version("1").replicas(1));
    });
}

fn main() {}
