//! What the checks say about files that the SDK compiled and KFP runs.
#![cfg(feature = "read")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code; the exemption for tests covers test functions only"
)]

mod codes;
#[path = "../codec/corpus.rs"]
mod corpus;
mod passes;
mod rules;

use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_ir::lang::argument::Argument;
use kfp_ir::lang::placeholder::Template;
use kfp_ir::lang::selector::Selector;
use kfp_ir::lang::{cel, condition};
use kfp_ir::model::PipelineTaskSpec;
use kfp_ir::target::{Engine, Target};
use kfp_ir::valid::{Finding, Severity, check};

fn documents(test: &str) -> Vec<(String, Document)> {
    let Some(folder) = corpus::folder(test) else { return Vec::new() };
    let files = corpus::files(&folder.join("kfp-ir"), "yaml");
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let source = read(&text, Format::Yaml).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path.display().to_string(), source.document)
    };
    files.iter().map(read).collect()
}

fn tasks(document: &Document) -> impl Iterator<Item = &PipelineTaskSpec> {
    let components = document.pipeline.root.iter().chain(document.pipeline.components.values());
    components.flat_map(|c| &c.dag).flat_map(|dag| dag.tasks.values())
}

#[test]
fn no_file_of_the_sdk_has_an_error() {
    let mut failed = Vec::new();
    for (path, document) in documents("no_file_of_the_sdk_has_an_error") {
        for target in Target::ALL {
            let checked = check(&document, target);
            // The one file that KFP refuses, too: it loops over artifacts.
            let refused = path.ends_with("GH-12033.yaml") && target.capabilities().engine == Engine::Kfp;
            let known = |f: &Finding| refused && f.code == "IR156";
            let errors = checked.findings.iter().filter(|f| f.severity == Severity::Error && !known(f));
            failed.extend(errors.map(|f| format!("{path} for {target}: {f}")));
            assert_eq!(
                checked.info.is_some(),
                checked.findings.iter().all(|f| f.severity == Severity::Warning)
            );
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_size_of_a_workflow_is_told_closely() {
    let Some(folder) = corpus::folder("the_size_of_a_workflow_is_told_closely") else { return };
    let made = corpus::files(&folder.join("kfp-argo-golden"), "yaml");
    let mut compared = 0;
    for (path, document) in documents("the_size_of_a_workflow_is_told_closely") {
        let name = std::path::Path::new(&path).file_name();
        let Some(file) = made.iter().find(|file| file.file_name() == name) else { continue };
        let workflow: serde_json::Value =
            serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let size = workflow.to_string().len() as f64;
        let told = kfp_ir::valid::workflow_size(&document.pipeline) as f64;
        assert!((0.65..1.1).contains(&(told / size)), "{path}: {told} for {size}");
        compared += 1;
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn the_order_of_every_graph_respects_its_needs() {
    for (path, document) in documents("the_order_of_every_graph_respects_its_needs") {
        let info = check(&document, &Target::Argo41).info.unwrap();
        let names = document.pipeline.components.keys();
        for dag in std::iter::once(info.root()).chain(names.filter_map(|name| info.component(name))) {
            let position = |task: usize| dag.order().position(|t| t == task).unwrap();
            for task in dag.order() {
                let needs = dag.upstream(task).iter();
                assert!(
                    needs.clone().all(|need| position(*need as usize) < position(task)),
                    "{path}: {task}"
                );
            }
        }
    }
}

#[test]
fn every_condition_and_selector_prints_back() {
    for (path, document) in documents("every_condition_and_selector_prints_back") {
        for task in tasks(&document) {
            let text = task.trigger_policy.as_ref().map_or("", |p| &p.condition);
            if !text.is_empty() {
                let tree: condition::Condition =
                    cel::parse(text).unwrap_or_else(|e| panic!("{path}: {text}: {e}"));
                assert_eq!(cel::print(&tree), text, "{path}");
            }
            for input in task.inputs.iter().flat_map(|i| i.parameters.values()) {
                let text = &input.parameter_expression_selector;
                if !text.is_empty() {
                    assert_eq!(&Selector::parse(text).unwrap().to_string(), text, "{path}");
                }
            }
        }
    }
}

#[test]
fn every_argument_prints_back() {
    for (path, document) in documents("every_argument_prints_back") {
        let executors = document.pipeline.deployment_spec.iter().flat_map(|d| d.executors.values());
        for container in executors.filter_map(|e| e.container.as_ref()) {
            for word in container.command.iter().chain(&container.args) {
                assert_eq!(&Argument::parse(word).to_string(), word, "{path}");
                assert_eq!(&Template::parse(word).to_string(), word, "{path}");
            }
        }
    }
}
