//! Rules about components: their interface, and what is behind it.

use crate::model::{ArtifactTypeSchema, ComponentInputParameter, ComponentSpec, ParameterType};
use crate::path::At;
use crate::valid::context::Context;
use crate::valid::types::{describe, effective, fits};
use crate::valid::{executor, names, one_of, outputs, placeholder, rules, task, task_config};

pub(crate) fn check<'a>(cx: &mut Context<'a>, at: &At<'_>, name: &'a str, component: &'a ComponentSpec) {
    if !name.is_empty() {
        task::check_name(cx, at, "component", name);
    }
    interface(cx, at, component);
    names::check(cx, at, name, component);
    if !component.single_platform_specs.is_empty() {
        let message = "engines ignore `singlePlatformSpecs`".to_owned();
        let help = "platform settings are a second document".to_owned();
        cx.report(rules::IGNORED_FIELD, &at.key("singlePlatformSpecs"), message, Some(help));
    }
    match (&component.dag, &component.executor_label) {
        (Some(_), None) | (None, Some(_)) => {}
        (None, None) if name.is_empty() => {}
        (both, _) => {
            let has = if both.is_some() {
                "both `dag` and `executorLabel`"
            } else {
                "neither `dag` nor `executorLabel`"
            };
            let help = "a component is either a graph of tasks or one executor".to_owned();
            cx.report(rules::COMPONENT_BODY, at, format!("the component has {has}"), Some(help));
        }
    }
    let executor = cx.executor(component);
    task_config::check(cx, at, component, executor);
    if let Some(dag) = &component.dag {
        let at = at.key("dag");
        if dag.tasks.is_empty() && !name.is_empty() {
            cx.report(rules::NO_TASKS, &at, format!("the graph of `{name}` has no tasks"), None);
        } else if cx.kfp() && !name.is_empty() && dag.tasks.values().all(|task| task.runs_after_failure()) {
            let message =
                format!("{} runs no graph like `{name}`, in which every task runs after others", cx.target);
            let help = "leave the strategy out at the tasks that wait for no other".to_owned();
            cx.report(rules::NO_TASKS, &at, message, Some(help));
        }
        for (task_name, task) in &dag.tasks {
            let at = at.key("tasks");
            task::check(cx, &at.key(task_name), component, name, task_name, task);
        }
        task::check_exit_tasks(cx, &at.key("tasks"), dag);
        outputs::check(cx, &at, component, name, dag);
    }
    if let Some(label) = &component.executor_label
        && executor.is_none()
    {
        let known = cx.pipeline.deployment_spec.iter().flat_map(|d| d.executors.keys());
        let help = cx.similar(label, known);
        let message = format!("there is no executor `{label}`");
        cx.report(rules::EXECUTOR_LABEL, &at.key("executorLabel"), message, help);
    }
    if let Some(executor) = executor {
        executor::check_interface(cx, at, component, executor);
        placeholder::check_component(cx, name, component, executor);
    }
}

fn interface(cx: &mut Context<'_>, at: &At<'_>, component: &ComponentSpec) {
    if let Some(inputs) = &component.input_definitions {
        let at = at.key("inputDefinitions");
        for (name, input) in &inputs.artifacts {
            let at = at.key("artifacts");
            artifact_type(cx, &at.key(name), name, input.artifact_type.as_ref());
        }
        for (name, input) in &inputs.parameters {
            let at = at.key("parameters");
            input_parameter(cx, &at.key(name), name, input, component.executor_label.is_some());
        }
    }
    if let Some(outputs) = &component.output_definitions {
        let at = at.key("outputDefinitions");
        for (name, output) in &outputs.artifacts {
            let at = at.key("artifacts");
            artifact_type(cx, &at.key(name), name, output.artifact_type.as_ref());
        }
        for (name, output) in &outputs.parameters {
            let at = at.key("parameters");
            let at = at.key(name);
            if effective(output.parameter_type, output.r#type) == ParameterType::Unspecified {
                cx.report(rules::PARAMETER_TYPE, &at, format!("output `{name}` has no type"), None);
            } else {
                old_type(cx, &at, name, output.parameter_type);
            }
        }
    }
}

/// The type before KFP 2.0: KFP's driver looks at `parameterType` only, and refuses every value without one.
fn old_type(cx: &mut Context<'_>, at: &At<'_>, name: &str, kind: ParameterType) {
    if kind == ParameterType::Unspecified && cx.kfp() {
        let message = format!("{} does not read the type of `{name}`, which is given as `type`", cx.target);
        let help = "give it as `parameterType`".to_owned();
        cx.report(rules::OLD_VALUE, &at.key("type"), message, Some(help));
    }
}

fn artifact_type(cx: &mut Context<'_>, at: &At<'_>, name: &str, of: Option<&ArtifactTypeSchema>) {
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let named =
        of.is_some_and(|t| given(&t.schema_title) || given(&t.instance_schema) || given(&t.schema_uri));
    if !named {
        let help =
            "give `artifactType.schemaTitle`, such as `system.Dataset`; any artifact is `system.Artifact`";
        cx.report(rules::ARTIFACT_TYPE, at, format!("artifact `{name}` has no type"), Some(help.to_owned()));
    }
    let Some(schema) = of else { return };
    let at = at.key("artifactType");
    one_of::artifact_type(cx, &at, schema);
    if schema.schema_uri.is_some() && cx.kfp() {
        let message = format!("{} does not read the type of `{name}` from an address", cx.target);
        let help = "name it by `schemaTitle`".to_owned();
        cx.report(rules::OLD_VALUE, &at.key("schemaUri"), message, Some(help));
    }
}

fn input_parameter(
    cx: &mut Context<'_>,
    at: &At<'_>,
    name: &str,
    input: &ComponentInputParameter,
    is_leaf: bool,
) {
    let kind = effective(input.parameter_type, input.r#type);
    if kind == ParameterType::Unspecified {
        cx.report(rules::PARAMETER_TYPE, at, format!("input `{name}` has no type"), None);
        return;
    }
    old_type(cx, at, name, input.parameter_type);
    if let Some(default) = &input.default_value {
        let at = at.key("defaultValue");
        placeholder::expanded_value(cx, &at, default);
        if !fits(default, kind) {
            let message = format!("the default of `{name}` is {}, not {}", describe(default), kind.name());
            // Nothing reads the default of a container: the driver leaves the input out.
            let rule = if is_leaf { rules::UNUSED_DEFAULT } else { rules::DEFAULT_TYPE };
            cx.report(rule, &at, message, None);
        }
    }
    for (i, literal) in input.literals.iter().enumerate().filter(|(_, l)| !fits(l, kind)) {
        let at = at.key("literals");
        let message = format!("the allowed value {} of `{name}` is not {}", describe(literal), kind.name());
        cx.report(rules::LITERALS, &at.index(i), message, None);
    }
    if let Some(default) = &input.default_value
        && !input.literals.is_empty()
        && !input.literals.contains(default)
    {
        let message =
            format!("the default of `{name}`, {}, is not among its allowed values", describe(default));
        cx.report(rules::LITERALS, &at.key("defaultValue"), message, None);
    }
}
