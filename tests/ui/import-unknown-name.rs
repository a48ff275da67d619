use kfp_dsl::prelude::*;

import_component!(pub fn scale(rate: Vec<f64>) = "import/good.yaml");

fn main() {}
