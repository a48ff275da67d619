//! A model out of whichever branch runs.

use kfp_dsl::prelude::*;

#[container_component]
fn train(rate: f64, model: Output<Model>, score: Output<f64>) -> Container {
    Container::image("acme/train:1").command(["train"]).args([rate.to_string(), model.path(), score.path()])
}

#[container_component]
fn publish(model: Input<Model>, note: String) -> Container {
    Container::image("acme/publish:1").command(["publish"]).args([model.uri(), note.to_string()])
}

#[pipeline]
fn oneof_artifacts(p: &mut Scope, fast: Value<bool>, #[default("it's new")] note: Value<String>) {
    let model = p
        .when(fast.eq(true), |p| p.task(train().rate(0.5)).model)
        .otherwise(|p| p.task(train().rate(0.01)).model);
    p.task(publish().model(model).note(note));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(oneof_artifacts)
}
