//! `<binary> exec <component> --executor-input <JSON>`: what runs in the pods.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::ptr;

use kfp_ir::codec::nearest;

use crate::author::{Body, ComponentDef};
use crate::run::invocation::{Invocation, Misuse, USAGE, read_input};
use crate::run::{Failure, execute};

/// Runs one component of a program, as the engines ask for it. `args` are the arguments after the word `exec`.
///
/// A program that defines pipelines calls this before it does anything else. It needs no environment variable and no
/// working directory. On failure it says why on standard error. The exit code is 0 when the component ended well, 1
/// when it failed, 2 when the call itself is wrong: unknown component, no or unreadable executor input.
///
/// ```
/// use kfp_dsl::author::ComponentDef;
/// use std::process::ExitCode;
///
/// fn start(components: &[&'static ComponentDef]) -> Option<ExitCode> {
///     let mut args = std::env::args_os().skip(1);
///     (args.next()? == "exec").then(|| kfp_dsl::run::exec(components.iter().copied(), args))
/// }
/// ```
pub fn exec(
    components: impl IntoIterator<Item = &'static ComponentDef>,
    args: impl IntoIterator<Item = OsString>,
) -> ExitCode {
    let report = |text: &dyn std::fmt::Display| {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(io::stderr(), "{text}");
    };
    match run(components, args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stopped::Help) => {
            let _ = writeln!(io::stdout(), "{USAGE}");
            ExitCode::SUCCESS
        }
        Err(Stopped::Failed(failure)) => {
            report(&format_args!("error: {failure}"));
            ExitCode::FAILURE
        }
        Err(Stopped::Misused(misuse)) => {
            report(&format_args!("error: {misuse}"));
            ExitCode::from(2)
        }
    }
}

enum Stopped {
    Help,
    Failed(Failure),
    Misused(Misuse),
}

fn run(
    components: impl IntoIterator<Item = &'static ComponentDef>,
    args: impl IntoIterator<Item = OsString>,
) -> Result<(), Stopped> {
    let (name, code, input) = match Invocation::parse(args).map_err(Stopped::Misused)? {
        Invocation::Help => return Err(Stopped::Help),
        Invocation::Run { component, code, input } => (component, code, input),
    };
    let component = find(components, &name).map_err(Stopped::Misused)?;
    if let Some(code) = code {
        same_code(component, &code).map_err(Stopped::Misused)?;
    }
    let input = read_input(&input).map_err(Stopped::Misused)?;
    execute(component, input).map(drop).map_err(Stopped::Failed)
}

fn find(
    components: impl IntoIterator<Item = &'static ComponentDef>,
    name: &str,
) -> Result<&'static ComponentDef, Misuse> {
    let mut known = Vec::new();
    let mut found: Option<&'static ComponentDef> = None;
    for component in components {
        known.push(component.name);
        match found {
            Some(first) if component.name == name && !same(first, component) => {
                return Err(Misuse::new(
                    format!(
                        "two components are called `{name}`: {}:{} and {}:{}",
                        first.file, first.line, component.file, component.line
                    ),
                    Some("give one of them another name with `#[component(name = \"..\")]`".to_owned()),
                ));
            }
            None if component.name == name => found = Some(component),
            _ => {}
        }
    }
    found.ok_or_else(|| {
        known.sort_unstable();
        known.dedup();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the image may be older than the pipeline: build it again".to_owned(),
        };
        let known: Vec<_> = known.iter().map(|k| format!("`{k}`")).collect();
        let has = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Misuse::new(format!("this program has no component `{name}`\n  its components: {has}"), Some(help))
    })
}

/// The pipeline counts on the code that it was compiled from, and not on the image: other code would be kept as a result
/// of that code.
fn same_code(component: &ComponentDef, code: &str) -> Result<(), Misuse> {
    let own = match component.body {
        Body::Rust { code, .. } => code,
        Body::Container(_) | Body::Imported { .. } => None,
    };
    if own == Some(code) {
        return Ok(());
    }
    let message = format!(
        "this image holds other code of `{}` than the pipeline was compiled from\n  in the pipeline: {code}\n  in the image: {}",
        component.name,
        own.unwrap_or("not known, since the component is built without `code`")
    );
    let help = "build the image and compile the pipeline from the same sources";
    Err(Misuse::new(message, Some(help.to_owned())))
}

/// Whether it is the same function: a static may be there more than once.
fn same(a: &'static ComponentDef, b: &'static ComponentDef) -> bool {
    ptr::eq(a, b) || (a.module, a.file, a.line) == (b.module, b.file, b.line)
}
