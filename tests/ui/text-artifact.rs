use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, model: Value<Model>) {
    p.task(split().uri(text!("s3://{}", model)));
}

fn main() {}
