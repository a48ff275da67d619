use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, #[default(0.5)] epochs: Value<i64>) {
    let _ = (p, epochs);
}

fn main() {}
