use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    p.task(split().uri(uri)).kubernetes("secret-name");
}

fn main() {}
