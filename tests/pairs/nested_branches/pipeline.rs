//! Branches in branches and in loops: numbers of the groups, and values through several of them.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn measure(text: String) -> Result<f64> {
    Ok(text.len() as f64)
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn count() -> Result<i64> {
    Ok(1)
}

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn nested_branches(
    p: &mut Scope,
    text: Value<String>,
    #[default(0.9)] limit: Value<f64>,
    #[default(false)] exact: Value<bool>,
) {
    let score = p.task(measure().text(text));
    let n = p.task(count());
    p.when(score.output.ge(limit), |p| {
        p.task(work().text(text));
        p.when(n.output.ne(3), |p| {
            p.task(work().text("inside"));
        });
    })
    .otherwise(|p| {
        p.for_each(["a", "b"], |p, item| {
            p.when(exact.eq(false), |p| {
                let again = p.task(measure().text(item));
                p.when(again.output.lt(0.25), |p| {
                    p.task(work().text(item));
                });
            });
        });
    });
    p.when(n.output.le(2), |p| {
        p.task(work().text("last"));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(nested_branches)
}
