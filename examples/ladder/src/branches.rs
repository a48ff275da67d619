//! Choosing at run time: three branches, of which exactly one gives the value that goes on.
#![expect(clippy::print_stderr, reason = "the log of a component is its standard error")]

use kfp_dsl::prelude::*;

use crate::IMAGE;

/// Where a model may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
pub enum Stage {
    /// For everyone.
    Production,
    /// For a tenth of the users.
    Canary,
    /// For nobody yet.
    Shadow,
}

/// Says what a stage means.
#[component(image = IMAGE)]
pub fn describe(stage: Stage, traffic: i64) -> Result<String> {
    Ok(format!("{stage:?} with {traffic} % of the traffic"))
}

/// Writes a line to the log.
#[component(image = IMAGE)]
pub fn announce(text: String) -> Result<()> {
    eprintln!("{text}");
    Ok(())
}

/// Picks a stage by quality.
#[pipeline]
pub fn branches(p: &mut Scope, accuracy: Value<f64>, #[default(false)] frozen: Value<bool>) {
    let good = accuracy.ge(0.95) & !Cond::from(frozen);
    let text = p
        .when(good, |p| p.task(describe().stage(Stage::Production).traffic(100)).output)
        .else_when(accuracy.ge(0.9), |p| p.task(describe().stage(Stage::Canary).traffic(10)).output)
        .otherwise(|p| p.task(describe().stage(Stage::Shadow).traffic(0)).output);
    p.task(announce().text(text));
}
