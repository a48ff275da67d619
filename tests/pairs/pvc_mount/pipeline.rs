//! Volume claims that exist: by name, from an input, from a task, in a branch.

use kfp_dsl::kubernetes::PvcMount;
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
fn pvc_mount(p: &mut Scope, claim: Value<String>) {
    p.task(work().text("a")).kubernetes(PvcMount::new("data", "/data"));
    p.task(work().text("b")).kubernetes(PvcMount::new(claim, "/data").sub_path("train/1"));
    let made = p.task(make());
    p.task(work().text("c")).kubernetes(PvcMount::new(made.out, "/data"));
    p.when(claim.ne(""), |p| {
        p.task(work().text("d")).kubernetes(PvcMount::new(made.out, "/data"));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(pvc_mount)
}
