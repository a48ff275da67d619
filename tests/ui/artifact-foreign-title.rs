use kfp_dsl::prelude::*;

#[derive(Artifact)]
#[artifact(title = "acme.FeatureTable")]
struct FeatureTable;

fn main() {}
