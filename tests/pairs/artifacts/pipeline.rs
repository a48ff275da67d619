//! Artifacts of several types between tasks, and out of the pipeline.

use kfp_dsl::prelude::*;

#[container_component]
fn make_data(rows: i64, data: Output<Dataset>, schema: Output<Artifact>) -> Container {
    Container::image("acme/data:1").command(["make"]).args([rows.to_string(), data.path(), schema.uri()])
}

#[container_component]
fn train(
    data: Input<Dataset>,
    schema: Input<Artifact>,
    model: Output<Model>,
    metrics: Output<Metrics>,
) -> Container {
    let args = [data.path(), schema.path(), model.path(), metrics.path()];
    Container::image("acme/train:1").command(["train"]).args(args)
}

#[pipeline]
fn artifacts(p: &mut Scope, #[default(100)] rows: Value<i64>) -> Value<Model> {
    let made = p.task(make_data().rows(rows));
    let trained = p.task(train().data(made.data).schema(made.schema));
    trained.model
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(artifacts)
}
