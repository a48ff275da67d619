//! Shells: completion scripts, and commands that a user can paste.

use std::ffi::OsStr;

use clap_complete::Shell;

use super::{Exit, Terminal};
use crate::Error;

/// Prints the completion script of a command.
///
/// # Errors
/// Standard output cannot be written.
pub fn completions(
    mut command: clap::Command,
    name: &str,
    shell: Shell,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    terminal.out(script)?;
    Ok(Exit::Ok)
}

/// A word of a command as a POSIX shell takes it.
pub fn quote(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        assert_eq!(quote("a/b-c.yaml".as_ref()), "a/b-c.yaml");
        assert_eq!(quote("it's me".as_ref()), "'it'\\''s me'");
        assert_eq!(quote("".as_ref()), "''");
    }
}
