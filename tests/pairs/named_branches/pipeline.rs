//! Names of the branches of a chain, and of a nested one.

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn named_branches(p: &mut Scope, text: Value<String>) {
    p.named("first")
        .when(text.eq("a"), |p| {
            p.task(work().text("a"));
        })
        .else_when(text.eq("b"), |p| {
            p.task(work().text("b"));
        })
        .named("the rest")
        .otherwise(|p| {
            p.named("inside").when(text.eq("c"), |p| {
                p.task(work().text("c"));
            });
        });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(named_branches)
}
