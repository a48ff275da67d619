//! Secrets as variables: required, optional, with names from the run.

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
fn secret_env(p: &mut Scope, secret: Value<String>, secrets: Value<Vec<String>>) {
    p.task(work().text("a"))
        .kubernetes(Secret::named("db").env("user", "DB_USER").env("password", "DB_PASSWORD"))
        .kubernetes(Secret::named("maybe").env("token", "TOKEN").optional());
    p.task(work().text("b")).kubernetes(Secret::named(secret).env("k", "K"));
    let made = p.task(make());
    p.task(work().text("c")).kubernetes(Secret::named(made.out).env("k", "K"));
    p.for_each(secrets, |p, item| {
        p.task(work().text("d"))
            .kubernetes(Secret::named(item).env("k", "K"))
            .kubernetes(Secret::named(secret).env("l", "L"));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(secret_env)
}
