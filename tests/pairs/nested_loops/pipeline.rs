//! A loop in a loop: items of both, values from outside, one list out of it.

use kfp_dsl::prelude::*;

#[container_component]
fn train(name: String, rate: f64, epochs: i64, score: Output<f64>) -> Container {
    let args = [name.to_string(), rate.to_string(), epochs.to_string(), score.path()];
    Container::image("acme/train:1").command(["train"]).args(args)
}

#[container_component]
fn compare(scores: Vec<f64>) -> Container {
    Container::image("acme/train:1").command(["compare"]).args([scores.to_string()])
}

#[pipeline]
fn nested_loops(p: &mut Scope, names: Value<Vec<String>>, epochs: Value<i64>) {
    let scores = p.for_each(names.at_most(3), |p, name| {
        p.for_each([0.1, 0.01].at_most(1), |p, rate| {
            p.task(train().name(name).rate(rate).epochs(epochs)).score
        })
    });
    p.task(compare().scores(scores.flatten()));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(nested_loops)
}
