//! One-ofs of parameters and artifacts with three branches, used in a condition, inside a branch and as outputs.

use kfp_dsl::prelude::*;

#[container_component]
fn train(rate: f64, model: Output<Model>, score: Output<f64>) -> Container {
    Container::image("busybox").command(["train"]).args([rate.to_string(), model.path(), score.path()])
}

#[container_component]
fn publish(model: Input<Model>, score: f64) -> Container {
    Container::image("busybox").command(["publish"]).args([model.uri(), score.to_string()])
}

#[derive(Clone, Copy, Bundle)]
pub(crate) struct Best {
    model: Value<Model>,
    score: Value<f64>,
}

fn trained(p: &Scope, rate: f64) -> Best {
    let trained = p.task(train().rate(rate));
    Best { model: trained.model, score: trained.score }
}

#[pipeline]
fn oneof_nested(p: &mut Scope, size: Value<i64>) -> Best {
    let best = p
        .when(size.gt(100), |p| trained(p, 0.1))
        .else_when(size.gt(10), |p| trained(p, 0.2))
        .otherwise(|p| trained(p, 0.4));
    p.when(best.score.gt(0.5), |p| {
        p.task(publish().model(best.model).score(best.score));
    });
    best
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(oneof_nested)
}
