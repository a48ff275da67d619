//! Secrets as files: required, optional, with names from the run.

use kfp_dsl::kubernetes::Secret;
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
fn secret_volume(p: &mut Scope, secret: Value<String>) {
    p.task(work().text("a"))
        .kubernetes(Secret::named("tls").mount("/etc/tls"))
        .kubernetes(Secret::named("maybe").mount("/etc/maybe").optional());
    p.task(work().text("b")).kubernetes(Secret::named(secret).mount("/etc/secret"));
    let made = p.task(make());
    p.task(work().text("c")).kubernetes(Secret::named(made.out).mount("/etc/secret"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(secret_volume)
}
