//! One component, one task, one input with a default.

use kfp_dsl::prelude::*;

use crate::IMAGE;

/// Greets somebody.
#[component(image = IMAGE)]
pub fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

/// Says hello.
#[pipeline]
pub fn hello(p: &mut Scope, #[default("world")] name: Value<String>) -> Value<String> {
    p.task(greet().name(name)).output
}
