//! Options from a file: each entry becomes an option of the command line, in front of those that were typed.

use std::ffi::OsString;
use std::path::Path;

use clap::{ArgAction, Command};
use kfp_app::{Error, Kind, Problem};
use kfp_ir::codec::yaml;
use kfp_ir::model::Value;

/// The arguments with those of the file in front of them; `command` is the subcommand that they are for.
///
/// # Errors
/// The file cannot be read, is no YAML map, or names options that do not exist.
pub(crate) fn with_file(
    path: &Path,
    command: &Command,
    arguments: &[OsString],
) -> Result<Vec<OsString>, Error> {
    let name = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|e| Error::new(Kind::Io, Problem::io("read", path, &e)))?;
    let invalid = |message: String, help: &str| {
        let problem = Problem::new(format!("`{name}`: {message}"));
        Error::new(Kind::Usage, if help.is_empty() { problem } else { problem.help(help) })
    };
    let mut documents = yaml::values(&text).map_err(|e| {
        let first = e.findings.first().map_or_else(String::new, |f| f.message.clone());
        invalid(first, "write one option a line, such as `bucket: ml-artifacts`")
    })?;
    let fields = match documents.pop() {
        Some(Value::Struct(fields)) if documents.is_empty() => fields.0,
        None | Some(Value::Null) => Default::default(),
        Some(_) => return Err(invalid("this is no map of options".into(), "write `bucket: ml-artifacts`")),
    };
    let mut problems = Vec::new();
    let (before, after) = arguments.split_at(arguments.len().min(2));
    let mut all = before.to_vec();
    for (key, value) in &fields {
        let known = |arg: &&clap::Arg| arg.get_long() == Some(key.as_str()) && key != "config";
        let Some(arg) = command.get_arguments().find(known) else {
            problems.push(format!("there is no option `{key}`"));
            continue;
        };
        let flag = !arg.get_action().takes_values();
        match value {
            Value::Bool(on) if flag => {
                if *on {
                    all.push(format!("--{key}").into());
                }
            }
            _ if flag => problems.push(format!("`{key}` is true or false")),
            value => match texts(value) {
                Some(texts) if texts.len() == 1 || matches!(arg.get_action(), ArgAction::Append) => {
                    all.extend(texts.into_iter().map(|text| format!("--{key}={text}").into()));
                }
                _ => problems.push(format!("`{key}` takes one value")),
            },
        }
    }
    if !problems.is_empty() {
        let help = "the options are those that `kfpc argo --help` lists, without dashes in front";
        return Err(invalid(problems.join("; "), help));
    }
    all.extend_from_slice(after);
    Ok(all)
}

/// A value as one or several texts of an option.
fn texts(value: &Value) -> Option<Vec<String>> {
    Some(match value {
        Value::List(items) => items.iter().map(text).collect::<Option<_>>()?,
        Value::Struct(fields) => {
            let pairs = fields.0.iter().map(|(key, value)| Some(format!("{key}={}", text(value)?)));
            pairs.collect::<Option<_>>()?
        }
        one => vec![text(one)?],
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
