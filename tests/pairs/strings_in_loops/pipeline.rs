//! Texts with the item of a loop, values from outside of it, and in a branch inside.

use kfp_dsl::prelude::*;

#[container_component]
fn show(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[container_component]
fn make(text: String, out: Output<String>) -> Container {
    Container::image("busybox").command(["make"]).args([text.to_string(), out.path()])
}

#[pipeline]
fn strings_in_loops(p: &mut Scope, names: Value<Vec<String>>, #[default("p")] prefix: Value<String>) {
    let first = p.task(make().text("first"));
    p.for_each(names, |p, name| {
        let made = p.task(make().text(text!("{prefix}/{name}")));
        p.task(show().text(text!("{name}/{}/{}", first.out, made.out)));
        p.when(prefix.eq("p"), |p| {
            p.task(show().text(text!("{prefix} of {}", made.out)));
        });
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(strings_in_loops)
}
