//! Where a command writes, and how it ends.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use super::render::{Renderer, grouped};
use crate::{Error, Kind, Problem};

/// How a command ended; the number is its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All went well.
    Ok = 0,
    /// A pipeline or a file has errors, or committed output is stale.
    Findings = 1,
    /// The command line was not understood.
    Usage = 2,
    /// A file could not be read or written.
    Io = 3,
    /// All went well, and what was compared is not the same: something would run, or has changed.
    Differs = 4,
}

/// The part of `--help` that says what the exit codes mean.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  all went well
  1  a pipeline or file has errors, or is not up to date
  2  the command line was not understood: unknown option, pipeline or input, value of a wrong type
  3  a file or folder could not be read or written";

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        exit.code().into()
    }
}

impl From<Kind> for Exit {
    fn from(kind: Kind) -> Exit {
        match kind {
            Kind::Invalid => Exit::Findings,
            Kind::Usage => Exit::Usage,
            Kind::Io => Exit::Io,
        }
    }
}

/// Standard output and standard error of a command, and what they can show.
pub struct Terminal<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    out_color: bool,
    err_color: bool,
    out_is_terminal: bool,
    plain: bool,
}

impl<'a> Terminal<'a> {
    /// Text without colours and 100 columns wide, whatever the environment says.
    pub fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Terminal { out, err, out_color: false, err_color: false, out_is_terminal: false, plain: true }
    }

    /// The streams of the process. Colours only on terminals, and not with `NO_COLOR` or `TERM=dumb`.
    pub fn standard(out: &'a mut io::Stdout, err: &'a mut io::Stderr) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            && std::env::var_os("TERM").is_none_or(|v| v != "dumb");
        let out_is_terminal = out.is_terminal();
        let err_color = wanted && err.is_terminal();
        Terminal { out, err, out_color: wanted && out_is_terminal, err_color, out_is_terminal, plain: false }
    }

    /// Writes to standard output. That nobody reads it to the end (`kfpc .. | head -1`) changes nothing else: what is
    /// wrong is still told, and the exit code says how it ended.
    ///
    /// # Errors
    /// The system does not take it.
    pub fn out(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        match self.out.write_all(bytes.as_ref()).and_then(|()| self.out.flush()) {
            Err(e) if e.kind() != ErrorKind::BrokenPipe => {
                Err(Error::new(Kind::Io, Problem::io("write", "standard output".as_ref(), &e)))
            }
            _ => Ok(()),
        }
    }

    /// Writes to standard error. There is nowhere to report a failure to.
    pub fn err(&mut self, text: impl AsRef<str>) {
        let _ = self.err.write_all(text.as_ref().as_bytes());
    }

    /// Whether standard error shows colours.
    pub fn err_color(&self) -> bool {
        self.err_color
    }

    /// Whether standard output is read by a person.
    pub fn out_is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    /// The command, set to a fixed width when the output must not depend on the terminal.
    pub fn fit(&self, command: clap::Command) -> clap::Command {
        if self.plain { command.term_width(100) } else { command.max_term_width(100) }
    }

    /// Prints what clap has to say: help and version to standard output, mistakes to standard error.
    pub fn clap(&mut self, error: &clap::Error) -> Exit {
        let text = error.render();
        let show = |color: bool| if color { text.ansi().to_string() } else { text.to_string() };
        if error.use_stderr() {
            let text = show(self.err_color);
            self.err(text);
            Exit::Usage
        } else {
            let text = show(self.out_color);
            let result = self.out(text);
            self.end(result.map(|()| Exit::Ok))
        }
    }

    /// The exit of a command, after reporting why it stopped.
    pub fn end(&mut self, result: Result<Exit, Error>) -> Exit {
        match result {
            Ok(exit) => exit,
            Err(error) => {
                let text = Renderer::new(self.err_color).problems(&grouped(error.problems));
                self.err(text);
                error.kind.into()
            }
        }
    }
}
