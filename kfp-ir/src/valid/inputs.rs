//! Rules about the inputs of tasks: every one has one source of the right type.

use std::fmt;

use crate::lang::argument::Argument;
use crate::lang::placeholder::Placeholder;
use crate::lang::selector::Selector;
use crate::model::{
    ArtifactTypeSchema, ComponentInputParameter, ComponentSpec, DagSpec, ParameterType, PipelineTaskSpec,
    PlatformExecutor, TaskInputArtifact, TaskInputParameter, ValueOrRuntimeParameter,
};
use crate::path::At;
use crate::valid::context::{
    Context, input_artifact, input_parameter, item_input, iterates, output_artifact, output_parameter,
};
use crate::valid::types::{
    Fit, artifact_fits, artifact_name, describe, effective, fits, is_untyped_item, parameter_fit,
};
use crate::valid::{one_of, placeholder, rules};

pub(crate) fn check<'a>(
    cx: &mut Context<'a>,
    at: &At<'_>,
    graph: &'a ComponentSpec,
    name: &str,
    task: &'a PipelineTaskSpec,
    component: Option<&'a ComponentSpec>,
) {
    let inputs_at = at.key("inputs");
    if let Some(inputs) = &task.inputs {
        let at = inputs_at.key("artifacts");
        for (input, source) in &inputs.artifacts {
            artifact(cx, &at.key(input), graph, input, source, component);
        }
        let at = inputs_at.key("parameters");
        for (input, source) in &inputs.parameters {
            let at = at.key(input);
            parameter(cx, &at, graph, input, source, component);
            if let Some(value) = source.runtime_value.as_ref().and_then(|v| v.constant.as_ref()) {
                placeholder::check_constant(cx, &at.key("runtimeValue"), task, value);
            }
        }
    }
    if let Some(component) = component {
        missing(cx, &inputs_at, name, task, component);
        of_platform(cx, graph, component);
    }
}

/// What the platform settings of a container read in a run is looked up in the graph around its task.
fn of_platform(cx: &mut Context<'_>, graph: &ComponentSpec, component: &ComponentSpec) {
    let document = cx.document;
    let Some(label) = &component.executor_label else { return };
    for (name, platform) in document.platform.iter().flat_map(|p| &p.platforms) {
        let settings = platform.deployment_spec.as_ref().and_then(|d| d.executors.get(label));
        let Some(PlatformExecutor::Kubernetes(settings)) = settings else { continue };
        let top = At::default();
        let (platforms, executors) = (top.key("platforms"), "executors");
        let platform = platforms.key(name);
        let deployment = platform.key("deploymentSpec");
        let executors = deployment.key(executors);
        let at = executors.key(label);
        for (field, index, key, source) in settings.parameters() {
            let list = at.key(field);
            match index {
                Some(index) => _ = source_type(cx, &list.index(index).key(key), graph, source),
                None => _ = source_type(cx, &list.key(key), graph, source),
            }
        }
    }
}

fn missing(
    cx: &mut Context<'_>,
    at: &At<'_>,
    name: &str,
    task: &PipelineTaskSpec,
    component: &ComponentSpec,
) {
    let Some(declared) = &component.input_definitions else { return };
    let given = |input: &str| {
        let in_map = task
            .inputs
            .as_ref()
            .is_some_and(|i| i.parameters.contains_key(input) || i.artifacts.contains_key(input));
        in_map || item_input(task) == Some(input)
    };
    let component_name = task.component_ref.as_ref().map_or("", |c| c.name.as_str());
    for (input, definition) in &declared.artifacts {
        if !definition.is_optional && !given(input) {
            let message =
                format!("`{name}` does not give the artifact `{input}` that `{component_name}` needs");
            cx.report(rules::MISSING_INPUT, at, message, None);
        }
    }
    for (input, definition) in &declared.parameters {
        if given(input) {
            continue;
        }
        let by_engine =
            matches!(definition.parameter_type, ParameterType::TaskFinalStatus | ParameterType::TaskConfig);
        if !definition.is_optional && definition.default_value.is_none() && !by_engine {
            let message =
                format!("`{name}` does not give the parameter `{input}` that `{component_name}` needs");
            cx.report(rules::MISSING_INPUT, at, message, None);
        } else if cx.kfp() && !by_engine && !definition.is_optional {
            let message = format!(
                "{} does not start `{name}`: `{input}` has a default, but is not optional",
                cx.target
            );
            let help = format!("give `{input}` explicitly, or set `isOptional` beside its default");
            cx.report(rules::OMITTED_INPUT, at, message, Some(help));
        } else if !cx.can.omitted_default && !by_engine && container_uses(cx, component, input) {
            let message =
                format!("{} does not start `{name}`: it leaves `{input}` to its default", cx.target);
            let help = format!("give `{input}` explicitly (kubeflow/pipelines issue 12598)");
            cx.report(rules::OMITTED_INPUT, at, message, Some(help));
        }
    }
}

/// Whether a command line holds the value of an input outside of `IfPresent`.
fn container_uses(cx: &Context<'_>, component: &ComponentSpec, input: &str) -> bool {
    let Some(container) = cx.executor(component).and_then(|e| e.container.as_ref()) else { return false };
    let wanted = Placeholder::InputParameter(input.to_owned());
    let mut words = container.command.iter().chain(&container.args);
    // Looking for the text first keeps large programs from being parsed for every task.
    words.any(|word| {
        word.contains("{{$.inputs.parameters[")
            && match Argument::parse(word) {
                Argument::Template(template) => template.placeholders().any(|p| *p == wanted),
                Argument::Concat(_) | Argument::IfPresent { .. } => false,
            }
    })
}

/// The inputs that the SDK gives to containers without declaring them: values inside constants, resources and image
/// (`pipeline_task.py`).
fn injected(input: &str) -> bool {
    const SETTINGS: [&str; 7] = [
        "accelerator_count",
        "accelerator_type",
        "base_image",
        "cpu_limit",
        "cpu_request",
        "memory_limit",
        "memory_request",
    ];
    input.starts_with("pipelinechannel--") || SETTINGS.contains(&input)
}

fn unknown_input(cx: &mut Context<'_>, at: &At<'_>, input: &str, component: &ComponentSpec) {
    let inputs = component.input_definitions.as_ref();
    let known = inputs.into_iter().flat_map(|i| i.parameters.keys().chain(i.artifacts.keys()));
    let help = cx.similar(input, known);
    cx.report(rules::UNKNOWN_INPUT, at, format!("the component has no input `{input}`"), help);
}

/// Where a value comes from, for a message.
enum Origin<'d> {
    Output(&'d str, &'d str),
    GraphInput(&'d str),
    FinalStatus(&'d str),
}

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(task, key) => write!(f, "output `{key}` of `{task}`"),
            Self::GraphInput(name) => write!(f, "input `{name}` of the graph"),
            Self::FinalStatus(task) => write!(f, "the final status of `{task}`"),
        }
    }
}

/// The task that gives a value, or a finding.
fn producer<'d>(
    cx: &mut Context<'_>,
    at: &At<'_>,
    graph: &'d ComponentSpec,
    name: &str,
) -> Option<&'d PipelineTaskSpec> {
    let dag: Option<&DagSpec> = graph.dag.as_ref();
    let found = dag.and_then(|dag| dag.tasks.get(name));
    if found.is_none() {
        let help = cx.similar(name, dag.into_iter().flat_map(|dag| dag.tasks.keys()));
        cx.report(rules::PRODUCER_TASK, at, format!("there is no task `{name}` in this graph"), help);
    }
    found
}

/// The source of a parameter: its type and where it is; `None` when that is unknown or already reported.
fn source_type<'d>(
    cx: &mut Context<'_>,
    at: &At<'_>,
    graph: &ComponentSpec,
    source: &'d TaskInputParameter,
) -> Option<(ParameterType, Origin<'d>)> {
    if let Some(output) = &source.task_output_parameter {
        let at = at.key("taskOutputParameter");
        let task = producer(cx, &at.key("producerTask"), graph, &output.producer_task)?;
        let component = cx.component(task)?;
        let key = &output.output_parameter_key;
        let Some(definition) = output_parameter(component, key) else {
            let known = component.output_definitions.as_ref();
            let help = cx.similar(key, known.into_iter().flat_map(|o| o.parameters.keys()));
            let message = format!("`{}` has no output parameter `{key}`", output.producer_task);
            cx.report(rules::PRODUCER_OUTPUT, &at.key("outputParameterKey"), message, help);
            return None;
        };
        let kind = effective(definition.parameter_type, definition.r#type);
        let kind = if iterates(task) { ParameterType::List } else { kind };
        return Some((kind, Origin::Output(&output.producer_task, key)));
    }
    if let Some(name) = &source.component_input_parameter {
        let Some(definition) = input_parameter(graph, name) else {
            let known = graph.input_definitions.as_ref();
            let help = cx.similar(name, known.into_iter().flat_map(|i| i.parameters.keys()));
            let at = at.key("componentInputParameter");
            cx.report(rules::GRAPH_INPUT, &at, format!("the graph has no input parameter `{name}`"), help);
            return None;
        };
        let kind = effective(definition.parameter_type, definition.r#type);
        return (!is_untyped_item(name, kind)).then(|| (kind, Origin::GraphInput(name)));
    }
    if let Some(status) = &source.task_final_status {
        let at = at.key("taskFinalStatus");
        producer(cx, &at.key("producerTask"), graph, &status.producer_task)?;
        return Some((ParameterType::TaskFinalStatus, Origin::FinalStatus(&status.producer_task)));
    }
    None
}

fn parameter(
    cx: &mut Context<'_>,
    at: &At<'_>,
    graph: &ComponentSpec,
    input: &str,
    source: &TaskInputParameter,
    component: Option<&ComponentSpec>,
) {
    let sources = [
        source.task_output_parameter.is_some(),
        source.runtime_value.is_some(),
        source.component_input_parameter.is_some(),
        source.task_final_status.is_some(),
    ];
    one_source(cx, at, input, sources.iter().filter(|s| **s).count());
    let selector = &source.parameter_expression_selector;
    if !selector.is_empty()
        && let Err(error) = Selector::parse(selector)
    {
        let message = format!("`{selector}` does not select a part of `{input}`: {error}");
        let help = "write `parseJson(string_value)[\"key\"]`".to_owned();
        cx.report(rules::SELECTOR, &at.key("parameterExpressionSelector"), message, Some(help));
    }
    let from = source_type(cx, at, graph, source);
    flat_list(cx, at, graph, input, source);
    let Some(component) = component else { return };
    let Some(definition) = input_parameter(component, input) else {
        if component.dag.is_some() || !(injected(input) || placeholder::is_used(cx, component, input)) {
            unknown_input(cx, at, input, component);
        }
        return;
    };
    let to = effective(definition.parameter_type, definition.r#type);
    if let Some(value) = &source.runtime_value {
        constant(cx, &at.key("runtimeValue"), input, value, definition, to);
    }
    let Some((from, origin)) = from.filter(|_| selector.is_empty()) else { return };
    match parameter_fit(from, to) {
        Fit::Exact => {}
        Fit::Converted => {
            let message = format!("`{input}` is {} and gets {}, {origin}", to.name(), from.name());
            cx.report(rules::INPUT_CONVERSION, at, message, Some("the kfp SDK refuses this".to_owned()));
        }
        Fit::Not => {
            let message = format!("`{input}` is {}, but {origin} is {}", to.name(), from.name());
            cx.report(rules::INPUT_TYPE, at, message, None);
        }
    }
}

/// What a loop around a loop gives: KFP's driver collects the values of both in one list.
fn flat_list(
    cx: &mut Context<'_>,
    at: &At<'_>,
    graph: &ComponentSpec,
    input: &str,
    source: &TaskInputParameter,
) {
    if !cx.kfp() {
        return;
    }
    let Some(output) = &source.task_output_parameter else { return };
    let task = graph.dag.as_ref().and_then(|dag| dag.tasks.get(&output.producer_task));
    let Some(task) = task.filter(|task| iterates(task)) else { return };
    let inner = cx.component(task).and_then(|c| c.dag.as_ref());
    let selector = inner.and_then(|dag| {
        let from = dag.outputs.as_ref()?.parameters.get(&output.output_parameter_key)?;
        Some((dag, from.value_from_parameter.as_ref()?))
    });
    let Some((dag, selector)) = selector else { return };
    if dag.tasks.get(&selector.producer_subtask).is_some_and(iterates) {
        let message = format!(
            "`{input}` gets one flat list from the two loops `{}` and `{}`, not a list of lists",
            output.producer_task, selector.producer_subtask
        );
        let help = "put what belongs together into one value inside the inner loop".to_owned();
        cx.report(rules::FLAT_LIST, at, message, Some(help));
    }
}

fn one_source(cx: &mut Context<'_>, at: &At<'_>, input: &str, count: usize) {
    if count != 1 {
        let has = if count == 0 { "no source".to_owned() } else { format!("{count} sources") };
        cx.report(
            rules::ONE_SOURCE,
            at,
            format!("`{input}` has {has}"),
            Some("give it exactly one".to_owned()),
        );
    }
}

fn constant(
    cx: &mut Context<'_>,
    at: &At<'_>,
    input: &str,
    value: &ValueOrRuntimeParameter,
    definition: &ComponentInputParameter,
    to: ParameterType,
) {
    one_of::value(cx, at, value);
    let Some(constant) = &value.constant else {
        let message = format!("`{input}` has a value without `constant`");
        let help = "engines read only `runtimeValue.constant` and `componentInputParameter`".to_owned();
        cx.report(rules::OLD_VALUE, at, message, Some(help));
        return;
    };
    let at = at.key("constant");
    if !fits(constant, to) {
        let message = format!("`{input}` is {}, but the constant is {}", to.name(), describe(constant));
        cx.report(rules::CONSTANT_TYPE, &at, message, None);
    } else if !definition.literals.is_empty() && !definition.literals.contains(constant) {
        let allowed: Vec<String> = definition.literals.iter().take(8).map(describe).collect();
        let message = format!("{} is not an allowed value of `{input}`", describe(constant));
        let help = format!("it allows {}", allowed.join(", "));
        cx.report(rules::CONSTANT_LITERAL, &at, message, Some(help));
    }
}

fn artifact<'d>(
    cx: &mut Context<'d>,
    at: &At<'_>,
    graph: &'d ComponentSpec,
    input: &str,
    source: &'d TaskInputArtifact,
    component: Option<&ComponentSpec>,
) {
    let sources = [source.task_output_artifact.is_some(), source.component_input_artifact.is_some()];
    one_source(cx, at, input, sources.iter().filter(|s| **s).count());
    let from = artifact_source(cx, at, graph, source);
    let Some(component) = component else { return };
    let Some(to) = input_artifact(component, input) else {
        unknown_input(cx, at, input, component);
        return;
    };
    let Some((from, from_list, origin)) = from else { return };
    let wanted = artifact_name(to.artifact_type.as_ref(), to.is_artifact_list);
    let given = artifact_name(from, from_list);
    if from_list != to.is_artifact_list {
        let message = format!("`{input}` is a {wanted}, but {origin} is a {given}");
        cx.report(rules::INPUT_LIST, at, message, None);
    } else if !artifact_fits(from, to.artifact_type.as_ref()) {
        let message = format!("`{input}` is a {wanted}, but {origin} is a {given}");
        cx.report(rules::INPUT_ARTIFACT, at, message, None);
    }
}

fn artifact_source<'d>(
    cx: &mut Context<'d>,
    at: &At<'_>,
    graph: &'d ComponentSpec,
    source: &'d TaskInputArtifact,
) -> Option<(Option<&'d ArtifactTypeSchema>, bool, Origin<'d>)> {
    if let Some(output) = &source.task_output_artifact {
        let at = at.key("taskOutputArtifact");
        let task = producer(cx, &at.key("producerTask"), graph, &output.producer_task)?;
        let component = cx.component(task)?;
        let key = &output.output_artifact_key;
        let Some(definition) = output_artifact(component, key) else {
            let known = component.output_definitions.as_ref();
            let help = cx.similar(key, known.into_iter().flat_map(|o| o.artifacts.keys()));
            let message = format!("`{}` has no output artifact `{key}`", output.producer_task);
            cx.report(rules::PRODUCER_OUTPUT, &at.key("outputArtifactKey"), message, help);
            return None;
        };
        let list = definition.is_artifact_list || iterates(task);
        return Some((definition.artifact_type.as_ref(), list, Origin::Output(&output.producer_task, key)));
    }
    let name = source.component_input_artifact.as_ref()?;
    let Some(definition) = input_artifact(graph, name) else {
        let known = graph.input_definitions.as_ref();
        let help = cx.similar(name, known.into_iter().flat_map(|i| i.artifacts.keys()));
        let at = at.key("componentInputArtifact");
        cx.report(rules::GRAPH_INPUT, &at, format!("the graph has no input artifact `{name}`"), help);
        return None;
    };
    Some((definition.artifact_type.as_ref(), definition.is_artifact_list, Origin::GraphInput(name)))
}
