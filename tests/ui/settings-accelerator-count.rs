use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>, gpus: Value<i64>) {
    p.task(split().uri(uri)).accelerator("nvidia.com/gpu", gpus);
}

fn main() {}
