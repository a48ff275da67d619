use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, uri: String) {
    let _ = (p, uri);
}

fn main() {}
