use kfp_dsl::prelude::*;

#[pipeline]
fn demo(p: &mut Scope, #[default(10)] epochs: Value<Option<i64>>) {
    let _ = (p, epochs);
}

fn main() {}
