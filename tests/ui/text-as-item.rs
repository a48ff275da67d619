use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, bucket: Value<String>) {
    let uris: Vec<Text> = vec![text!("{bucket}/a"), text!("{bucket}/b")];
    p.for_each(uris, |p, uri| {
        p.task(split().uri(uri));
    });
}

fn main() {}
