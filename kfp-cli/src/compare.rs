//! The command `compare`.

use kfp_app::Error;
use kfp_app::cli::{Exit, Terminal};
use kfp_review::View;
use kfp_review::compare::{Comparison, compare};
use serde_json::{Value, json};

use crate::args::{CompareArgs, ReviewFormat};
use crate::plan::{pipeline, too_large};

pub(crate) fn run(options: &CompareArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let mut found = Vec::new();
    for file in &options.files {
        let pipeline = pipeline(file, &[], terminal)?;
        found.push(compare(&View::new(&pipeline).map_err(too_large)?, options.profile));
    }
    let joined = |text: fn(&Comparison) -> String| found.iter().map(text).collect::<Vec<_>>().join("\n");
    terminal.out(match options.format {
        ReviewFormat::Text => joined(Comparison::to_text),
        ReviewFormat::Markdown => joined(Comparison::to_markdown),
        ReviewFormat::Json => {
            let pipelines: Vec<Value> = found.iter().map(Comparison::to_json).collect();
            format!("{:#}\n", json!({"version": 1, "pipelines": pipelines}))
        }
    })?;
    Ok(Exit::Ok)
}
