//! Inputs with defaults and inputs that may be missing, of components and of pipelines.

use std::collections::BTreeMap;

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn work(
    #[default(3)] n: i64,
    #[default(0.5)] rate: f64,
    #[default("a")] text: String,
    #[default(true)] flag: bool,
    #[default(vec![1, 2])] items: Vec<i64>,
    #[default(BTreeMap::from([("x".to_owned(), 1.0)]))] options: BTreeMap<String, f64>,
    maybe: Option<String>,
) -> Result<()> {
    println!("{n} {rate} {text} {flag} {items:?} {options:?} {maybe:?}");
    Ok(())
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn load(model: Option<Input<Model>>) -> Result<()> {
    println!("{}", model.is_some());
    Ok(())
}

#[pipeline]
fn defaults(
    p: &mut Scope,
    maybe: Value<Option<String>>,
    #[default(BTreeMap::from([("x".to_owned(), 2.0)]))] options: Value<BTreeMap<String, f64>>,
    #[default(vec![3])] items: Value<Vec<i64>>,
) {
    p.task(work());
    p.task(work().n(4).items(items).options(options).maybe(maybe));
    p.task(load());
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(defaults)
}
