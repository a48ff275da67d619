//! A pipeline called three times inside another one; what it makes goes on, and its names meet those outside.

use kfp_dsl::prelude::*;

#[container_component]
fn step(text: String, said: Output<String>, data: Output<Dataset>) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string(), said.path(), data.path()])
}

#[container_component]
fn check(text: String) -> Container {
    Container::image("busybox").command(["test", "-n"]).args([text.to_string()])
}

// `use` is a word of the language.
#[container_component(name = "use")]
fn use_data(data: Input<Dataset>) -> Container {
    Container::image("busybox").command(["cat"]).args([data.path()])
}

#[derive(Clone, Copy, Bundle)]
pub(crate) struct Made {
    said: Value<String>,
    data: Value<Dataset>,
}

#[pipeline]
fn inner(p: &mut Scope, text: Value<String>, #[default(1)] n: Value<i64>) -> Made {
    let first = p.task(step().text(text));
    p.when(n.eq(1), |p| {
        p.task(check().text(first.said));
    });
    Made { said: first.said, data: first.data }
}

#[pipeline]
fn nested(p: &mut Scope, text: Value<String>) -> Value<String> {
    let before = p.task(step().text("before"));
    let one = p.task(inner().text(text));
    let two = p.task(inner().text(one.output.said).n(2));
    p.task(use_data().data(two.output.data));
    let after = p.task(step().text(two.output.said));
    p.for_each(["x"], |p, item| {
        p.task(inner().text(item)).after(&before);
    });
    after.said
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(nested)
}
