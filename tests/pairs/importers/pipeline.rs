//! Importers: constant and run-time URIs, metadata with constants and values, other artifact types.

use kfp_dsl::prelude::*;

#[container_component]
fn use_both(model: Input<Model>, data: Input<Dataset>) -> Container {
    Container::image("busybox").command(["use"]).args([model.path(), data.uri()])
}

#[pipeline]
fn importers(p: &mut Scope, uri: Value<String>, owner: Value<String>, #[default(3)] size: Value<i64>) {
    let fixed = p.task(importer::<Model>("gs://bucket/model").reimport());
    let given = p.task(
        importer::<Dataset>(uri)
            .metadata("owner", owner)
            .metadata("size", size)
            .metadata("again", owner)
            .metadata("fixed", "text")
            .metadata("rows", 7)
            .metadata("deep", vec![text!("{owner}"), "x".into()])
            .metadata("label", text!("of {owner}")),
    );
    p.task(use_both().model(fixed.artifact).data(given.artifact));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(importers)
}
