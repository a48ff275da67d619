use kfp_dsl::prelude::*;

#[component(image = "i", img = "x")]
fn load(uri: String, data: Output<Dataset>) -> Result<()> {
    Ok(std::fs::write(data.path(), uri)?)
}

#[pipeline]
fn demo(p: &mut Scope) {
    p.task(load().uri("x"));
}

fn main() {}
