//! Optional inputs through pipelines inside pipelines: given, passed on, left out, with defaults at each level.

use std::collections::BTreeMap;

use kfp_dsl::prelude::*;

type Options = BTreeMap<String, String>;

#[component(image = "ghcr.io/acme/pairs:1")]
fn show(
    text: Option<String>,
    #[default(3)] number: i64,
    options: Option<Options>,
    names: Option<Vec<String>>,
    flag: Option<bool>,
) -> Result<()> {
    println!("{text:?} {number} {options:?} {names:?} {flag:?}");
    Ok(())
}

#[pipeline]
fn innermost(
    p: &mut Scope,
    text: Value<Option<String>>,
    number: Value<Option<i64>>,
    names: Value<Option<Vec<String>>>,
) {
    p.task(show().text(text).names(names).number(1));
    p.task(show().number(2));
    let _ = number;
}

#[pipeline]
fn inner(
    p: &mut Scope,
    text: Value<Option<String>>,
    flag: Value<Option<bool>>,
    #[default(5)] level: Value<i64>,
) {
    p.task(innermost().text(text).number(level));
    p.task(innermost().names(["a"]));
    p.task(show().flag(flag).number(level));
}

#[pipeline]
fn optional_nested(
    p: &mut Scope,
    text: Value<Option<String>>,
    options: Value<Option<Options>>,
    #[default("given")] given: Value<String>,
) {
    p.task(inner().text(text));
    p.task(inner().text(given).flag(true).level(7));
    p.task(show().options(options));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(optional_nested)
}
