use kfp_dsl::prelude::*;

import_component!(pub fn scale = "import/placeholder.yaml");

#[pipeline]
fn demo(p: &mut Scope, rate: Value<f64>) {
    let scaled = p.task(scale().rate(rate)).scaled;
    let _ = scaled;
}

fn main() {}
