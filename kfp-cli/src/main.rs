//! `kfpc`: checks and converts compiled pipelines, whoever compiled them.

mod argo;
mod args;
mod check;
mod compare;
mod component;
mod config;
mod convert;
mod diff;
mod explain;
mod fmt;
mod graph;
mod input;
mod lint;
mod lock;
mod plan;
mod report;
mod revision;
mod size;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use kfp_app::Error;
use kfp_app::cli::{Terminal, completions};

use args::{ArgoArgs, Cli, Command};

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let mut terminal = Terminal::standard(&mut out, &mut err);
    let command = terminal.fit(Cli::command());
    let parsed = command.clone().try_get_matches().and_then(|m| Cli::from_arg_matches(&m));
    let result = match parsed {
        Err(error) => return terminal.clap(&error).into(),
        Ok(Cli { command: Command::Check(options) }) => check::run(&options, &mut terminal),
        Ok(Cli { command: Command::Convert(options) }) => convert::run(&options, &mut terminal),
        Ok(Cli { command: Command::Component(options) }) => component::run(&options, &mut terminal),
        Ok(Cli { command: Command::Fmt(options) }) => fmt::run(&options, &mut terminal),
        Ok(Cli { command: Command::Explain(options) }) => explain::run(&options, &mut terminal),
        Ok(Cli { command: Command::Argo(typed) }) => match with_config(&command, &typed) {
            Ok(options) => options.and_then(|options| {
                let options = options.as_ref().unwrap_or(&typed);
                argo::schedule_fits(&typed, options)?;
                argo::run(options, &mut terminal)
            }),
            Err(error) => return terminal.clap(&error).into(),
        },
        Ok(Cli { command: Command::Lint(options) }) => lint::run(&options, &mut terminal),
        Ok(Cli { command: Command::Size(options) }) => size::run(&options, &mut terminal),
        Ok(Cli { command: Command::Plan(options) }) => plan::run(&options, &mut terminal),
        Ok(Cli { command: Command::Diff(options) }) => diff::run(&options, &mut terminal),
        Ok(Cli { command: Command::Compare(options) }) => compare::run(&options, &mut terminal),
        Ok(Cli { command: Command::Lock(options) }) => lock::run(&options, &mut terminal),
        Ok(Cli { command: Command::Graph(options) }) => graph::run(&options, &mut terminal),
        Ok(Cli { command: Command::Completions { shell } }) => {
            completions(command, "kfpc", shell, &mut terminal)
        }
    };
    terminal.end(result).into()
}

/// Reads the options again, with those of the file in front that they name, if any.
fn with_config(
    command: &clap::Command,
    options: &ArgoArgs,
) -> Result<Result<Option<ArgoArgs>, Error>, clap::Error> {
    let (Some(path), Some(argo)) = (&options.config, command.find_subcommand("argo")) else {
        return Ok(Ok(None));
    };
    let arguments: Vec<_> = std::env::args_os().collect();
    let arguments = match config::with_file(path, argo, &arguments) {
        Ok(arguments) => arguments,
        Err(error) => return Ok(Err(error)),
    };
    let parsed = Cli::from_arg_matches(&command.clone().try_get_matches_from(arguments)?)?;
    match parsed.command {
        Command::Argo(options) => Ok(Ok(Some(*options))),
        _ => Ok(Ok(None)),
    }
}
