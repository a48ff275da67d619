//! A loop over the list that a task makes; parameters and artifacts are collected.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn rates(n: i64) -> Result<Vec<f64>> {
    Ok((0..n).map(|_| 1.0).collect())
}

#[container_component]
fn train(rate: f64, model: Output<Model>, score: Output<f64>) -> Container {
    Container::image("acme/train:1").command(["train"]).args([rate.to_string(), model.path(), score.path()])
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn best(scores: Vec<f64>, models: Input<Vec<Model>>) -> Result<f64> {
    let _ = models;
    Ok(scores.into_iter().fold(f64::MIN, f64::max))
}

#[pipeline]
fn collected(p: &mut Scope, #[default(3)] n: Value<i64>) -> Value<Vec<f64>> {
    let listed = p.task(rates().n(n));
    let (scores, models) = p.for_each(listed.output, |p, rate| {
        let trained = p.task(train().rate(rate));
        (trained.score, trained.model)
    });
    p.task(best().scores(scores).models(models));
    scores
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(collected)
}
