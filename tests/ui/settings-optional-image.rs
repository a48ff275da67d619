use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>, image: Value<Option<String>>) {
    p.task(split().uri(uri)).image(image);
}

fn main() {}
