use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[pipeline]
fn demo(p: &mut Scope, uri: Value<String>) {
    let data = p.task(split().uri(uri));
    let trained = p.task(train().dataset(data.train).learning_rate(0.1));
    let scores = p.task(evaluate().model(trained.model).dataset(data.test)).output;
    let _ = (&trained, scores);
    let model = p.when(scores.auc.gt(0.9), |_| trained.model);
    p.task(register().model(model).name("churn"));
}

fn main() {}
