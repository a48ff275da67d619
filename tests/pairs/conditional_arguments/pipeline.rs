//! Arguments that depend on whether an input is given, and arguments put together.

use kfp_dsl::concat;
use kfp_dsl::prelude::*;

#[container_component]
fn work(name: String, tag: Option<String>, level: Option<i64>) -> Container {
    Container::image("busybox").command(["echo"]).args([
        tag.if_present_or(|tag| ["--tag".to_owned(), tag.to_string()], ["--no-tag"]),
        level.if_present(|level| [concat(["--level=".to_owned(), level.to_string()])]),
        concat([
            "--name=".to_owned(),
            name.to_string(),
            tag.text_if_present(|tag| concat([":".to_owned(), tag.to_string()]), ":latest"),
        ]),
    ])
}

#[pipeline]
fn conditional_arguments(p: &mut Scope, name: Value<String>, tag: Value<Option<String>>) {
    p.task(work().name(name).tag("v1"));
    p.task(work().name(name));
    p.task(work().name(name).tag(tag).level(3));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(conditional_arguments)
}
