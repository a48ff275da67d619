use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, version: Value<i64>) {
    p.task(importer::<Model>(version));
}

fn main() {}
