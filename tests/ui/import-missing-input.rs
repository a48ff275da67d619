use kfp_dsl::prelude::*;

import_component!(pub fn scale(rates: Vec<f64>) = "import/good.yaml");

#[pipeline]
fn demo(p: &mut Scope, rates: Value<Vec<f64>>) {
    p.task(scale().rates(rates));
}

fn main() {}
