use kfp_dsl::prelude::*;

#[derive(Clone, Copy, Parameter)]
enum Optimizer {
    Sgd,
    Adam,
}

#[container_component]
fn fit(optimizer: Optimizer) -> Container {
    Container::image("i").args([format!("--optimizer={optimizer}")])
}

#[pipeline]
fn demo(p: &mut Scope) {
    p.task(fit().optimizer("sgd"));
}

fn main() {}
