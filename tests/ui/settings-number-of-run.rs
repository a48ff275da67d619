use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>, gigabytes: Value<i64>) {
    p.task(split().uri(uri)).memory(gigabytes);
}

fn main() {}
