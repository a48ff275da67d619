//! The command line of `exec`.

use std::ffi::OsString;
use std::fmt;
use std::fs;

use kfp_ir::codec::json;
use kfp_ir::lang::exec::CODE;
use kfp_ir::model::ExecutorInput;

/// How `exec` is called.
pub(crate) const USAGE: &str = "\
usage: exec <COMPONENT> [--code <DIGEST>] --executor-input <JSON>

Runs the body of a component as a step of a pipeline. KFP and Argo call this in the pods of a run.

  <COMPONENT>               the name of a component of this program
  --executor-input <JSON>   where the inputs are and where outputs go: KFP's ExecutorInput, as JSON;
                            `@PATH` reads it from a file
  --code <DIGEST>           what the digest of its code must be; a component of other code is not run

exit code: 0 when the component ended well, 1 when it failed, 2 when the call itself is wrong";

/// A call that is wrong in itself; no component was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misuse {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Misuse {
    pub(crate) fn new(message: impl Into<String>, help: Option<String>) -> Self {
        Misuse { message: message.into(), help }
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  help: {help}"))
    }
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Invocation {
    Help,
    Run { component: String, code: Option<String>, input: String },
}

impl Invocation {
    /// Reads the arguments that follow the word `exec`.
    pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, Misuse> {
        let (mut component, mut code, mut input) = (None, None, None);
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let arg = text(arg)?;
            let (flag, inline) = match arg.split_once('=') {
                Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
                _ => (arg.as_str(), None),
            };
            match flag {
                "-h" | "--help" => return Ok(Invocation::Help),
                // The SDK's executor spells it with an underscore.
                "--executor-input" | "--executor_input" | CODE => {
                    let value =
                        match inline {
                            Some(value) => value,
                            None => text(args.next().ok_or_else(|| {
                                Misuse::new(format!("`{flag}` has no value"), Some(help()))
                            })?)?,
                        };
                    let (name, slot) =
                        if flag == CODE { (CODE, &mut code) } else { ("--executor-input", &mut input) };
                    if slot.replace(value).is_some() {
                        return Err(Misuse::new(format!("`{name}` is given twice"), None));
                    }
                }
                _ if arg.starts_with('-') => {
                    return Err(Misuse::new(format!("unknown option `{flag}`"), Some(help())));
                }
                _ => match component {
                    None => component = Some(arg),
                    Some(_) => return Err(Misuse::new(format!("unexpected argument `{arg}`"), Some(help()))),
                },
            }
        }
        match (component, input) {
            (Some(component), Some(input)) => Ok(Invocation::Run { component, code, input }),
            (None, _) => Err(Misuse::new("no component is named", Some(help()))),
            (_, None) => Err(Misuse::new("`--executor-input` is missing", Some(help()))),
        }
    }
}

fn help() -> String {
    "call it as `exec <COMPONENT> --executor-input <JSON>`".to_owned()
}

fn text(arg: OsString) -> Result<String, Misuse> {
    arg.into_string().map_err(|arg| Misuse::new(format!("the argument {arg:?} is not UTF-8"), None))
}

/// Reads an executor input: JSON, or `@` and the path of a file with it.
///
/// Linux takes no argument of 128 KiB, so workflows of `kfp-argo` hand the executor input over as a file.
pub(crate) fn read_input(argument: &str) -> Result<ExecutorInput, Misuse> {
    let from_file;
    let (text, source) = match argument.strip_prefix('@') {
        Some(path) => {
            from_file = fs::read_to_string(path).map_err(|e| {
                Misuse::new(format!("cannot read the executor input from `{path}`: {e}"), None)
            })?;
            (from_file.as_str(), format!("the executor input in `{path}`"))
        }
        None => (argument, "the executor input".to_owned()),
    };
    json::from_str_of_any_version(text).map_err(|error| {
        let help = if text.trim().is_empty() {
            Some("it is empty".to_owned())
        } else if text.trim() == "{{$}}" {
            Some(
                "the placeholder `{{$}}` is filled in by KFP's launcher, which did not start this program"
                    .to_owned(),
            )
        } else {
            None
        };
        Misuse::new(format!("{source} cannot be read: {error}"), help)
    })
}
