//! if, elif, else with a parameter out of each branch, read by a task and returned.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn flip() -> Result<i64> {
    Ok(2)
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn say(text: String) -> Result<String> {
    Ok(text)
}

#[pipeline]
fn branches(p: &mut Scope, #[default("three")] word: Value<String>) -> Value<String> {
    let side = p.task(flip());
    let chosen = p
        .when(side.output.eq(1), |p| p.task(say().text("one")).output)
        .else_when(side.output.gt(10), |p| p.task(say().text("many")).output)
        .otherwise(|p| p.task(say().text(word)).output);
    p.task(say().text(chosen));
    chosen
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(branches)
}
