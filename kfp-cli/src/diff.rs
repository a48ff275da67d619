//! The command `diff`.

use kfp_app::Error;
use kfp_app::cli::{Exit, Terminal};
use kfp_review::View;
use kfp_review::diff;

use crate::args::{DiffArgs, ReviewFormat};
use crate::plan::{different, pipeline, too_large};

pub(crate) fn run(options: &DiffArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let old = pipeline(&options.old, &[], terminal)?;
    let new = pipeline(&options.new, &[], terminal)?;
    let (old, new) = (View::new(&old).map_err(too_large)?, View::new(&new).map_err(too_large)?);
    let diff = diff::diff(&old, &new).map_err(|e| different(&e))?;
    terminal.out(match options.format {
        ReviewFormat::Text => diff.to_text(),
        ReviewFormat::Markdown => diff.to_markdown(),
        ReviewFormat::Json => format!("{:#}\n", diff.to_json()),
    })?;
    Ok(if diff.is_empty() { Exit::Ok } else { Exit::Differs })
}
