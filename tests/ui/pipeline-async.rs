use kfp_dsl::prelude::*;

#[pipeline]
async fn demo(p: &mut Scope) {
    let _ = p;
}

fn main() {}
