//! What was found, for people.

use kfp_app::Problem;
use kfp_app::cli::{Renderer, Terminal};

use crate::input::Input;

/// Writes problems to standard error, with the lines of the input that they are about.
pub(crate) fn show(problems: &[Problem], input: Option<&Input>, terminal: &mut Terminal<'_>) {
    let mut renderer = Renderer::new(terminal.err_color());
    if let Some(Input { name, text: Some(text), .. }) = input {
        renderer.source(name, text);
    }
    let text = renderer.problems(problems);
    terminal.err(text);
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}
