//! Components and pipelines that others wrote, in one Rust pipeline.
//!
//! `count.yaml` is a Python function and `clean.yaml` a Python pipeline, each compiled to a file; the SDK writes such files
//! with `Compiler().compile(count, "count.yaml")`, also of notebook components. `plot.yaml` is a component of KFP's
//! first version. The macro and the build script make the same of a file.

use kfp_dsl::prelude::*;

import_component!(pub fn count = "components/count.yaml");

import_component!(pub fn clean = "components/clean.yaml");

include!(concat!(env!("OUT_DIR"), "/components.rs"));

/// Counts what is in a text, and plots it when there is enough.
#[pipeline]
pub fn imported(
    p: &mut Scope,
    /// Where the text is.
    source: Value<String>,
    /// How long a line must be to be kept.
    minimum: Value<Option<i64>>,
) -> Value<i64> {
    let cleaned = p.task(clean().source(source).minimum(minimum));
    let words = p.task(count().text(cleaned.text).unit(CountUnit::Word)).retries(2).output;
    p.when(words.gt(100) & cleaned.lines.gt(10), |p| {
        p.task(plot().text(cleaned.text).title("A long text"));
    });
    words
}

/// The command line.
pub fn app() -> kfp_app::App {
    kfp_app::App::new().pipeline(imported)
}
