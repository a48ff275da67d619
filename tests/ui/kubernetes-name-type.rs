use kfp_dsl::kubernetes::Secret;
use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>, number: Value<i64>) {
    p.task(split().uri(uri)).kubernetes(Secret::named(number).mount("/etc/db"));
}

fn main() {}
