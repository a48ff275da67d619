//! The command line of an [`App`], and what `kfpc` shares with it.

mod args;
mod compile;
pub mod count;
mod list;
mod next;
mod render;
mod shell;
mod source;
mod stale;
mod table;
mod terminal;

use std::ffi::OsString;
use std::path::Path;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{App, Error, Kind, Problem};
use args::{Cli, Command};

#[cfg(feature = "argo")]
pub use next::argo_command;
pub use render::{Renderer, grouped};
pub use shell::{completions, quote};
pub use table::{Row, table};
pub use terminal::{EXIT_CODES, Exit, Terminal};

/// `exec` is done before the command line is parsed, so this is [`App::run_from`].
fn not_here() -> Error {
    let problem = Problem::new("`exec` needs a process of its own");
    let help = "start the program with `App::run`; in tests, call the function of the component";
    Error::new(Kind::Usage, problem.help(help))
}

/// Does what the arguments say; the first is the program.
pub(crate) fn run(app: &App, args: Vec<OsString>, terminal: &mut Terminal<'_>) -> Exit {
    let program = args.first().cloned().unwrap_or_else(|| "pipelines".into());
    let name = Path::new(&program).file_stem().unwrap_or("pipelines".as_ref()).to_string_lossy().into_owned();
    let command = terminal.fit(Cli::command()).bin_name(name.clone());
    let parsed = command.clone().try_get_matches_from(&args).and_then(|m| Cli::from_arg_matches(&m));
    let result = match parsed {
        Err(error) => return terminal.clap(&error),
        Ok(Cli { command: Command::Compile(options) }) => compile::run(app, &options, &args, terminal),
        Ok(Cli { command: Command::List(options) }) => list::run(app, &options, terminal),
        Ok(Cli { command: Command::Exec(_) }) => Err(not_here()),
        Ok(Cli { command: Command::Completions { shell } }) => completions(command, &name, shell, terminal),
    };
    terminal.end(result)
}
