//! A pipeline as the exit task.

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[container_component]
fn say(text: String) -> Container {
    Container::image("busybox").command(["say"]).args([text.to_string()])
}

#[pipeline]
fn tell(p: &mut Scope, text: Value<String>) {
    p.task(say().text(text));
    p.task(say().text("more"));
}

#[pipeline]
fn exit_pipeline(p: &mut Scope, text: Value<String>) {
    p.finally(tell().text(text), |p| {
        p.task(work().text("a"));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(exit_pipeline)
}
