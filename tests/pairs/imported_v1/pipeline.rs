//! A component file of KFP's first version.

use std::collections::BTreeMap;

use kfp_dsl::prelude::*;

import_component! {
    fn train(options: BTreeMap<String, i64>) = "pairs/imported_v1/train.yaml"
}

#[container_component]
fn load(data: Output<Dataset>) -> Container {
    Container::image("busybox").command(["load"]).args([data.path()])
}

#[pipeline]
fn imported_v1(p: &mut Scope, rate: Value<f64>) -> Value<Model> {
    let data = p.task(load()).data;
    let first = p.task(train().training_data(data).rate(rate));
    let again = train().trees(5).label_column("y").verbose(true).options(BTreeMap::<String, i64>::new());
    let again = again.start(first.model).schema(first.log).note("again");
    p.task(again.training_data(data).rate(0.1)).model
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(imported_v1)
}
