// mistakes: 2
use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, bucket: Value<String>) {
    p.task(split().uri(text!("s3://{}/{}", bucket)));
    p.task(split().uri(text!("s3://{}", bucket, bucket)));
}

fn main() {}
