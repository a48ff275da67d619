use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope) {
    p.task(register().model("gs://bucket/model").name("churn"));
}

fn main() {}
