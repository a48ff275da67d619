//! Outputs of pipelines: several, artifacts, lists of artifacts, one-ofs, those of pipelines inside.

use kfp_dsl::placeholders::EXECUTOR_INPUT;
use kfp_dsl::prelude::*;

#[container_component]
fn train(rate: f64, model: Output<Model>, score: Output<f64>) -> Container {
    Container::image("busybox").command(["train"]).args([rate.to_string(), model.path(), score.path()])
}

#[container_component]
fn compare(models: Input<Vec<Model>>, best: Output<Model>) -> Container {
    let _ = models;
    let command = ["compare", "--executor-input", EXECUTOR_INPUT];
    Container::image("busybox").command(command).args([best.path()])
}

#[pipeline]
fn sweep(p: &mut Scope, rates: Value<Vec<f64>>) -> Collected<Model> {
    p.for_each(rates, |p, rate| p.task(train().rate(rate)).model)
}

#[derive(Bundle)]
pub(crate) struct Made {
    models: Collected<Model>,
    best: Value<Model>,
    score: Value<f64>,
    scores: Value<Vec<f64>>,
}

#[pipeline]
fn pipeline_outputs(p: &mut Scope, rates: Value<Vec<f64>>, fast: Value<bool>) -> Made {
    let models = p.task(sweep().rates(rates)).output;
    let best = p.task(compare().models(models)).best;
    let score = p
        .when(fast.eq(true), |p| p.task(train().rate(0.5)).score)
        .otherwise(|p| p.task(train().rate(0.1)).score);
    let scores = p.for_each([0.1, 0.2], |p, rate| p.task(train().rate(rate)).score);
    Made { models, best, score, scores }
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(pipeline_outputs)
}
