use kfp_dsl::prelude::*;

#[derive(Artifact)]
struct FeatureTable;

fn main() {}
