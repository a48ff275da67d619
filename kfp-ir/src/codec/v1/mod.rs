//! Component files of KFP's first version (`component.yaml`), read as v2 components, the way the SDK does it.
//!
//! The rules are those of `kfp/dsl/structures.py`, `v1_structures.py` and `placeholders.py` of the SDK 2.17. What the SDK
//! drops in silence or fails on with an internal error is an error here: fixed output paths, graphs, two names that
//! become one, a default that is not of its type.

mod command;
mod interface;

use crate::codec::error::code;
use crate::codec::node::{Data, Node, Style};
use crate::codec::reading::Reading;
use crate::codec::scalar::{self, Plain};
use crate::model::{
    ComponentSpec, ContainerSpec, DeploymentConfig, Document, EnvVar, ExecutorSpec, PipelineInfo,
    PipelineSpec,
};
use crate::path::At;

pub(crate) use interface::{Interface, Type};

/// What the SDK calls a component without a name.
const NAMELESS: &str = "name";

/// The label of the only executor.
const LABEL: &str = "exec-component";

/// Whether a document of a file is a v1 component.
pub(crate) fn is_component(node: &Node<'_>) -> bool {
    get(node, "implementation").is_some()
}

/// The kind of a Kubernetes object.
pub(crate) fn kubernetes_kind<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    get(node, "apiVersion")?;
    match &get(node, "kind")?.data {
        Data::Scalar(kind, _) => Some(kind),
        _ => None,
    }
}

/// The component as a document whose root is the component itself.
pub(crate) fn component(node: &Node<'_>, cx: &mut Reading<'_>) -> Option<Document> {
    const FIELDS: &[&str] =
        &["name", "description", "metadata", "inputs", "outputs", "implementation", "version"];
    let at = At::default();
    let (mut name, mut description, mut implementation) = (None, None, None);
    let mut interface = Interface::default();
    for (key, value) in cx.map(node, at, "a component")? {
        let at = at.key(&key.text);
        match &*key.text {
            "name" => name = text(value, at, cx),
            "description" if value.is_null() => {}
            "description" => description = text(value, at, cx),
            "inputs" => interface.inputs(value, at, cx),
            "outputs" => interface.outputs(value, at, cx),
            "implementation" => implementation = Some(value),
            // What tools wrote about the component; no part of v2.
            "metadata" | "version" => {}
            _ => cx.unknown_field(key, value, At::default(), "ComponentSpec", FIELDS),
        }
    }
    let Some(implementation) = implementation else {
        let help = "a component has `implementation: {container: {image: .., command: [..]}}`";
        unfit(cx, node, at, "the component has no implementation".to_owned(), help);
        return None;
    };
    let container = container(implementation, at.key("implementation"), &interface, cx)?;
    let name = name.unwrap_or_else(|| NAMELESS.to_owned());
    let label = LABEL.to_owned();
    let executor = ExecutorSpec { container: Some(container), ..ExecutorSpec::default() };
    let root = ComponentSpec { executor_label: Some(label.clone()), ..interface.component() };
    let info = PipelineInfo { name, description: description.unwrap_or_default(), ..PipelineInfo::default() };
    let pipeline = PipelineSpec {
        pipeline_info: Some(info),
        root: Some(root),
        deployment_spec: Some(DeploymentConfig {
            executors: [(label, executor)].into(),
            ..DeploymentConfig::default()
        }),
        ..PipelineSpec::default()
    };
    Some(Document { pipeline, platform: None })
}

fn container(
    implementation: &Node<'_>,
    at: At<'_>,
    interface: &Interface,
    cx: &mut Reading<'_>,
) -> Option<ContainerSpec> {
    const FIELDS: &[&str] = &["image", "command", "args", "env", "fileOutputs"];
    let mut found = None;
    for (key, value) in cx.map(implementation, at, "an implementation")? {
        let here = at.key(&key.text);
        match &*key.text {
            "container" => found = Some((value, &key.text)),
            "graph" => {
                let help = "KFP 2 reads container components only: write the graph as a pipeline";
                cx.error(
                    code::V1,
                    key.offset,
                    here,
                    "a component that is a graph".to_owned(),
                    Some(help.to_owned()),
                );
                return None;
            }
            _ => cx.unknown_field(key, value, at, "Implementation", &["container"]),
        }
    }
    let Some((node, key)) = found else {
        let help = "write `container: {image: .., command: [..]}`";
        unfit(cx, implementation, at, "the implementation has no container".to_owned(), help);
        return None;
    };
    let at = at.key(key);
    let mut container = ContainerSpec::default();
    let mut image = None;
    for (key, value) in cx.map(node, at, "a container")? {
        let here = at.key(&key.text);
        match &*key.text {
            "image" => {
                image = Some(());
                container.image = text(value, here, cx).unwrap_or_default();
            }
            "command" => container.command = command::words(value, here, interface, cx),
            "args" => container.args = command::words(value, here, interface, cx),
            "env" => container.env = env(value, here, cx),
            "fileOutputs" if matches!(&value.data, Data::Map(entries) if entries.is_empty()) => {}
            "fileOutputs" => {
                let help = "KFP 2 has no outputs at fixed paths, and the SDK drops this: \
                            pass `{outputPath: ..}` to the program and write there";
                let message = "outputs at fixed paths".to_owned();
                cx.error(code::V1, key.offset, here, message, Some(help.to_owned()));
            }
            _ => cx.unknown_field(key, value, at, "ContainerSpec", FIELDS),
        }
    }
    if image.is_none() {
        unfit(cx, node, at, "the container has no image".to_owned(), "write `image: ..`");
    }
    Some(container)
}

fn env(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Vec<EnvVar> {
    let mut found = Vec::new();
    for (key, value) in cx.map(node, at, "a map of environment variables").unwrap_or_default() {
        let here = at.key(&key.text);
        if matches!(value.data, Data::Map(_)) {
            let help = "KFP fills in nothing there: pass the value in `args`";
            let message = "a placeholder in an environment variable".to_owned();
            cx.error(code::V1, value.offset, here, message, Some(help.to_owned()));
        } else if let Some(value) = text(value, here, cx) {
            found.push(EnvVar { name: key.text.clone().into_owned(), value });
        }
    }
    found
}

/// Something that a v2 component cannot be.
fn unfit(cx: &mut Reading<'_>, node: &Node<'_>, at: At<'_>, message: String, help: &str) {
    cx.error(code::V1, node.offset, at, message, Some(help.to_owned()));
}

/// Text, and nothing that PyYAML takes for something else.
fn text(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<String> {
    match &node.data {
        Data::Scalar(text, Style::Text) => Some(text.clone().into_owned()),
        Data::Scalar(text, Style::Plain) if scalar::pyyaml(text) == Plain::Text => {
            Some(text.clone().into_owned())
        }
        Data::Scalar(text, _) if !node.is_null() => {
            let message = format!("expected text, found `{text}`");
            let help = format!("put it in quotes: {text:?}");
            cx.error(code::WRONG_TYPE, node.offset, at, message, Some(help));
            None
        }
        _ => {
            cx.wrong_type(node, at, "text");
            None
        }
    }
}

fn get<'n, 'a>(node: &'n Node<'a>, key: &str) -> Option<&'n Node<'a>> {
    match &node.data {
        Data::Map(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, v)| v),
        _ => None,
    }
}
