use kfp_dsl::prelude::*;

#[pipeline(title = "Demo")]
fn demo(p: &mut Scope) {
    let _ = p;
}

fn main() {}
