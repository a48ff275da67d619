//! Lists out of loops in loops, of artifacts, out of a loop in a branch.

use kfp_dsl::placeholders::EXECUTOR_INPUT;
use kfp_dsl::prelude::*;

#[container_component]
fn split(name: String, parts: Output<Vec<String>>) -> Container {
    Container::image("busybox").command(["split"]).args([name.to_string(), parts.path()])
}

#[container_component]
fn train(name: String, part: String, model: Output<Model>) -> Container {
    Container::image("busybox").command(["train"]).args([name.to_string(), part.to_string(), model.path()])
}

#[container_component]
fn score(name: String, points: Output<i64>) -> Container {
    Container::image("busybox").command(["score"]).args([name.to_string(), points.path()])
}

#[container_component]
fn total(points: Vec<i64>) -> Container {
    Container::image("busybox").command(["total"]).args([points.to_string()])
}

#[container_component]
fn merge(models: Input<Vec<Model>>) -> Container {
    let _ = models;
    Container::image("busybox").command(["merge", "--executor-input", EXECUTOR_INPUT])
}

#[pipeline]
fn collected_nested(p: &mut Scope, names: Value<Vec<String>>, #[default(true)] deep: Value<bool>) {
    let models = p.named("names").for_each(names, |p, name| {
        let parts = p.task(split().name(name)).parts;
        p.for_each(parts.at_most(2), |p, part| p.task(train().name(name).part(part)).model)
    });
    p.task(merge().models(models.flatten()));
    p.when(deep.eq(true), |p| {
        let points = p.for_each(names, |p, name| p.task(score().name(name)).points);
        p.task(total().points(points));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(collected_nested)
}
