//! One task, one input with a default.

use kfp_dsl::prelude::*;

#[container_component]
fn hello(name: String) -> Container {
    Container::image("busybox:1.37").command(["echo"]).args([format!("hello, {name}")])
}

/// Says hello.
#[pipeline(name = "hello")]
fn hello_pipeline(p: &mut Scope, #[default("world")] name: Value<String>) {
    p.task(hello().name(name));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(hello_pipeline)
}
