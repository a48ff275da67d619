//! Pipelines in pipelines whose inputs may be left out at every level.

use kfp_dsl::prelude::*;

#[container_component]
fn say(text: String, note: Option<String>, size: Option<i64>, like: Option<Input<Dataset>>) -> Container {
    let _ = (note, size, like);
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn inner(
    p: &mut Scope,
    #[default("deep")] text: Value<String>,
    note: Value<Option<String>>,
    size: Value<Option<i64>>,
    like: Value<Option<Dataset>>,
) {
    p.task(say().text(text).note(note).size(size).like(like));
}

#[pipeline]
fn middle(
    p: &mut Scope,
    note: Value<Option<String>>,
    #[default(2)] size: Value<i64>,
    like: Value<Option<Dataset>>,
) {
    p.task(inner().note(note).size(size).like(like));
}

#[pipeline]
fn optional_levels(p: &mut Scope, note: Value<Option<String>>, like: Value<Option<Dataset>>) {
    p.task(middle().note(note).like(like));
    p.task(middle().size(3));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(optional_levels)
}
