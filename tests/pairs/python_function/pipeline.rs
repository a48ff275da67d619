//! A compiled component of a Python function.

use kfp_dsl::prelude::*;

import_component!(fn tokens(separators: Vec<String>) = "pairs/python_function/tokens.yaml");

#[pipeline]
fn python_function(p: &mut Scope, texts: Value<Vec<String>>) -> Value<i64> {
    p.for_each(texts, |p, text| {
        p.task(tokens().text(text).separators([" ", ","]));
    });
    p.task(tokens().text("a b")).output
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(python_function)
}
