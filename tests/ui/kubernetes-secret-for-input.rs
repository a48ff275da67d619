use kfp_dsl::kubernetes::Secret;
use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope) {
    p.task(split().uri(Secret::named("db")));
}

fn main() {}
