//! Rules about what graphs pass out.

use crate::model::{
    ArtifactSelectorSpec, ComponentSpec, DagSpec, ParameterSelectorSpec, ParameterType, PipelineTaskSpec,
};
use crate::path::At;
use crate::valid::context::{Context, iterates, output_artifact, output_parameter};
use crate::valid::types::{Fit, artifact_fits, artifact_name, effective, parameter_fit};
use crate::valid::{coverage, rules};

pub(crate) fn check(cx: &mut Context<'_>, at: &At<'_>, component: &ComponentSpec, name: &str, dag: &DagSpec) {
    let outputs_at = at.key("outputs");
    let outputs = dag.outputs.as_ref();
    let at = outputs_at.key("artifacts");
    for (output, spec) in outputs.into_iter().flat_map(|o| &o.artifacts) {
        artifact(cx, &at.key(output), component, output, &spec.artifact_selectors, dag);
    }
    let at = outputs_at.key("parameters");
    for (output, spec) in outputs.into_iter().flat_map(|o| &o.parameters) {
        let at = at.key(output);
        let one = spec.value_from_parameter.as_ref();
        let several = spec.value_from_oneof.as_ref();
        let selectors = match (one, several) {
            (Some(one), None) => std::slice::from_ref(one),
            (None, Some(several)) => several.parameter_selectors.as_slice(),
            _ => &[],
        };
        if selectors.is_empty() || (one.is_some() && several.is_some()) {
            let message = format!("the output `{output}` does not have exactly one kind of source");
            let help =
                "give it `valueFromParameter`, or `valueFromOneof` with at least one selector".to_owned();
            cx.report(rules::OUTPUT_SOURCE, &at, message, Some(help));
            continue;
        }
        parameter(cx, &at, component, name, output, selectors, dag);
    }
    let Some(declared) = &component.output_definitions else { return };
    let given = |output: &String| {
        outputs.is_some_and(|o| o.parameters.contains_key(output) || o.artifacts.contains_key(output))
    };
    for output in declared.artifacts.keys().chain(declared.parameters.keys()).filter(|o| !given(o)) {
        let message = format!("the output `{output}` is declared, but no task gives it");
        cx.report(rules::OUTPUT_WITHOUT_SOURCE, &outputs_at, message, None);
    }
}

fn undeclared(cx: &mut Context<'_>, at: &At<'_>, output: &str) {
    let message = format!("the graph gives `{output}`, which its `outputDefinitions` do not declare");
    cx.report(rules::OUTPUT_UNDECLARED, at, message, None);
}

fn subtask<'d>(
    cx: &mut Context<'_>,
    at: &At<'_>,
    dag: &'d DagSpec,
    name: &str,
) -> Option<&'d PipelineTaskSpec> {
    let found = dag.tasks.get(name);
    if found.is_none() {
        let help = cx.similar(name, dag.tasks.keys());
        let message = format!("there is no task `{name}` in this graph");
        cx.report(rules::OUTPUT_TASK, &at.key("producerSubtask"), message, help);
    }
    found
}

fn parameter(
    cx: &mut Context<'_>,
    at: &At<'_>,
    component: &ComponentSpec,
    component_name: &str,
    output: &str,
    selectors: &[ParameterSelectorSpec],
    dag: &DagSpec,
) {
    let declared = output_parameter(component, output);
    if declared.is_none() {
        undeclared(cx, at, output);
    }
    // The graphs inside a loop declare the list that the loop makes of their values.
    let collected = cx.looped.contains(component_name)
        && declared.is_some_and(|d| effective(d.parameter_type, d.r#type) == ParameterType::List);
    let mut tasks = Vec::new();
    for selector in selectors {
        let Some(task) = subtask(cx, at, dag, &selector.producer_subtask) else { continue };
        tasks.push(task);
        let Some(source) = cx.component(task) else { continue };
        let key = &selector.output_parameter_key;
        let Some(definition) = output_parameter(source, key) else {
            let known = source.output_definitions.as_ref();
            let help = cx.similar(key, known.into_iter().flat_map(|o| o.parameters.keys()));
            let message = format!("`{}` has no output parameter `{key}`", selector.producer_subtask);
            cx.report(rules::OUTPUT_KEY, at, message, help);
            continue;
        };
        let Some(declared) = declared else { continue };
        let kind = effective(definition.parameter_type, definition.r#type);
        let from = if iterates(task) { ParameterType::List } else { kind };
        let to = effective(declared.parameter_type, declared.r#type);
        if parameter_fit(from, to) != Fit::Exact && !collected {
            let from = format!("`{key}` of `{}` is {}", selector.producer_subtask, from.name());
            let message = format!("the output `{output}` is {}, but {from}", to.name());
            // The SDK declares so what a branch computes from the list of a loop; engines do not look at it.
            let list = to == ParameterType::List;
            cx.report(if list { rules::OUTPUT_LIST } else { rules::OUTPUT_TYPE }, at, message, None);
        }
    }
    if !collected {
        branches(cx, at, output, &tasks);
    }
}

fn artifact(
    cx: &mut Context<'_>,
    at: &At<'_>,
    component: &ComponentSpec,
    output: &str,
    selectors: &[ArtifactSelectorSpec],
    dag: &DagSpec,
) {
    let declared = output_artifact(component, output);
    if declared.is_none() {
        undeclared(cx, at, output);
    }
    if selectors.is_empty() {
        let message = format!("the output `{output}` has no source");
        cx.report(
            rules::OUTPUT_SOURCE,
            at,
            message,
            Some("give it at least one of `artifactSelectors`".to_owned()),
        );
    }
    let mut tasks = Vec::new();
    for (i, selector) in selectors.iter().enumerate() {
        let at = at.key("artifactSelectors");
        let at = at.index(i);
        let Some(task) = subtask(cx, &at, dag, &selector.producer_subtask) else { continue };
        tasks.push(task);
        let Some(source) = cx.component(task) else { continue };
        let key = &selector.output_artifact_key;
        let Some(definition) = output_artifact(source, key) else {
            let known = source.output_definitions.as_ref();
            let help = cx.similar(key, known.into_iter().flat_map(|o| o.artifacts.keys()));
            let message = format!("`{}` has no output artifact `{key}`", selector.producer_subtask);
            cx.report(rules::OUTPUT_KEY, &at, message, help);
            continue;
        };
        let Some(declared) = declared else { continue };
        let list = definition.is_artifact_list || iterates(task);
        let fits = artifact_fits(definition.artifact_type.as_ref(), declared.artifact_type.as_ref());
        // A list may also be made of one artifact, or of several.
        if !fits || (list && !declared.is_artifact_list) {
            let to = artifact_name(declared.artifact_type.as_ref(), declared.is_artifact_list);
            let from = artifact_name(definition.artifact_type.as_ref(), list);
            let from = format!("`{key}` of `{}` is a {from}", selector.producer_subtask);
            cx.report(rules::OUTPUT_TYPE, &at, format!("the output `{output}` is a {to}, but {from}"), None);
        }
    }
    if declared.is_none_or(|d| !d.is_artifact_list) {
        branches(cx, at, output, &tasks);
    }
}

/// Warns when the conditions of the source tasks leave a case without a value.
fn branches(cx: &mut Context<'_>, at: &At<'_>, output: &str, tasks: &[&PipelineTaskSpec]) {
    let condition = |task: &&PipelineTaskSpec| {
        task.trigger_policy.as_ref().map_or(String::new(), |p| p.condition.clone())
    };
    let conditions: Vec<String> = tasks.iter().map(condition).collect();
    if let Some(case) = coverage::uncovered(&conditions) {
        let message = format!("the output `{output}` has no value when {case}");
        let help = "add the output of a branch that runs in this case".to_owned();
        cx.report(rules::OUTPUT_BRANCHES, at, message, Some(help));
    }
}
