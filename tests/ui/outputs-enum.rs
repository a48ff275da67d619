use kfp_dsl::prelude::*;

#[derive(Outputs)]
enum Verdict {
    Good,
    Bad,
}

fn main() {}
