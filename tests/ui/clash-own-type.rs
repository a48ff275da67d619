use kfp_dsl::prelude::*;

struct CfgCall;

#[component(image = "i")]
fn cfg(rate: f64) -> Result<f64> {
    Ok(rate)
}

fn main() {
    let _ = CfgCall;
}
