//! A component as the text of a compiled component, which both sides import.

use kfp_dsl::KindSpec;
use kfp_import::{Import, Types};
use kfp_ir::back::kfp;
use kfp_ir::codec::{Format, read};
use kfp_ir::valid::Info;
use serde_json::{Map, Value as Json, json};

use super::definition::ir;
use super::kinds;
use super::program::{Component, Need, Ty};
use super::words::{image, words};

/// The text, as KFP's SDK compiles a component: a pipeline with one task.
pub(super) fn text(component: &Component) -> String {
    let document = read(&json(component).to_string(), Format::Json);
    let document = document.unwrap_or_else(|error| unreachable!("a document: {error}")).document;
    kfp::yaml(&document, &Info::default()).unwrap_or_else(|error| unreachable!("a document: {error}"))
}

fn json(component: &Component) -> Json {
    let name = name(component);
    let interface = interface(component);
    let definitions = |root: bool| {
        let (inputs, outputs) = (&interface.inputs, &interface.outputs);
        let mut whole = json!({ "inputDefinitions": inputs, "outputDefinitions": outputs });
        if let (false, Some(fields)) = (root, whole.as_object_mut()) {
            fields.insert("executorLabel".to_owned(), format!("exec-{name}").into());
        }
        whole
    };
    let mut root = definitions(true);
    let task = json!({
        "cachingOptions": { "enableCache": true },
        "componentRef": { "name": format!("comp-{name}") },
        "inputs": interface.passed,
        "taskInfo": { "name": name },
    });
    if let Some(fields) = root.as_object_mut() {
        let tasks = json!({ name.clone(): task });
        fields.insert("dag".to_owned(), json!({ "outputs": interface.handed, "tasks": tasks }));
    }
    let args: Vec<String> = words(component).iter().map(|word| word.rust()).collect();
    let container = json!({ "image": image(component), "command": ["tool", component.name], "args": args });
    json!({
        "components": { format!("comp-{name}"): definitions(false) },
        "deploymentSpec": { "executors": { format!("exec-{name}"): { "container": container } } },
        "pipelineInfo": { "name": name },
        "root": root,
        "schemaVersion": "2.1.0",
        "sdkVersion": "kfp-2.17.0",
    })
}

/// What our import makes of the text.
pub(super) fn body(component: &Component) -> String {
    let import = Import::of_text("component.yaml", &text(component));
    let signature = import.and_then(|import| import.signature("imported", &Types::default()));
    // What is wrong with it shows itself when the pipeline is built.
    signature.map_or_else(|error| error.to_string(), |signature| signature.ir)
}

fn name(component: &Component) -> String {
    component.name.to_lowercase().replace('_', "-")
}

/// The definitions of inputs and outputs, and what a task around the component hands in and out.
struct Interface {
    inputs: Json,
    outputs: Json,
    passed: Json,
    handed: Json,
}

/// Parameters and artifacts.
#[derive(Default)]
struct Both(Map<String, Json>, Map<String, Json>);

impl Both {
    fn add(&mut self, ty: Ty, name: &str, what: Json) {
        let to = if ty.is_artifact() { &mut self.1 } else { &mut self.0 };
        to.insert(name.to_owned(), what);
    }

    fn json(self) -> Json {
        let both = [("parameters", self.0), ("artifacts", self.1)];
        let there = both.into_iter().filter(|(_, all)| !all.is_empty());
        let there: Map<String, Json> = there.map(|(kind, all)| (kind.to_owned(), all.into())).collect();
        if there.is_empty() { Json::Null } else { there.into() }
    }
}

fn interface(component: &Component) -> Interface {
    let [mut inputs, mut outputs, mut passed, mut handed]: [Both; 4] = Default::default();
    for input in &component.inputs {
        let name = &input.name;
        let mut definition = definition(input.ty);
        if let Some(fields) = definition.as_object_mut() {
            if input.need != Need::Required {
                fields.insert("isOptional".to_owned(), true.into());
            }
            if let Need::Default(value) = &input.need {
                let value = serde_json::to_value(ir(value)).unwrap_or_default();
                fields.insert("defaultValue".to_owned(), value);
            }
        }
        inputs.add(input.ty, name, definition);
        let source =
            if input.ty.is_artifact() { "componentInputArtifact" } else { "componentInputParameter" };
        passed.add(input.ty, name, json!({ source: name }));
    }
    for output in &component.outputs {
        let name = &output.name;
        outputs.add(output.ty, name, definition(output.ty));
        let task = self::name(component);
        let source = if output.ty.is_artifact() {
            json!({ "artifactSelectors": [{ "outputArtifactKey": name, "producerSubtask": task }] })
        } else {
            json!({ "valueFromParameter": { "outputParameterKey": name, "producerSubtask": task } })
        };
        handed.add(output.ty, name, source);
    }
    Interface { inputs: inputs.json(), outputs: outputs.json(), passed: passed.json(), handed: handed.json() }
}

fn definition(ty: Ty) -> Json {
    match kinds::kind(ty) {
        KindSpec::Parameter { ty, .. } => json!({ "parameterType": ty }),
        KindSpec::Artifact { title, version } => {
            json!({ "artifactType": { "schemaTitle": title, "schemaVersion": version } })
        }
        KindSpec::ArtifactList { title, version } => {
            let artifact = json!({ "schemaTitle": title, "schemaVersion": version });
            json!({ "artifactType": artifact, "isArtifactList": true })
        }
    }
}
