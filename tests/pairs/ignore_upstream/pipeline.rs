//! Tasks that run whatever happened before them: with defaults for what may be missing, and without data.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn make(text: String) -> Result<String> {
    Ok(text)
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn report(#[default("nothing")] text: String, #[default("none")] other: String) -> Result<()> {
    println!("{text} {other}");
    Ok(())
}

#[pipeline]
fn ignore_upstream(p: &mut Scope, text: Value<String>) {
    let made = p.task(make().text(text));
    p.task(report().text(made.output).other("x")).ignore_upstream_failure();
    let more = p.task(make().text("more"));
    p.task(report().text("ran").other(more.output)).ignore_upstream_failure();
    p.task(report().text("plain").other("y")).after(&made).ignore_upstream_failure();
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(ignore_upstream)
}
