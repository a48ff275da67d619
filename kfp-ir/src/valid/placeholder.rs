//! Rules about placeholders and other text that an engine replaces.

use crate::lang::argument::Argument;
use crate::lang::placeholder::{ArtifactPart, Placeholder, Quote, Segment, Template, find, is_plain};
use crate::model::{ComponentSpec, ContainerSpec, ExecutorSpec, PipelineTaskSpec, Value};
use crate::path::At;
use crate::valid::context::{Context, input_artifact, input_parameter, output_artifact, output_parameter};
use crate::valid::rules;

/// Checks the container of a component against the component's interface.
pub(crate) fn check_component(
    cx: &mut Context<'_>,
    name: &str,
    component: &ComponentSpec,
    executor: &ExecutorSpec,
) {
    let (Some(container), Some(label)) = (&executor.container, &component.executor_label) else { return };
    let top = At::default();
    let (deployment, list) = (top.key("deploymentSpec"), "executors");
    let executors = deployment.key(list);
    let executor = executors.key(label);
    let at = executor.key("container");
    for (field, words) in [("command", &container.command), ("args", &container.args)] {
        let at = at.key(field);
        for (i, word) in
            words.iter().enumerate().filter(|(_, word)| word.contains("{{") || word.starts_with('{'))
        {
            argument(cx, &at.index(i), name, component, word);
        }
    }
    for (i, env) in container.env.iter().enumerate().filter(|(_, env)| env.value.contains("{{")) {
        let list = at.key("env");
        let item = list.index(i);
        let at = item.key("value");
        expanded(cx, &at, &env.value);
        if let Some(placeholder) = Template::parse(&env.value).placeholders().next() {
            let help = "pass the value as an argument".to_owned();
            unresolved(cx, &at, placeholder, "in environment variables", Some(help));
        }
    }
    settings(cx, &at, name, component, container);
}

/// Image and resources: the driver fills in parameters.
fn settings(
    cx: &mut Context<'_>,
    at: &At<'_>,
    name: &str,
    component: &ComponentSpec,
    container: &ContainerSpec,
) {
    let check = |cx: &mut Context<'_>, at: &At<'_>, text: &str| {
        if is_plain(text) {
            return;
        }
        for placeholder in Template::parse(text).placeholders() {
            match placeholder {
                Placeholder::InputParameter(_) => exists(cx, at, name, component, placeholder),
                other => unresolved(cx, at, other, "here", None),
            }
        }
    };
    check(cx, &at.key("image"), &container.image);
    let Some(resources) = &container.resources else { return };
    let at = at.key("resources");
    for (field, text) in [
        ("resourceCpuLimit", &resources.resource_cpu_limit),
        ("resourceCpuRequest", &resources.resource_cpu_request),
        ("resourceMemoryLimit", &resources.resource_memory_limit),
        ("resourceMemoryRequest", &resources.resource_memory_request),
    ] {
        check(cx, &at.key(field), text);
    }
    if let Some(accelerator) = &resources.accelerator {
        let at = at.key("accelerator");
        check(cx, &at.key("resourceCount"), &accelerator.resource_count);
        check(cx, &at.key("resourceType"), &accelerator.resource_type);
    }
}

/// Whether a component's image, resources or command line hold that input.
pub(crate) fn is_used(cx: &Context<'_>, component: &ComponentSpec, input: &str) -> bool {
    let Some(container) = cx.executor(component).and_then(|e| e.container.as_ref()) else { return false };
    let text = Placeholder::InputParameter(input.to_owned()).to_string();
    let resources = container.resources.iter().flat_map(|r| {
        let accelerator = r.accelerator.iter().flat_map(|a| [&a.resource_count, &a.resource_type]);
        let amounts = [
            &r.resource_cpu_limit,
            &r.resource_cpu_request,
            &r.resource_memory_limit,
            &r.resource_memory_request,
        ];
        amounts.into_iter().chain(accelerator)
    });
    let words = container.command.iter().chain(&container.args);
    words.chain([&container.image]).chain(resources).any(|word| word.contains(&text))
}

fn argument(cx: &mut Context<'_>, at: &At<'_>, name: &str, component: &ComponentSpec, word: &str) {
    expanded(cx, at, word);
    let argument = Argument::parse(word);
    for input in argument.deciding_inputs() {
        let artifact = input_artifact(component, input).is_some();
        if !artifact && input_parameter(component, input).is_none() {
            let message = format!("`IfPresent` asks for `{input}`, which is not an input of `{name}`");
            cx.report(rules::PLACEHOLDER_NAME, at, message, None);
        } else if artifact && !cx.can.if_present_artifact {
            let message = format!("{} does not ask whether the artifact `{input}` is present", cx.target);
            cx.report(rules::ARGUMENT_UNRESOLVED, at, message, None);
        }
    }
    let mut concat = false;
    argument.visit(&mut |part| concat |= matches!(part, Argument::Concat(_)));
    let conditional = !argument.deciding_inputs().is_empty();
    if concat && !cx.can.concat {
        let message = format!("{} passes `Concat` on as text", cx.target);
        let help = "write one argument with placeholders in it".to_owned();
        cx.report(rules::ARGUMENT_UNRESOLVED, at, message, Some(help));
    } else if conditional && cx.kfp() && word.contains("{{$.outputs") {
        let message = format!("{} does not resolve an `IfPresent` that names an output", cx.target);
        cx.report(rules::ARGUMENT_UNRESOLVED, at, message, None);
    }
    for template in argument.templates() {
        for segment in &template.segments {
            match segment {
                Segment::Text(text) => unknown(cx, at, text),
                Segment::Placeholder(placeholder, quote) => {
                    exists(cx, at, name, component, placeholder);
                    let place = match placeholder {
                        Placeholder::InputArtifact(_, ArtifactPart::Metadata(_) | ArtifactPart::List)
                        | Placeholder::OutputArtifact(_, ArtifactPart::Metadata(_) | ArtifactPart::List)
                        | Placeholder::OutputFile
                        | Placeholder::PipelineRoot => Some("anywhere"),
                        Placeholder::Run(_) | Placeholder::WorkspacePath => Some("in arguments"),
                        _ if *quote == Quote::Double => Some("in double quotes"),
                        _ => None,
                    };
                    let help = match placeholder {
                        Placeholder::Run(_) | Placeholder::WorkspacePath => {
                            "give it to the task as the constant of an input"
                        }
                        _ if *quote == Quote::Double => "write the name in single quotes",
                        _ => "read it from `{{$}}`",
                    };
                    if let Some(place) = place {
                        unresolved(cx, at, placeholder, place, Some(help.to_owned()));
                    }
                }
            }
        }
    }
}

pub(crate) fn unresolved(
    cx: &mut Context<'_>,
    at: &At<'_>,
    placeholder: &Placeholder,
    place: &str,
    help: Option<String>,
) {
    if cx.kfp() {
        let message = format!("{} does not resolve `{placeholder}` {place}", cx.target);
        cx.report(rules::PLACEHOLDER_UNRESOLVED, at, message, help);
    }
}

fn exists(
    cx: &mut Context<'_>,
    at: &At<'_>,
    name: &str,
    component: &ComponentSpec,
    placeholder: &Placeholder,
) {
    let (what, wanted, found) = match placeholder {
        Placeholder::InputParameter(x) => {
            let injected = cx.injected.get(name).is_some_and(|names| names.contains(x.as_str()));
            ("input parameter", x, injected || input_parameter(component, x).is_some())
        }
        Placeholder::InputArtifact(x, _) => ("input artifact", x, input_artifact(component, x).is_some()),
        Placeholder::OutputParameterFile(x) => {
            ("output parameter", x, output_parameter(component, x).is_some())
        }
        Placeholder::OutputArtifact(x, _) => ("output artifact", x, output_artifact(component, x).is_some()),
        _ => return,
    };
    if found {
        return;
    }
    let inputs = component.input_definitions.as_ref();
    let outputs = component.output_definitions.as_ref();
    let help = match placeholder {
        Placeholder::InputParameter(_) => {
            cx.similar(wanted, inputs.into_iter().flat_map(|i| i.parameters.keys()))
        }
        Placeholder::InputArtifact(..) => {
            cx.similar(wanted, inputs.into_iter().flat_map(|i| i.artifacts.keys()))
        }
        Placeholder::OutputArtifact(..) => {
            cx.similar(wanted, outputs.into_iter().flat_map(|o| o.artifacts.keys()))
        }
        _ => cx.similar(wanted, outputs.into_iter().flat_map(|o| o.parameters.keys())),
    };
    let message = format!("`{placeholder}`: `{name}` has no {what} `{wanted}`");
    cx.report(rules::PLACEHOLDER_NAME, at, message, help);
}

/// Text that begins like a placeholder.
fn unknown(cx: &mut Context<'_>, at: &At<'_>, text: &str) {
    let Some(found) = find(text, "{{$") else { return };
    let rest = text.get(found..).unwrap_or_default();
    let shown: String = rest.chars().take(rest.find("}}").map_or(40, |end| end + 2).min(60)).collect();
    let message = format!("`{shown}` is not a placeholder that engines know");
    cx.report(rules::PLACEHOLDER_UNKNOWN, at, message, None);
}

/// Warns about text that Argo replaces under KFP, whether constant, source code or result of a task.
pub(crate) fn expanded(cx: &mut Context<'_>, at: &At<'_>, text: &str) {
    const ROOTS: [&str; 11] = [
        "=",
        "workflow.",
        "inputs.",
        "outputs.",
        "tasks.",
        "steps.",
        "pod.",
        "node.",
        "item",
        "retries",
        "lastRetry.",
    ];
    if cx.can.protected_text {
        return;
    }
    for (start, _) in text.match_indices("{{") {
        let rest = text.get(start + 2..).unwrap_or_default();
        let inner = rest.trim_start();
        if ROOTS.iter().any(|root| inner.starts_with(root)) {
            let Some(end) = inner.find("}}") else { return };
            let shown: String = inner.chars().take(end.min(40)).collect();
            let message = format!(
                "Argo replaces `{{{{{}}}}}` in this text before {} sees it",
                shown.trim_end(),
                cx.target
            );
            let help = "put something between the two braces, or read the text from the image".to_owned();
            cx.report(rules::ARGO_EXPANDS, at, message, Some(help));
            return;
        }
    }
}

/// Warns about texts inside a value that Argo replaces under KFP.
pub(crate) fn expanded_value(cx: &mut Context<'_>, at: &At<'_>, value: &Value) {
    value.texts().filter(|text| text.contains("{{")).for_each(|text| expanded(cx, at, text));
}

/// Checks the text inside the constant of a task input. `at` is that of the runtime value.
pub(crate) fn check_constant(cx: &mut Context<'_>, at: &At<'_>, task: &PipelineTaskSpec, value: &Value) {
    let at = at.key("constant");
    value.texts().filter(|text| text.contains("{{")).for_each(|text| constant_text(cx, &at, task, text));
}

/// What the names of inputs begin with that only carry the values of texts.
const CARRIER: &str = "pipelinechannel--";

/// Whether the program of a task is passed everything it is given, as JSON.
fn reads_everything(cx: &Context<'_>, task: &PipelineTaskSpec) -> bool {
    let container = cx.component(task).and_then(|c| cx.executor(c)).and_then(|e| e.container.as_ref());
    let mut words = container.into_iter().flat_map(|c| c.command.iter().chain(&c.args));
    words.any(|word| word == "{{$}}")
}

fn constant_text(cx: &mut Context<'_>, at: &At<'_>, task: &PipelineTaskSpec, text: &str) {
    expanded(cx, at, text);
    let template = Template::parse(text);
    for segment in &template.segments {
        let (placeholder, quote) = match segment {
            Segment::Text(text) => {
                unknown(cx, at, text);
                continue;
            }
            Segment::Placeholder(placeholder, quote) => (placeholder, quote),
        };
        match placeholder {
            // `exec` of a Rust component fills in those that the engine leaves alone.
            Placeholder::InputParameter(name)
                if *quote == Quote::Single || name.starts_with(CARRIER) && reads_everything(cx, task) =>
            {
                if !task.inputs.as_ref().is_some_and(|inputs| inputs.parameters.contains_key(name)) {
                    let message = format!("`{placeholder}`: the task is not given `{name}`");
                    let help = "give the value to the task as an input of that name, too".to_owned();
                    cx.report(rules::PLACEHOLDER_NAME, at, message, Some(help));
                }
            }
            Placeholder::WorkspacePath => workspace(cx, at, "the text holds the path of the workspace"),
            Placeholder::Run(_) if template.segments.len() == 1 => {}
            Placeholder::Run(_) => {
                let help = "give it to an input of its own".to_owned();
                unresolved(cx, at, placeholder, "inside other text", Some(help));
            }
            Placeholder::ExecutorInput => {}
            _ => unresolved(cx, at, placeholder, "in constants", None),
        }
    }
}

/// Reports the use of a workspace that no pipeline configuration asks for.
pub(crate) fn workspace(cx: &mut Context<'_>, at: &At<'_>, use_: &str) {
    let platforms = cx.document.platform.iter().flat_map(|p| p.platforms.values());
    let configured = platforms.flat_map(|p| &p.pipeline_config).any(|config| config.workspace.is_some());
    if !configured {
        let help = "set `pipelineConfig.workspace` in the platform settings".to_owned();
        cx.report(rules::WORKSPACE, at, format!("{use_}, but the pipeline has no workspace"), Some(help));
    }
}
