//! The kfpc command, for KFP IR and Argo files.

fn main() {}
