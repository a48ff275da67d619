use kfp_dsl::prelude::*;

import_component!("import/good.yaml");

fn main() {}
