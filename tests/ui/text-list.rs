use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, tags: Value<Vec<String>>) {
    p.task(split().uri(text!("s3://{tags}")));
}

fn main() {}
