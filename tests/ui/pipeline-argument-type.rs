use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, started: Value<std::time::Instant>) {
    let _ = (p, started);
}

fn main() {}
