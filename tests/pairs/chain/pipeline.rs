//! Functions that pass parameters on; one is used twice, one waits without data.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn add(a: i64, b: i64) -> Result<i64> {
    Ok(a + b)
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn show_text(text: String, times: f64, loud: bool) -> Result<()> {
    println!("{text} {times} {loud}");
    Ok(())
}

#[pipeline]
fn chain(p: &mut Scope, start: Value<i64>, #[default(1.5)] factor: Value<f64>) -> Value<i64> {
    let first = p.task(add().a(start).b(2));
    let second = p.task(add().a(first.output).b(first.output));
    p.task(show_text().text("done").times(factor).loud(true)).after(&second);
    second.output
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(chain)
}
