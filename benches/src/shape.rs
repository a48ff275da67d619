//! The shapes of pipelines: those of `tests/conformance/python/scale.py`, task by task.

use std::cell::Cell;

use kfp_dsl::prelude::*;
use kfp_dsl::{BuildErrors, BuildOptions, Built, Names};

use crate::distinct::{self, Distinct};

/// How the tasks of a pipeline depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each task takes the output of the one before.
    Chain,
    /// One source, and tasks that take its output.
    Fan,
    /// A fan, and one task that waits for all the others.
    FanIn,
    /// Calls of one inner pipeline that is a chain of ten tasks.
    Nested,
    /// Loops over a constant list, each with a chain of ten tasks.
    Loop,
    /// A fan in which every task is a component of its own.
    Distinct,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Chain, Self::Fan, Self::FanIn, Self::Nested, Self::Loop, Self::Distinct];

    /// Its name on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Fan => "fan",
            Self::FanIn => "fan-in",
            Self::Nested => "nested",
            Self::Loop => "loop",
            Self::Distinct => "distinct",
        }
    }

    /// The shape of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// Runs the pipeline function and turns what it recorded into checked IR.
    ///
    /// # Errors
    /// None that is expected: those of [`Pipeline::build`].
    pub fn build(self, tasks: usize, names: Names) -> Result<Built, BuildErrors> {
        TASKS.set(tasks);
        let pipeline = match self {
            Self::Chain => Pipeline::of(chain),
            Self::Fan => Pipeline::of(fan),
            Self::FanIn => Pipeline::of(fan_in),
            Self::Nested => Pipeline::of(nested),
            Self::Loop => Pipeline::of(looped),
            Self::Distinct => Pipeline::of(distinct),
        };
        pipeline.build(&BuildOptions { names, ..BuildOptions::default() })
    }
}

/// The tasks of an inner pipeline, and of a loop.
const INNER: usize = 10;

thread_local! {
    /// How many tasks the pipeline functions add: they take no arguments of the process that builds them.
    static TASKS: Cell<usize> = const { Cell::new(0) };
}

/// Passes its text on.
#[container_component]
pub(crate) fn step(text: String, result: Output<String>) -> Container {
    Container::image("alpine:3.22")
        .command(["sh", "-c", r#"mkdir -p "$(dirname "$1")" && printf %s "$0" > "$1""#])
        .args([format!("{text}"), result.path()])
}

fn steps(p: &Scope, text: Value<String>, length: usize) -> Value<String> {
    (0..length).fold(text, |text, _| p.task(step().text(text)).result)
}

#[pipeline]
fn chain(p: &mut Scope, #[default("a")] start: Value<String>) {
    steps(p, start, TASKS.get());
}

#[pipeline]
fn fan(p: &mut Scope, #[default("a")] start: Value<String>) {
    let source = p.task(step().text(start)).result;
    for _ in 1..TASKS.get() {
        p.task(step().text(source));
    }
}

#[pipeline]
fn fan_in(p: &mut Scope, #[default("a")] start: Value<String>) {
    let source = p.task(step().text(start)).result;
    let all: Vec<_> = (2..TASKS.get()).map(|_| p.task(step().text(source))).collect();
    let last = p.task(step().text(start));
    all.iter().fold(last, |last, task| last.after(task));
}

#[pipeline]
fn inner(p: &mut Scope, text: Value<String>) -> Value<String> {
    steps(p, text, INNER)
}

#[pipeline]
fn nested(p: &mut Scope, #[default("a")] start: Value<String>) {
    (0..TASKS.get() / INNER).fold(start, |text, _| p.task(inner().text(text)).output);
}

#[pipeline(name = "loop")]
fn looped(p: &mut Scope) {
    for _ in 0..TASKS.get() / INNER {
        p.for_each(["a", "b", "c"], |p, item: Value<String>| {
            steps(p, item, INNER);
        });
    }
}

#[pipeline]
fn distinct(p: &mut Scope, #[default("a")] start: Value<String>) {
    let source = p.task(step().text(start)).result;
    for def in distinct::components(TASKS.get().saturating_sub(1)) {
        p.task(Distinct { def, text: source });
    }
}
