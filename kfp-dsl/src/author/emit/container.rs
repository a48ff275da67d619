//! The container of a component: for Rust components this program, for container components what the body says.

use kfp_ir::lang::argument::Argument;
use kfp_ir::lang::exec::Exec;
use kfp_ir::lang::placeholder::{ArtifactPart, Placeholder, Quote, Segment, Template, is_plain};
use kfp_ir::model::platform::argo::ArgoExecutorConfig;
use kfp_ir::model::{ContainerSpec, EnvVar};
use kfp_ir::pass::concat::resolve;
use kfp_ir::target::is_done_by_driver;

use super::interface::is_artifact;
use super::settings::set_env;
use crate::author::{Body, BuildError, ComponentDef, Place};
use crate::kinds::KindSpec;

/// The line of the component's function.
pub(super) fn place(def: &ComponentDef) -> Place {
    Place { file: def.file.to_owned(), line: def.line, column: 0 }
}

/// The container of a component, without the settings of any task, and what Argo does instead of it.
pub(crate) fn container(
    def: &ComponentDef,
    executable: &str,
    problems: &mut Vec<BuildError>,
) -> (ContainerSpec, Option<Box<ArgoExecutorConfig>>) {
    let body = match def.body {
        Body::Container(body) => body,
        Body::Imported { .. } => return Default::default(),
        // KFP replaces `{{$}}` wherever it stands, so the program itself needs no placeholder.
        Body::Rust { image, code, .. } => {
            if image.trim().is_empty() {
                let message = format!("component `{}` has an empty image", def.name);
                let help = "name the image that holds this program: `#[component(image = \"..\")]`";
                problems.push(BuildError::new("B115", message, place(def)).help(help));
            }
            let exec = Exec { program: executable, component: def.name, code };
            let container =
                ContainerSpec { image: image.to_owned(), command: exec.words(), ..ContainerSpec::default() };
            return (container, None);
        }
    };
    let made = body();
    let mut wrong = |message: String, help: &str| {
        problems.push(BuildError::new("B115", message, place(def)).help(help));
    };
    for fault in &made.faults {
        wrong(fault.clone(), "correct what is done with the object");
    }
    let instead = made.argo.is_some() && made.image.is_empty();
    if made.image.trim().is_empty() && !instead {
        wrong(
            format!("component `{}` has an empty image", def.name),
            "give `Container::image` the name of an image",
        );
    }
    if made.command.is_empty() && !instead && !is_done_by_driver(&made.image) {
        let message = format!("component `{}` has no command", def.name);
        wrong(
            message,
            "KFP ignores the entry point of the image, and would run the first argument: add `.command([..])`",
        );
    }
    let words = made.command.iter().chain(&made.args).enumerate();
    // Only a text with a brace can hold something to be replaced.
    let words = words.filter(|(_, text)| text.contains('{'));
    for (_, text) in words.clone() {
        let structured = ["{\"IfPresent\": ", "{\"Concat\": "].iter().any(|start| text.contains(start));
        if structured && matches!(Argument::parse(text), Argument::Template(_)) {
            let message =
                format!("a conditional text stands inside of a longer one in the command of `{}`", def.name);
            wrong(message, "put the parts together with `kfp_dsl::concat([..])`");
        }
    }
    for (position, text) in words.filter(|(_, text)| !is_plain(text)) {
        let template = Template::parse(text);
        for placeholder in template.placeholders() {
            if let Some(message) = unknown(def, placeholder) {
                wrong(message, "use the arguments of the function: they print as the right placeholders");
            } else if let Some(reason) = unresolved(placeholder) {
                let message =
                    format!("`{placeholder}` in the command of `{}` stays as it is on KFP", def.name);
                wrong(message, reason);
            } else if position == 0 && !resolved_in_program(placeholder) {
                let message = format!("the program of component `{}` is `{placeholder}`", def.name);
                wrong(
                    message,
                    "KFP does not fill this in for the first word: start with a shell, such as `sh -c`",
                );
            }
        }
        let double = template.segments.iter().any(|s| matches!(s, Segment::Placeholder(_, Quote::Double)));
        if double {
            let message = format!("`{text}` names an input or output in double quotes");
            wrong(message, "KFP fills in only names in single quotes");
        }
    }
    for (name, value) in &made.env {
        if Template::parse(value).as_text().is_none() {
            let message =
                format!("environment variable `{name}` of component `{}` has a placeholder", def.name);
            wrong(message, "KFP fills in nothing there: pass the value in the command or the arguments");
        }
    }
    let mut env: Vec<EnvVar> = Vec::new();
    for (name, value) in &made.env {
        set_env(&mut env, name, value);
    }
    let container = ContainerSpec {
        image: made.image,
        command: made.command,
        args: made.args,
        env,
        ..ContainerSpec::default()
    };
    (container, made.argo)
}

/// Tells whether a task gives an input; `None` when only the run decides.
pub(crate) type Present<'a> = dyn Fn(&str) -> Option<bool> + 'a;

/// The inputs whose presence decides about arguments of a container; with an empty name when there is a `Concat` alone.
pub(super) fn deciding(container: &ContainerSpec) -> Vec<String> {
    let words = container.command.iter().chain(&container.args);
    let mut found: Vec<String> = Vec::new();
    let structured = words.filter(|word| word.starts_with('{') && !word.starts_with("{{"));
    for argument in structured.map(|word| Argument::parse(word)) {
        if !matches!(argument, Argument::Template(_)) {
            found.push(String::new());
        }
        found.extend(argument.deciding_inputs().into_iter().map(str::to_owned));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Puts conditional arguments together where it is known which inputs are given. KFP 2.17 never resolves `Concat`, and
/// `IfPresent` only for parameters.
pub(crate) fn resolve_arguments(container: &mut ContainerSpec, present: &Present<'_>) {
    for words in [&mut container.command, &mut container.args] {
        let resolved = std::mem::take(words).into_iter().flat_map(|word| match Argument::parse(&word) {
            Argument::Template(_) => vec![word],
            argument => match resolve(&argument, present) {
                Some(words) => words.iter().map(ToString::to_string).collect(),
                None => vec![word],
            },
        });
        *words = resolved.collect();
    }
}

/// What is wrong with a placeholder that names no input or output of the component, or one of another kind.
fn unknown(def: &ComponentDef, placeholder: &Placeholder) -> Option<String> {
    let input = |name: &str| def.inputs.iter().find(|input| input.name == name).map(|input| input.kind);
    let mut outputs = def.outputs.iter().chain(def.returns);
    let mut output = |name: &str| outputs.find(|output| output.name == name).map(|output| output.kind);
    let (side, name, kind, artifact): (&str, &str, Option<KindSpec>, bool) = match placeholder {
        Placeholder::InputParameter(name) => ("input", name, input(name), false),
        Placeholder::InputArtifact(name, _) => ("input", name, input(name), true),
        Placeholder::OutputParameterFile(name) => ("output", name, output(name), false),
        Placeholder::OutputArtifact(name, _) => ("output", name, output(name), true),
        _ => return None,
    };
    match kind {
        None => Some(format!("component `{}` has no {side} `{name}`, but its command uses it", def.name)),
        Some(kind) if is_artifact(kind) != artifact => {
            let (is, used) =
                if artifact { ("a parameter", "an artifact") } else { ("an artifact", "a parameter") };
            Some(format!(
                "{side} `{name}` of component `{}` is {is}, but its command uses it as {used}",
                def.name
            ))
        }
        Some(_) => None,
    }
}

/// Why KFP 2.17 leaves a placeholder as it is.
fn unresolved(placeholder: &Placeholder) -> Option<&'static str> {
    match placeholder {
        Placeholder::InputArtifact(_, ArtifactPart::Metadata(_) | ArtifactPart::List)
        | Placeholder::OutputArtifact(_, ArtifactPart::Metadata(_) | ArtifactPart::List) => {
            Some("only the uri and the path of an artifact are filled in; read the rest from `{{$}}`")
        }
        Placeholder::OutputFile => Some("read the path from `{{$}}`, under `outputs.outputFile`"),
        Placeholder::PipelineRoot => Some("no part of KFP fills it in"),
        Placeholder::Run(_) => Some("pass it in as a constant for an input; there it is filled in"),
        _ => None,
    }
}

/// Whether KFP fills a placeholder in where the program stands (kfp: `driver.go`, `launcher_v2.go`).
fn resolved_in_program(placeholder: &Placeholder) -> bool {
    matches!(placeholder, Placeholder::ExecutorInput | Placeholder::InputParameter(_))
}
