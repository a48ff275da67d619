//! Data by reference: an artifact made by a Rust component, read by a container, with metrics beside it.

use kfp_dsl::prelude::*;

use crate::IMAGE;

/// Writes the squares of the first numbers, one a line.
#[component(image = IMAGE)]
pub fn squares(count: u32, table: Output<Dataset>, metrics: Output<Metrics>) -> Result<()> {
    let lines: Vec<String> = (0..count).map(|n| (n * n).to_string()).collect();
    std::fs::write(table.path(), lines.join("\n"))?;
    table.set_metadata("rows", count);
    metrics.log_metric("rows", f64::from(count));
    Ok(())
}

/// Adds the numbers up with a tool of the image.
#[container_component]
pub fn sum(table: Input<Dataset>, total: Output<i64>) -> Container {
    const SCRIPT: &str =
        r#"mkdir -p "$(dirname "$2")" && awk '{ s += $1 } END { printf "%d", s }' "$1" > "$2""#;
    Container::image("busybox:1.37").command(["sh", "-ec", SCRIPT, "sum"]).args([table.path(), total.path()])
}

/// Makes a table and adds it up.
#[pipeline]
pub fn artifacts(p: &mut Scope, #[default(10)] count: Value<u32>) -> Value<i64> {
    let made = p.task(squares().count(count));
    p.task(sum().table(made.table)).total
}
