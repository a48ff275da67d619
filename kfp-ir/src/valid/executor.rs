//! Rules about executors: what runs, with what resources.

use crate::lang::placeholder::Template;
use crate::model::{
    ComponentOutputArtifact, ComponentSpec, ContainerSpec, ExecutorSpec, ImporterSpec, PipelineTaskSpec,
    ResourceSpec, Value,
};
use crate::path::At;
use crate::target::is_done_by_driver;
use crate::valid::context::{Context, input_parameter};
use crate::valid::kubernetes_names::is_key;
use crate::valid::types::{artifact_fits, artifact_name};
use crate::valid::{one_of, placeholder, quantity, rules};

/// The longest single argument that Linux passes to a program (`MAX_ARG_STRLEN`).
const MAX_ARGUMENT: usize = 128 * 1024;

pub(crate) fn check(cx: &mut Context<'_>) {
    let Some(deployment) = &cx.pipeline.deployment_spec else { return };
    let top = At::default();
    let at = top.key("deploymentSpec");
    let at = at.key("executors");
    for (label, executor) in &deployment.executors {
        kind(cx, &at.key(label), label, executor);
        let at = at.key(label);
        if let Some(container) = &executor.container {
            let instead = cx.document.platform.as_ref().and_then(|p| p.argo(label)?.instead());
            check_container(cx, &at.key("container"), container, instead);
        }
        if let Some(importer) = &executor.importer {
            check_importer(cx, &at.key("importer"), importer);
        }
    }
}

fn kind(cx: &mut Context<'_>, at: &At<'_>, label: &str, executor: &ExecutorSpec) {
    let kinds = [
        ("container", executor.container.is_some()),
        ("importer", executor.importer.is_some()),
        ("resolver", executor.resolver.is_some()),
        ("customJob", executor.custom_job.is_some()),
    ];
    let found: Vec<&str> = kinds.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
    match found.as_slice() {
        [name @ ("resolver" | "customJob")] => {
            let message = format!("{} cannot run `{label}`: it is a `{name}`", cx.target);
            cx.report(rules::EXECUTOR_UNSUPPORTED, &at.key(name), message, None);
        }
        [_] => {}
        [] => cx.report(rules::EXECUTOR_KIND, at, format!("executor `{label}` runs nothing"), None),
        several => {
            let message = format!("executor `{label}` is {} at once", several.join(" and "));
            cx.report(rules::EXECUTOR_KIND, at, message, None);
        }
    }
}

/// `instead` is what Argo does in place of the container.
fn check_container(
    cx: &mut Context<'_>,
    at: &At<'_>,
    container: &ContainerSpec,
    instead: Option<&'static str>,
) {
    if container.image.is_empty()
        && let Some(instead) = instead
    {
        if cx.kfp() {
            let message = format!("{} has nothing for {instead}", cx.target);
            let help =
                "give it an image and a command that do the same, or run the pipeline on Argo".to_owned();
            cx.report(rules::ARGO_ONLY, at, message, Some(help));
        }
        return;
    }
    if container.image.trim().is_empty() {
        cx.report(rules::IMAGE, &at.key("image"), "the container has no image".to_owned(), None);
    } else if let Some(wrong) = image_error(&container.image) {
        let message = format!("`{}` is not the name of an image: {wrong}", container.image);
        let help = "write it as `registry/path/name:tag` or `..@sha256:digest`".to_owned();
        cx.report(rules::IMAGE_NAME, &at.key("image"), message, Some(help));
    }
    if container.command.is_empty() && !cx.can.entry_point && !is_done_by_driver(&container.image) {
        match container.args.first() {
            None => {
                let message = format!("{} starts nothing: there is neither `command` nor `args`", cx.target);
                cx.report(
                    rules::NOTHING_TO_RUN,
                    at,
                    message,
                    Some("give the container a `command`".to_owned()),
                );
            }
            Some(_) => {
                let message =
                    format!("{} runs the first of `args` and not the entry point of the image", cx.target);
                let help = "give the container a `command`".to_owned();
                cx.report(rules::FIRST_ARGUMENT, &at.key("args"), message, Some(help));
            }
        }
    }
    for (field, words) in [("command", &container.command), ("args", &container.args)] {
        for (i, word) in words.iter().enumerate().filter(|(_, word)| word.len() >= MAX_ARGUMENT) {
            let message = format!("an argument of {} bytes cannot be passed to a program", word.len());
            let help = format!("Linux accepts {MAX_ARGUMENT} bytes; put the text into a file of the image");
            cx.report(rules::LONG_ARGUMENT, &at.key(field).index(i), message, Some(help));
        }
    }
    for (i, env) in container.env.iter().enumerate() {
        let valid = env_name(&env.name);
        let again = container.env.iter().take(i).any(|other| other.name == env.name);
        let list = at.key("env");
        if !valid {
            let message = format!("`{}` is not a valid name for an environment variable", env.name);
            cx.report(rules::ENV_NAME, &list.index(i), message, None);
        } else if again {
            let message = format!("the environment variable `{}` is set twice", env.name);
            cx.report(rules::ENV_NAME, &list.index(i), message, None);
        }
    }
    if container.lifecycle.is_some() {
        let message = "engines ignore `lifecycle`".to_owned();
        cx.report(rules::IGNORED_FIELD, &at.key("lifecycle"), message, None);
    }
    if let Some(resources) = &container.resources {
        check_resources(cx, &at.key("resources"), resources);
    }
}

/// Whether Kubernetes takes a name for an environment variable.
pub(crate) fn env_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['=', '\0']) && name.is_ascii()
}

/// What keeps a text from naming an image, by the grammar of `distribution/reference`; placeholders are filled in later.
fn image_error(image: &str) -> Option<&'static str> {
    if image.contains("{{$") {
        return None;
    }
    if image.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("it has a blank");
    }
    if image.contains("://") {
        return Some("it has a scheme");
    }
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    if digest.is_some_and(|d| d.split_once(':').is_none_or(|(_, hex)| hex.len() < 32)) {
        return Some("its digest is not complete");
    }
    let path_start = name.find('/').filter(|end| {
        let first = name.get(..*end).unwrap_or_default();
        first.contains(['.', ':']) || first == "localhost"
    });
    let path = path_start.and_then(|slash| name.get(slash + 1..)).unwrap_or(name);
    let (path, tag) = path.rsplit_once(':').map_or((path, None), |(path, tag)| (path, Some(tag)));
    let tag_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if tag.is_some_and(|t| t.is_empty() || t.len() > 128 || !t.chars().all(tag_char)) {
        return Some("its tag is not one of letters, digits, `_`, `.` and `-`");
    }
    let part = |part: &str| {
        let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        part.starts_with(end)
            && part.ends_with(end)
            && part.chars().all(|c| end(c) || matches!(c, '_' | '.' | '-'))
    };
    if !path.split('/').all(part) {
        return Some("its path has other characters than small letters, digits, `_`, `.` and `-`");
    }
    None
}

fn check_resources(cx: &mut Context<'_>, at: &At<'_>, resources: &ResourceSpec) {
    let r = resources;
    let cpu = ["resourceCpuRequest", "cpuRequest"];
    let cpu = either(cx, at, cpu, &r.resource_cpu_request, r.cpu_request);
    let cpu_limit = ["resourceCpuLimit", "cpuLimit"];
    let cpu_limit = either(cx, at, cpu_limit, &r.resource_cpu_limit, r.cpu_limit);
    // The old fields of memory are in units of 10^9 bytes.
    let memory = ["resourceMemoryRequest", "memoryRequest"];
    let memory = either(cx, at, memory, &r.resource_memory_request, r.memory_request * 1e9);
    let memory_limit = ["resourceMemoryLimit", "memoryLimit"];
    let memory_limit = either(cx, at, memory_limit, &r.resource_memory_limit, r.memory_limit * 1e9);
    for (request, limit) in [(cpu, cpu_limit), (memory, memory_limit)] {
        if let (Some((request_field, request)), Some((limit_field, limit))) = (request, limit)
            && request > limit
        {
            let message = format!("`{request_field}` is more than `{limit_field}`");
            cx.report(rules::REQUEST_LIMIT, &at.key(request_field), message, None);
        }
    }
    if let Some(accelerator) = &resources.accelerator {
        let at = at.key("accelerator");
        let count = &accelerator.resource_count;
        if !count.is_empty() && !count.contains("{{$") && count.parse::<u32>().is_err() {
            let message = format!("`{count}` is not a number of accelerators");
            cx.report(rules::QUANTITY, &at.key("resourceCount"), message, None);
        }
        let kind = &accelerator.resource_type;
        if !kind.is_empty() && !kind.contains("{{$") && !is_key(kind) {
            let message = format!("`{kind}` cannot be the name of a resource");
            let help = "name it as the nodes do, such as `nvidia.com/gpu`".to_owned();
            cx.report(rules::KUBERNETES_NAME, &at.key("resourceType"), message, Some(help));
        }
        if accelerator.resource_type.is_empty() && accelerator.r#type.is_empty() {
            let message = "the accelerator has no type".to_owned();
            let help = "name the resource, such as `nvidia.com/gpu`".to_owned();
            cx.report(rules::QUANTITY, &at, message, Some(help));
        }
    }
}

/// An amount from its new field, or where that is empty from its old one, and the name of the field.
fn either<'f>(
    cx: &mut Context<'_>,
    at: &At<'_>,
    [field, old_field]: [&'f str; 2],
    text: &str,
    old: f64,
) -> Option<(&'f str, f64)> {
    if text.is_empty() {
        return (old > 0.0).then_some((old_field, old));
    }
    amount(cx, &at.key(field), text).map(|amount| (field, amount))
}

/// A quantity as a number; `None` when it is absent, only known at run time, or wrong.
fn amount(cx: &mut Context<'_>, at: &At<'_>, text: &str) -> Option<f64> {
    if text.is_empty() || text.contains("{{$") {
        return None;
    }
    let amount = quantity::parse(text).filter(|amount| *amount >= 0.0);
    if amount.is_none() {
        let help =
            "write a number with a unit that Kubernetes knows: `500m`, `2`, `1.5Gi`, `100M`".to_owned();
        cx.report(rules::QUANTITY, at, format!("`{text}` is not an amount"), Some(help));
    }
    amount
}

fn check_importer(cx: &mut Context<'_>, at: &At<'_>, importer: &ImporterSpec) {
    let uri = importer.artifact_uri.as_ref();
    let constant = uri.is_some_and(|u| u.constant.is_some() || u.constant_value.is_some());
    let parameter = uri.is_some_and(|u| u.runtime_parameter.is_some());
    if constant == parameter {
        let has = if constant { "two addresses" } else { "no address" };
        let help = "give `artifactUri` either `constant` or `runtimeParameter`".to_owned();
        cx.report(rules::IMPORTER_URI, &at.key("artifactUri"), format!("the importer has {has}"), Some(help));
    }
    if let Some(value) = uri.and_then(|uri| uri.constant.as_ref()) {
        address(cx, at, importer, value);
        placeholder::expanded_value(cx, &at.key("artifactUri").key("constant"), value);
    }
    for value in importer.metadata.iter().flat_map(|metadata| metadata.0.values()) {
        placeholder::expanded_value(cx, &at.key("metadata"), value);
    }
    if let Some(schema) = &importer.type_schema {
        one_of::artifact_type(cx, &at.key("typeSchema"), schema);
    }
    if importer.type_schema.is_none() {
        cx.report(rules::ARTIFACT_TYPE, at, "the importer does not say what it imports".to_owned(), None);
    }
    if cx.kfp() {
        metadata(cx, &at.key("metadata"), importer);
    }
}

/// An address that is known before the run.
fn address(cx: &mut Context<'_>, at: &At<'_>, importer: &ImporterSpec, address: &Value) {
    let uri = at.key("artifactUri");
    let text = match address {
        Value::String(text) if !text.is_empty() => text,
        _ => {
            let message = "the address of the importer is no text, or an empty one".to_owned();
            cx.report(rules::IMPORTER_URI, &uri.key("constant"), message, None);
            return;
        }
    };
    if !cx.kfp() || !text.starts_with("oci://") {
        return;
    }
    let title = importer.type_schema.as_ref().and_then(|schema| schema.schema_title.as_deref());
    if title.is_some_and(|title| title != "system.Model") {
        let message = format!("{} takes only models from a registry", cx.target);
        cx.report(rules::IMPORTER_REGISTRY, &at.key("typeSchema"), message, None);
    }
    if importer.download_to_workspace {
        let message = format!("{} does not copy from a registry to the workspace", cx.target);
        cx.report(rules::IMPORTER_REGISTRY, &at.key("downloadToWorkspace"), message, None);
    }
}

/// KFP's importer stores metadata as it is (`importer_launcher.go`).
fn metadata(cx: &mut Context<'_>, at: &At<'_>, importer: &ImporterSpec) {
    for (key, value) in importer.metadata.iter().flat_map(|metadata| &metadata.0) {
        let mut texts = value.texts().filter(|text| text.contains("{{$"));
        let found = texts.find_map(|text| Template::parse(text).placeholders().next().cloned());
        if let Some(found) = found {
            placeholder::unresolved(cx, &at.key(key), &found, "in metadata", None);
        }
    }
}

/// Rules about executors that need the interface of the component.
pub(crate) fn check_interface(
    cx: &mut Context<'_>,
    at: &At<'_>,
    component: &ComponentSpec,
    executor: &ExecutorSpec,
) {
    if let Some(outputs) = component.output_definitions.as_ref().filter(|_| executor.container.is_some()) {
        let at = at.key("outputDefinitions");
        let at = at.key("artifacts");
        for (name, _) in outputs.artifacts.iter().filter(|(_, output)| output.is_artifact_list) {
            let message = format!("a container cannot give the list of artifacts `{name}`");
            let help = "only graphs give lists, by collecting the outputs of a loop".to_owned();
            cx.report(rules::LIST_OUTPUT, &at.key(name), message, Some(help));
        }
    }
    if let Some(importer) = &executor.importer {
        let outputs = component.output_definitions.as_ref();
        let count = outputs.map_or(0, |outputs| outputs.artifacts.len());
        if let Some((name, output)) =
            outputs.filter(|_| count == 1).and_then(|o| o.artifacts.first_key_value())
        {
            imported_type(cx, at, importer, name, output);
        } else {
            let message = format!("the importer gives {count} artifacts");
            let help = "declare one output artifact, which is what it imports".to_owned();
            cx.report(rules::IMPORTER_OUTPUT, &at.key("outputDefinitions"), message, Some(help));
        }
    }
    let uri = executor.importer.as_ref().and_then(|i| i.artifact_uri.as_ref());
    if let Some(name) = uri.and_then(|uri| uri.runtime_parameter.as_ref())
        && input_parameter(component, name).is_none()
    {
        let label = component.executor_label.as_deref().unwrap_or_default();
        let message =
            format!("the importer reads its address from `{name}`, which is not an input of its component");
        let top = At::default();
        let (deployment, list) = (top.key("deploymentSpec"), "executors");
        let executors = deployment.key(list);
        cx.report(rules::PLACEHOLDER_NAME, &executors.key(label), message, None);
    }
}

/// KFP registers what it imports under the type of the importer; consumers are checked against that of the component.
fn imported_type(
    cx: &mut Context<'_>,
    at: &At<'_>,
    importer: &ImporterSpec,
    name: &str,
    output: &ComponentOutputArtifact,
) {
    let (imported, declared) = (importer.type_schema.as_ref(), output.artifact_type.as_ref());
    if !artifact_fits(imported, declared) {
        let (imported, declared) = (artifact_name(imported, false), artifact_name(declared, false));
        let message = format!("`{name}` is declared as {declared}, and the importer makes it {imported}");
        let help = "give `typeSchema` of the importer and `artifactType` of the output one type".to_owned();
        let at = at.key("outputDefinitions");
        let at = at.key("artifacts");
        cx.report(rules::IMPORTER_TYPE, &at.key(name), message, Some(help));
    }
}

/// Rules about tasks that import. KFP imports in one step that neither waits for tasks nor has a condition, and looks
/// the address up among the inputs of the graph only.
pub(crate) fn check_import(
    cx: &mut Context<'_>,
    at: &At<'_>,
    graph: &str,
    name: &str,
    task: &PipelineTaskSpec,
    component: &ComponentSpec,
) {
    let Some(importer) = cx.executor(component).and_then(|e| e.importer.as_ref()) else { return };
    if !cx.kfp() {
        return;
    }
    if task.trigger_policy.as_ref().is_some_and(|p| !p.condition.is_empty()) {
        let message = format!("{} cannot import under a condition", cx.target);
        let help = "put the importer into a graph and the condition on its task".to_owned();
        cx.report(rules::IMPORTER_CONDITION, &at.key("triggerPolicy"), message, Some(help));
    }
    let uri = importer.artifact_uri.as_ref().and_then(|u| u.runtime_parameter.as_ref());
    let inputs = task.inputs.as_ref();
    let source = uri.and_then(|uri| inputs.and_then(|i| i.parameters.get(uri)));
    if source.is_some_and(|s| s.task_output_parameter.is_some()) {
        let message =
            format!("{} looks up the address of `{name}` among the inputs of the graph only", cx.target);
        let help = "put the importer into a graph of its own and give it the address as an input".to_owned();
        cx.report(rules::IMPORTER_SOURCE, &at.key("inputs"), message, Some(help));
    } else if !crate::graph::upstream(task).is_empty() {
        let message = format!("{} starts `{name}` at once, without waiting for other tasks", cx.target);
        cx.report(rules::IMPORTER_ORDER, at, message, None);
    }
    if cx.looped.contains(graph) {
        let message = format!("{} cannot run the importer `{name}` inside a loop", cx.target);
        let help = "kubeflow/pipelines issues 12033 and 10860".to_owned();
        cx.report(rules::IMPORTER_LOOP, at, message, Some(help));
    }
}
