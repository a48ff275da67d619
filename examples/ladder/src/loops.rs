//! Doing the same for each item: a list known now, a list made at run time, and what the bodies returned, collected.
#![expect(clippy::print_stderr, reason = "the log of a component is its standard error")]

use kfp_dsl::prelude::*;

use crate::IMAGE;

/// One candidate of a sweep.
#[derive(Clone, Debug, Parameter)]
pub struct Candidate {
    /// The step width.
    pub learning_rate: f64,
    /// The number of layers.
    pub depth: i64,
}

/// Tries one candidate.
#[component(image = IMAGE)]
pub fn score(learning_rate: f64, depth: i64) -> Result<f64> {
    Ok(1.0 / (1.0 + (learning_rate - 0.1).abs() + (depth - 3).abs() as f64))
}

/// Finds the best score.
#[component(image = IMAGE)]
pub fn best(scores: Vec<f64>) -> Result<f64> {
    scores.into_iter().reduce(f64::max).ok_or_else(|| "there is no score".into())
}

/// Makes the seeds of a second round.
#[component(image = IMAGE)]
pub fn seeds(count: u32) -> Result<Vec<i64>> {
    Ok((0..i64::from(count)).collect())
}

/// Repeats a measurement with one seed.
#[component(image = IMAGE)]
pub fn repeat(seed: i64, best: f64) -> Result<()> {
    eprintln!("seed {seed}: {best}");
    Ok(())
}

/// Sweeps over candidates, then repeats the best, at most two at a time.
#[pipeline]
pub fn loops(p: &mut Scope) -> Value<f64> {
    let candidates = vec![
        Candidate { learning_rate: 0.1, depth: 2 },
        Candidate { learning_rate: 0.01, depth: 3 },
        Candidate { learning_rate: 0.1, depth: 3 },
    ];
    let scores = p.for_each(candidates, |p, candidate| {
        let candidate = candidate.fields();
        p.task(score().learning_rate(candidate.learning_rate).depth(candidate.depth)).output
    });
    let best = p.task(best().scores(scores)).output;
    let seeds = p.task(seeds().count(3)).output;
    p.for_each(seeds.at_most(2), |p, seed| {
        p.task(repeat().seed(seed).best(best));
    });
    best
}
