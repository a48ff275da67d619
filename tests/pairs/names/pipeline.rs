//! Display names and descriptions: of the pipeline, its inputs, groups, tasks, pipelines inside.

use kfp_dsl::prelude::*;

/// Works.
#[container_component]
fn work(
    /// What to work on.
    text: String,
    out: Output<String>,
) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string(), out.path()])
}

/// Inside.
#[pipeline(display_name = "Inner")]
fn inner_names(p: &mut Scope, text: Value<String>) -> Value<String> {
    p.task(work().text(text)).out
}

/// All kinds of names.
#[pipeline(display_name = "All Names")]
fn names(
    p: &mut Scope,
    /// Some text.
    text: Value<String>,
    /// Whether to.
    #[default(true)]
    flag: Value<bool>,
) {
    p.named("the branch").when(flag.eq(true), |p| {
        p.task(work().text(text)).display_name("In the branch");
    });
    p.named("the loop").for_each(["x"], |p, item| {
        p.task(inner_names().text(item)).display_name("Called");
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(names)
}
