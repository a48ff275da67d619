//! Another image for one task: known now, an input of the pipeline, the output of a task, the item of a loop.

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[container_component]
fn make(out: Output<String>) -> Container {
    Container::image("busybox").command(["touch"]).args([out.path()])
}

#[pipeline]
fn image(p: &mut Scope, image: Value<String>, images: Value<Vec<String>>) {
    p.task(work().text("fixed")).image("busybox:1.36");
    p.task(work().text("input")).image(image);
    let made = p.task(make());
    p.task(work().text("output")).image(made.out);
    p.for_each(images, |p, item| {
        p.task(work().text("item")).image(item);
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(image)
}
