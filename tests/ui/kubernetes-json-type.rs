use kfp_dsl::kubernetes::NodeSelector;
use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    p.task(split().uri(uri)).kubernetes(NodeSelector::json(uri));
}

fn main() {}
