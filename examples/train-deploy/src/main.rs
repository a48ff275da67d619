//! Train, evaluate, gate, register and deploy a model.

fn main() {}
