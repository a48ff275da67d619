//! Every placeholder a container can use, alone and inside text.

use kfp_dsl::prelude::*;

#[derive(Clone, Debug, Parameter)]
pub(crate) struct Deep {
    list: Vec<serde_json::Value>,
}

#[derive(Clone, Debug, Parameter)]
pub(crate) struct Options {
    deep: Deep,
}

#[container_component]
fn make(seed: i64, data: Output<Dataset>) -> Container {
    Container::image("acme/tool:1").command(["make".to_owned(), seed.to_string()]).args([data.uri()])
}

#[container_component]
fn work(
    name: String,
    rate: f64,
    dry: bool,
    options: Options,
    data: Input<Dataset>,
    model: Output<Model>,
    version: Output<String>,
    count: Output<i64>,
) -> Container {
    Container::image("acme/tool:1").command(["sh", "-ec", "tool \"$@\"", "tool"]).args([
        format!("--name={name}"),
        "--rate".to_owned(),
        rate.to_string(),
        dry.to_string(),
        options.to_string(),
        format!("--data={}", data.path()),
        data.uri(),
        format!("--model={}", model.uri()),
        model.path(),
        version.path(),
        count.path(),
    ])
}

#[container_component]
fn show(version: String, count: i64) -> Container {
    Container::image("acme/tool:1").command(["echo"]).args([format!("{version}-{count}")])
}

#[pipeline]
fn placeholders(p: &mut Scope, name: Value<String>, #[default(false)] dry: Value<bool>) {
    let made = p.task(make().seed(7));
    let list = vec![1.into(), 2.5.into(), "three".into(), true.into()];
    let options = Options { deep: Deep { list } };
    let worked = p.task(work().name(name).rate(0.25).dry(dry).options(options).data(made.data));
    p.task(show().version(worked.version).count(worked.count));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(placeholders)
}
