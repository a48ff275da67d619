//! A compiled pipeline from a file, called twice inside another one and once deeper; its names meet those outside.

use kfp_dsl::prelude::*;

import_component!(fn prepare = "pairs/imported_pipeline/prepare.yaml");

#[container_component]
fn check(note: String) -> Container {
    Container::image("busybox").command(["true"]).args([note.to_string()])
}

// `use` is a word of the language.
#[container_component(name = "use")]
fn use_data(data: Input<Dataset>, kept: i64) -> Container {
    Container::image("busybox").command(["cat"]).args([data.path(), kept.to_string()])
}

#[pipeline]
fn around(p: &mut Scope, like: Value<Option<Dataset>>, #[default(3)] rows: Value<i64>) {
    let made = p.task(prepare().rows(rows).like(like).note("around"));
    p.task(use_data().data(made.data).kept(made.kept));
}

#[pipeline]
fn imported_pipeline(p: &mut Scope, rows: Value<i64>) -> Value<i64> {
    p.task(check().note("first"));
    let one = p.task(prepare().rows(rows));
    let two = p.task(prepare().rows(5).note("two").like(one.data));
    p.task(around().like(two.data));
    two.kept
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(imported_pipeline)
}
