use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>, data: Value<Dataset>) {
    p.task(importer::<Model>(uri).metadata("from", data));
}

fn main() {}
