use kfp_dsl::prelude::*;
use kfp_tests::recipe::*;

#[derive(Parameter)]
struct Config {
    learning_rate: f64,
}

#[pipeline]
fn demo(p: &mut Scope, dataset: Value<Dataset>, config: Value<Config>) {
    p.task(train().dataset(dataset).learning_rate(config.fields().learning_rat));
}

fn main() {}
