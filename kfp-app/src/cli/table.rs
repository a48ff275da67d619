//! The table of emitted files.

use super::count::Counts;

/// One file of the table.
pub struct Row {
    /// Where it is.
    pub path: String,
    /// What is in it, when that can be counted.
    pub counts: Option<Counts>,
    /// Its size.
    pub bytes: usize,
}

/// Files with their tasks, templates, pods and bytes, in columns. `has_kfp` adds what these mean for a KFP file.
pub fn table(rows: &[Row], has_kfp: bool) -> String {
    let open = |c: &Counts| if c.open_loops { "+" } else { "" };
    let mut cells = vec![["file", "tasks", "templates", "pods", "bytes"].map(str::to_owned)];
    for row in rows {
        let count = |n: fn(&Counts) -> u64| row.counts.map_or("-".to_owned(), |c| digits(n(&c)));
        let pods = row.counts.map_or("-".to_owned(), |c| digits(c.pods) + open(&c));
        let bytes = digits(u64::try_from(row.bytes).unwrap_or(u64::MAX));
        cells.push([row.path.clone(), count(|c| c.tasks), count(|c| c.templates), pods, bytes]);
    }
    let mut widths = [0; 5];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in &cells {
        for (i, (cell, width)) in row.iter().zip(widths).enumerate() {
            let cell = if i == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") };
            text.push_str(&cell);
        }
        text.push('\n');
    }
    if has_kfp {
        text.push_str("For KFP these are the templates and pods that KFP 2.17 makes of the file.\n");
    }
    if rows.iter().any(|row| row.counts.is_some_and(|c| c.open_loops)) {
        text.push_str("+ and as many more as a loop has items, when only a run knows its list.\n");
    }
    text
}

/// A number with its thousands apart.
fn digits(n: u64) -> String {
    let plain = n.to_string();
    let mut text = String::new();
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let counts = Counts { tasks: 5, templates: 12, pods: 1_234_567, open_loops: true };
        let row = |path: &str, counts, bytes| Row { path: path.to_owned(), counts, bytes };
        let rows = [row("out/a.kfp.yaml", Some(counts), 999), row("b", None, 1000)];
        insta::assert_snapshot!(table(&rows, true), @r"
        file            tasks  templates        pods  bytes
        out/a.kfp.yaml      5         12  1,234,567+    999
        b                   -          -           -  1,000
        For KFP these are the templates and pods that KFP 2.17 makes of the file.
        + and as many more as a loop has items, when only a run knows its list.
        ");
    }
}
