//! A pipeline as a step of another one, with inputs, defaults and outputs of its own.

use kfp_dsl::prelude::*;

use crate::IMAGE;

/// Doubles a number.
#[component(image = IMAGE)]
pub fn double(x: i64) -> Result<i64> {
    Ok(2 * x)
}

/// Adds two numbers.
#[component(image = IMAGE)]
pub fn add(a: i64, b: i64) -> Result<i64> {
    Ok(a + b)
}

/// Computes `2x + offset`.
#[pipeline]
pub fn affine(p: &mut Scope, x: Value<i64>, #[default(1)] offset: Value<i64>) -> Value<i64> {
    let doubled = p.task(double().x(x)).output;
    p.task(add().a(doubled).b(offset)).output
}

/// Uses `affine` twice, once inside a branch.
#[pipeline]
pub fn nested(p: &mut Scope, #[default(20)] x: Value<i64>) -> Value<i64> {
    let first = p.task(affine().x(x)).output;
    p.when(first.gt(40), |p| p.task(double().x(first)).output)
        .otherwise(|p| p.task(affine().x(first).offset(100)).output)
}
