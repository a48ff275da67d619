//! A compiled component from a file, called twice: with everything, and with what it needs.

use kfp_dsl::prelude::*;

import_component!(fn scale(columns: Vec<String>) = "pairs/imported_component/scale.yaml");

#[container_component]
fn load(data: Output<Dataset>) -> Container {
    Container::image("busybox").command(["load"]).args([data.path()])
}

#[container_component]
fn count(rows: i64) -> Container {
    Container::image("busybox").command(["echo"]).args([rows.to_string()])
}

#[pipeline]
fn imported_component(p: &mut Scope, columns: Value<Vec<String>>, mode: Value<String>) -> Value<Dataset> {
    let data = p.task(load()).data;
    let first = p
        .task(scale().data(data).columns(columns).factor(0.5).mode(mode).reference(data))
        .cpu_limit(2)
        .retries(2);
    let second = p.task(scale().data(first.scaled).columns(["a", "b"]));
    p.when(second.rows.gt(10), |p| {
        p.task(count().rows(second.rows));
    });
    second.scaled
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(imported_component)
}
