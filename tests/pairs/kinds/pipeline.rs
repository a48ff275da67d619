//! Every type of parameter and artifact, given and made; custom types with versions.

use kfp_dsl::prelude::*;
use serde_json::Value as Json;

#[derive(Artifact)]
#[artifact(title = "system.Table", version = "1.2.3")]
pub(crate) struct Table;

#[derive(Artifact)]
#[artifact(title = "google.VertexEndpoint")]
pub(crate) struct Endpoint;

type Fields = std::collections::BTreeMap<String, Json>;

#[container_component]
fn make(
    a: Output<Artifact>,
    d: Output<Dataset>,
    m: Output<Model>,
    n: Output<Metrics>,
    c: Output<ClassificationMetrics>,
    s: Output<SlicedClassificationMetrics>,
    h: Output<Html>,
    k: Output<Markdown>,
    t: Output<Table>,
    e: Output<Endpoint>,
    text: Output<String>,
    whole: Output<i64>,
    real: Output<f64>,
    truth: Output<bool>,
    items: Output<Vec<Json>>,
    fields: Output<Fields>,
) -> Container {
    let _ = (d, m, n, c, s, h, k, t, e, whole, real, truth, items, fields);
    Container::image("busybox").command(["make"]).args([a.path(), text.path()])
}

#[container_component(name = "use")]
fn use_all(
    a: Input<Artifact>,
    b: Input<Artifact>,
    d: Input<Dataset>,
    m: Input<Model>,
    n: Input<Metrics>,
    c: Input<ClassificationMetrics>,
    s: Input<SlicedClassificationMetrics>,
    h: Input<Html>,
    k: Input<Markdown>,
    t: Input<Table>,
    e: Input<Endpoint>,
    text: String,
    whole: i64,
    real: f64,
    truth: bool,
    items: Vec<Json>,
    fields: Fields,
) -> Container {
    let _ = (b, d, m, n, c, s, h, k, t, e, whole, real, truth, items, fields);
    Container::image("busybox").command(["use"]).args([a.path(), text.to_string()])
}

fn fields_default() -> Fields {
    Fields::from([("k".to_owned(), serde_json::json!([1.5, true]))])
}

#[pipeline]
fn kinds(
    p: &mut Scope,
    #[default("x")] text: Value<String>,
    #[default(1)] whole: Value<i64>,
    #[default(0.5)] real: Value<f64>,
    #[default(true)] truth: Value<bool>,
    #[default(vec![Json::from(1), Json::from("a")])] items: Value<Vec<Json>>,
    #[default(fields_default())] fields: Value<Fields>,
) {
    let o = p.task(make());
    let artifacts = || use_all().a(o.a).d(o.d).m(o.m).n(o.n).c(o.c).s(o.s).h(o.h).k(o.k).t(o.t).e(o.e);
    let parameters = artifacts().b(o.t);
    p.task(
        parameters.text(o.text).whole(o.whole).real(o.real).truth(o.truth).items(o.items).fields(o.fields),
    );
    p.task(artifacts().b(o.e).text(text).whole(whole).real(real).truth(truth).items(items).fields(fields));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(kinds)
}
