//! The command `graph`.

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Kind, Problem, write_all};
use kfp_review::View;
use kfp_review::picture::{LayoutError, Picture};

use crate::args::{GraphArgs, GraphFormat};
use crate::plan::{different, pipeline, too_large};

pub(crate) fn run(options: &GraphArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let old = options.old.as_ref().map(|old| pipeline(old, &[], terminal)).transpose()?;
    let new = pipeline(&options.file, &[], terminal)?;
    let old = old.as_ref().map(View::new).transpose().map_err(too_large)?;
    let new = View::new(&new).map_err(too_large)?;
    let picture = Picture::new(old.as_ref(), &new).map_err(|e| different(&e))?;
    let text = match options.format {
        GraphFormat::Mermaid => picture.to_mermaid(),
        GraphFormat::Dot => picture.to_dot(),
        GraphFormat::Svg => picture.to_svg().map_err(|e| unplaced(&e))?,
        GraphFormat::Html => picture.to_html().map_err(|e| unplaced(&e))?,
    };
    if options.out.as_os_str() == "-" {
        terminal.out(text)?;
    } else {
        write_all(std::iter::once((options.out.as_path(), text.as_bytes())))?;
    }
    Ok(Exit::Ok)
}

fn unplaced(error: &LayoutError) -> Error {
    let help = "`--format dot` has no limit, and Graphviz draws it; a part of the pipeline as a pipeline of its own is drawn apart";
    Error::new(Kind::Invalid, Problem::new(error.to_string()).help(help))
}
