use kfp_dsl::prelude::*;

#[component(image = "i", code(sources = ["src/nowhere.rs"]))]
fn count(text: String) -> Result<i64> {
    Ok(text.len() as i64)
}

#[pipeline]
fn demo(p: &mut Scope) {
    p.task(count().text("x"));
}

fn main() {}
