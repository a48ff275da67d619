//! Settings of single tasks of one component, in a nested pipeline, too.

use kfp_dsl::kubernetes::Secret;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn inner(p: &mut Scope, secret: Value<String>) {
    p.task(work().text("d")).kubernetes(Secret::named(secret).env("k", "K"));
}

#[pipeline]
fn settings_shared(p: &mut Scope, secret: Value<String>) {
    p.task(work().text("a")).kubernetes(Secret::named("one").env("k", "K"));
    p.task(work().text("b")).kubernetes(Secret::named("two").env("k", "K"));
    p.task(work().text("c"));
    p.task(inner().secret("three"));
    p.task(inner().secret(secret));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(settings_shared)
}
