use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, tag: Value<Option<String>>) {
    p.task(split().uri(text!("s3://{tag}")));
}

fn main() {}
