//! Rules about the Argo settings of executors.

use std::collections::BTreeSet;

use crate::lang::argument::Argument;
use crate::lang::placeholder::Placeholder;
use crate::model::platform::argo::{
    Approval, ArgoExecutorConfig, CacheRules, DECISION, Hook, PHASES, ResourceStep,
};
use crate::model::{ComponentSpec, ParameterType, PlatformSpec};
use crate::path::At;
use crate::valid::context::Context;
use crate::valid::kubernetes_names::is_subdomain;
use crate::valid::rules;

/// What Argo's executor can do with an object (argo-workflows: `ResourceTemplate.Action`).
const ACTIONS: [&str; 6] = ["create", "apply", "replace", "patch", "get", "delete"];

/// The settings of one executor, which `users` run.
pub(crate) fn check(
    cx: &mut Context<'_>,
    at: &At<'_>,
    users: &[&ComponentSpec],
    settings: &ArgoExecutorConfig,
) {
    if let Some(approval) = &settings.approval {
        check_approval(cx, &at.key("approval"), users, approval);
    }
    if let Some(resource) = &settings.resource {
        check_resource(cx, &at.key("resource"), users, resource);
    }
    if settings.approval.is_some() && settings.resource.is_some() {
        value(cx, at, "an executor is either an approval or a resource step".to_owned(), None);
    }
    for (i, mutex) in settings.mutexes.iter().enumerate().filter(|(_, mutex)| mutex.name.trim().is_empty()) {
        let message = format!("`{}` cannot be the name of a mutex", mutex.name);
        value(cx, &at.key("mutexes").index(i), message, None);
    }
    for (i, semaphore) in settings.semaphores.iter().enumerate() {
        if !is_subdomain(&semaphore.config_map) || semaphore.key.is_empty() {
            let message =
                format!("`{}` of `{}` is no key of a config map", semaphore.key, semaphore.config_map);
            value(cx, &at.key("semaphores").index(i), message, None);
        }
    }
    if !settings.priority_class.is_empty() && !is_subdomain(&settings.priority_class) {
        let message = format!("`{}` cannot be the name of a priority class", settings.priority_class);
        value(cx, &at.key("priorityClass"), message, None);
    }
    if let Some(cache) = &settings.cache {
        check_cache(cx, &at.key("cache"), users, cache);
    }
    check_hooks(cx, &at.key("hooks"), &settings.hooks);
    if cx.kfp() {
        for field in settings.of_pods() {
            let message = format!("{} ignores `{field}`", cx.target);
            cx.report(rules::PLATFORM_IGNORED, &at.key(field), message, None);
        }
    }
}

/// The settings of the whole pipeline.
pub(crate) fn check_pipeline(cx: &mut Context<'_>, at: &At<'_>, platform: &PlatformSpec) {
    match platform.argo_pipeline() {
        Ok(config) => {
            let at = at.key("hooks");
            check_hooks(cx, &at, &config.hooks);
            if cx.kfp() && !config.hooks.is_empty() {
                let message = format!("{} ignores `hooks`", cx.target);
                cx.report(rules::PLATFORM_IGNORED, &at, message, None);
            }
        }
        Err(error) => {
            for finding in error.findings {
                value(cx, at, finding.message, finding.help.as_deref());
            }
        }
    }
}

fn check_hooks(cx: &mut Context<'_>, at: &At<'_>, hooks: &[Hook]) {
    for (i, hook) in hooks.iter().enumerate() {
        let at = at.index(i);
        if !hook.phase.is_empty() && !PHASES.contains(&hook.phase.as_str()) {
            let message = format!("`{}` is no phase in which a hook starts", hook.phase);
            let help = format!("use {}, or nothing for the end", PHASES.map(|p| format!("`{p}`")).join(", "));
            value(cx, &at.key("phase"), message, Some(&help));
        }
        if hook.phase.is_empty() && hooks.iter().take(i).any(|other| other.phase.is_empty()) {
            let help = "let one container do both";
            value(cx, &at, "only one hook runs at the end".to_owned(), Some(help));
        }
        let Some(container) =
            hook.container.as_ref().filter(|c| !c.image.is_empty() && !c.command.is_empty())
        else {
            value(
                cx,
                &at.key("container"),
                "a hook needs a container with image and command".to_owned(),
                None,
            );
            continue;
        };
        for text in container.command.iter().chain(&container.args) {
            let argument = Argument::parse(text);
            let of_task = argument
                .templates()
                .into_iter()
                .flat_map(|template| template.placeholders())
                .find(|placeholder| !matches!(placeholder, Placeholder::Run(_)));
            if let Some(placeholder) = of_task {
                let message = format!("a hook has no `{placeholder}`: it is no task");
                value(cx, &at.key("container"), message, Some("write the text itself"));
            }
        }
    }
}

fn value(cx: &mut Context<'_>, at: &At<'_>, message: String, help: Option<&str>) {
    cx.report(rules::PLATFORM_VALUE, at, message, help.map(str::to_owned));
}

fn check_approval(cx: &mut Context<'_>, at: &At<'_>, users: &[&ComponentSpec], approval: &Approval) {
    let different: BTreeSet<&String> = approval.choices.iter().collect();
    if different.len() < 2
        || different.len() < approval.choices.len()
        || approval.choices.iter().any(String::is_empty)
    {
        let message = "an approval needs two choices that differ".to_owned();
        value(cx, &at.key("choices"), message, Some("such as `[approve, reject]`"));
    }
    if approval.timeout_seconds < 0 {
        let message = format!("nobody can be waited for {} seconds", approval.timeout_seconds);
        value(cx, &at.key("timeoutSeconds"), message, None);
    }
    let decided = !approval.on_timeout.is_empty() || approval.timeout_seconds > 0;
    if decided && !different.contains(&approval.on_timeout) {
        let message = format!("`{}` is not one of the choices", approval.on_timeout);
        value(cx, &at.key("onTimeout"), message, Some("say what counts as decided when time is up"));
    }
    for component in users {
        let decision = outputs(component).find(|(name, _)| *name == DECISION);
        if decision.is_none_or(|(_, kind)| kind != ParameterType::String) {
            let message = format!("a component of an approval gives a text `{DECISION}`");
            value(cx, at, message, None);
        }
        if let Some((name, _)) = outputs(component).find(|(_, kind)| *kind != ParameterType::String) {
            let message = format!("`{name}` is not text, and people write text");
            value(cx, at, message, None);
        }
        let inputs = component.input_definitions.as_ref();
        if inputs.is_some_and(|inputs| inputs.parameters.contains_key(DECISION)) {
            let message = format!("a component of an approval cannot have an input `{DECISION}`");
            value(cx, at, message, Some("Argo takes it for what was decided"));
        }
    }
}

fn check_cache(cx: &mut Context<'_>, at: &At<'_>, users: &[&ComponentSpec], cache: &CacheRules) {
    if cache.max_age_seconds < 0 {
        let message = format!("no result is younger than {} seconds", cache.max_age_seconds);
        value(cx, &at.key("maxAgeSeconds"), message, None);
    }
    for (i, name) in cache.uncounted_inputs.iter().enumerate() {
        let declares = |component: &&ComponentSpec| {
            let inputs = component.input_definitions.as_ref();
            inputs.is_some_and(|i| i.parameters.contains_key(name) || i.artifacts.contains_key(name))
        };
        if !users.iter().any(declares) {
            let message = format!("the component has no input `{name}`");
            value(cx, &at.key("uncountedInputs").index(i), message, None);
        }
    }
    if !cx.kfp() {
        return;
    }
    if cache.max_age_seconds > 0 {
        let message = format!("{} takes results of any age", cx.target);
        let help = "where that is too old, give the task a time bucket as an input";
        cx.report(rules::PLATFORM_IGNORED, &at.key("maxAgeSeconds"), message, Some(help.to_owned()));
    }
    if !cache.uncounted_inputs.is_empty() {
        let message = format!("{} counts all inputs: other values of these make the task run", cx.target);
        cx.report(rules::PLATFORM_IGNORED, &at.key("uncountedInputs"), message, None);
    }
}

fn check_resource(cx: &mut Context<'_>, at: &At<'_>, users: &[&ComponentSpec], resource: &ResourceStep) {
    if !ACTIONS.contains(&resource.action.as_str()) {
        let message = format!("`{}` is nothing that can be done with an object", resource.action);
        let help = "use `create`, `apply`, `replace`, `patch`, `get` or `delete`";
        value(cx, &at.key("action"), message, Some(help));
    }
    let named = |key: &str| resource.manifest.as_ref().is_some_and(|manifest| manifest.0.contains_key(key));
    if !named("apiVersion") || !named("kind") || !named("metadata") {
        let message = "an object has `apiVersion`, `kind` and `metadata`".to_owned();
        value(cx, &at.key("manifest"), message, None);
    }
    if !matches!(resource.merge_strategy.as_str(), "" | "strategic" | "merge" | "json") {
        let message = format!("`{}` is no way to merge a patch", resource.merge_strategy);
        value(cx, &at.key("mergeStrategy"), message, Some("use `strategic`, `merge` or `json`"));
    }
    for component in users {
        for (name, _) in outputs(component) {
            if !resource.outputs.iter().any(|output| output.name == *name) {
                let message = format!("the output `{name}` is read from no field of the object");
                value(cx, &at.key("outputs"), message, None);
            }
        }
        for (i, output) in resource.outputs.iter().enumerate() {
            if !outputs(component).any(|(name, _)| *name == output.name) {
                let message = format!("the component has no output `{}`", output.name);
                value(cx, &at.key("outputs").index(i), message, None);
            }
        }
    }
}

fn outputs(component: &ComponentSpec) -> impl Iterator<Item = (&String, ParameterType)> {
    let declared = component.output_definitions.iter().flat_map(|outputs| &outputs.parameters);
    declared.map(|(name, output)| (name, output.parameter_type))
}
