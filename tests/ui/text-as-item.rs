use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, bucket: Value<String>) {
    p.for_each([text!("{bucket}/a"), text!("{bucket}/b")], |p, uri| {
        p.task(split().uri(uri));
    });
}

fn main() {}
