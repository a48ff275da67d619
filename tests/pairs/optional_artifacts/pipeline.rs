//! Optional artifacts through pipelines inside pipelines: given, passed on, left out.

use kfp_dsl::prelude::*;

#[container_component]
fn make(model: Output<Model>) -> Container {
    Container::image("busybox").command(["make"]).args([model.path()])
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn train(rate: f64, start: Option<Input<Model>>, note: Option<String>) -> Result<()> {
    println!("{rate} {:?} {note:?}", start.map(|model| model.uri().to_owned()));
    Ok(())
}

#[pipeline]
fn inner(p: &mut Scope, rate: Value<f64>, start: Value<Option<Model>>) {
    p.task(train().rate(rate).start(start));
    p.task(train().rate(0.1));
}

#[pipeline]
fn optional_artifacts(p: &mut Scope, rate: Value<f64>, note: Value<Option<String>>) {
    let made = p.task(make());
    p.task(inner().rate(rate).start(made.model));
    p.task(inner().rate(0.5));
    p.task(train().rate(rate).start(made.model).note(note));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(optional_artifacts)
}
