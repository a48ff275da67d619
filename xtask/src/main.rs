//! Every command a contributor or CI runs.

fn main() {}
