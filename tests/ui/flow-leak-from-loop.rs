use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    let data = p.task(split().uri(uri));
    let trained = p.task(train().dataset(data.train).learning_rate(0.1));
    let scores = p.task(evaluate().model(trained.model).dataset(data.test)).output;
    let _ = (&trained, scores);
    let mut last = trained.model;
    p.for_each([0.1, 0.2], |p, rate| {
        last = p.task(train().dataset(data.train).learning_rate(rate)).model;
    });
    p.task(register().model(last).name("churn"));
}

fn main() {}
