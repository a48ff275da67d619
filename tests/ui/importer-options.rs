use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    p.task(importer::<Model>(uri)).cpu(1).model;
}

fn main() {}
