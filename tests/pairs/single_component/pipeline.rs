//! One component, compiled by itself.

use kfp_dsl::prelude::*;

#[container_component(name = "pipeline")]
fn train(
    source: String,
    rate: f64,
    note: Option<String>,
    #[default(3)] epochs: i64,
    model: Output<Model>,
    score: Output<f64>,
) -> Container {
    let _ = note;
    let args = [source.to_string(), rate.to_string(), epochs.to_string(), model.path(), score.path()];
    Container::image("busybox").command(["train"]).args(args)
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of_component(train)
}
