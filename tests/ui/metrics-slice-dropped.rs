#![deny(unused_must_use)]
use kfp_dsl::prelude::*;

#[component(image = "img")]
fn evaluate(metrics: Output<SlicedClassificationMetrics>) -> Result<()> {
    metrics.slice("eu");
    Ok(())
}

fn main() {
    let _ = evaluate();
}
