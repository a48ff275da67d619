use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    p.task(importer::<String>(uri));
}

fn main() {}
