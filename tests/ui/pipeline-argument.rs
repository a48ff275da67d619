use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: String) {
    p.task(split().uri(uri));
}

fn main() {}
