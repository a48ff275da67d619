use kfp_dsl::prelude::*;

#[pipeline(name = "Nightly Training")]
fn nightly_training(p: &mut Scope) {
    let _ = p;
}

fn main() {}
