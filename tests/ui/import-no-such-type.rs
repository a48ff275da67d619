use kfp_dsl::prelude::*;

import_component!(pub fn scale(data: Tabel) = "import/good.yaml");

fn main() {}
