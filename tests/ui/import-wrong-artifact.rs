use kfp_dsl::prelude::*;

import_component!(pub fn scale(rates: Vec<f64>) = "import/good.yaml");

#[pipeline]
fn demo(p: &mut Scope, model: Value<Model>) {
    p.task(scale().rates([0.1]).data(model));
}

fn main() {}
