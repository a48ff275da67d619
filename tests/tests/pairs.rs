//! The same pipelines in KFP's Python SDK and in Rust give the same IR.
//!
//! Each folder below `tests/pairs` holds both. The SDK compiles its half where it is installed (`cargo xtask test`);
//! ours is built with [`Names::Sdk`]. What has to differ is left out: the version of the compiler, and image and
//! command line of components that are Python functions there and Rust functions here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]
#![expect(clippy::print_stdout, reason = "the components print, as components do")]

use std::collections::BTreeSet;
use std::path::Path;

use kfp_dsl::{BuildOptions, Names, Pipeline};
use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_ir::model::ContainerSpec;
use serde_json::Value;

#[path = "../pairs/artifacts/pipeline.rs"]
mod artifacts;
#[path = "../pairs/branches/pipeline.rs"]
mod branches;
#[path = "../pairs/chain/pipeline.rs"]
mod chain;
#[path = "../pairs/collected/pipeline.rs"]
mod collected;
#[path = "../pairs/defaults/pipeline.rs"]
mod defaults;
#[path = "../pairs/exit_handler/pipeline.rs"]
mod exit_handler;
#[path = "../pairs/fields/pipeline.rs"]
mod fields;
#[path = "../pairs/hello/pipeline.rs"]
mod hello;
#[path = "../pairs/nested/pipeline.rs"]
mod nested;
#[path = "../pairs/nested_branches/pipeline.rs"]
mod nested_branches;
#[path = "../pairs/nested_loops/pipeline.rs"]
mod nested_loops;
#[path = "../pairs/oneof_artifacts/pipeline.rs"]
mod oneof_artifacts;
#[path = "../pairs/placeholders/pipeline.rs"]
mod placeholders;
#[path = "../pairs/raw_loops/pipeline.rs"]
mod raw_loops;
#[path = "../pairs/settings/pipeline.rs"]
mod settings;

type RustHalf = fn() -> Pipeline;

const PAIRS: &[(&str, RustHalf)] = &[
    ("artifacts", artifacts::pipeline),
    ("branches", branches::pipeline),
    ("chain", chain::pipeline),
    ("collected", collected::pipeline),
    ("defaults", defaults::pipeline),
    ("exit_handler", exit_handler::pipeline),
    ("fields", fields::pipeline),
    ("hello", hello::pipeline),
    ("nested", nested::pipeline),
    ("nested_branches", nested_branches::pipeline),
    ("nested_loops", nested_loops::pipeline),
    ("oneof_artifacts", oneof_artifacts::pipeline),
    ("placeholders", placeholders::pipeline),
    ("raw_loops", raw_loops::pipeline),
    ("settings", settings::pipeline),
];

fn build(pipeline: &Pipeline, names: Names) -> Document {
    let options = BuildOptions { names, ..BuildOptions::default() };
    pipeline.build(&options).unwrap_or_else(|errors| panic!("{errors}")).document
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/pairs"))
}

#[test]
fn every_pair_is_listed() {
    let folders = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let found: BTreeSet<String> = folders.map(|name| name.into_string().unwrap()).collect();
    let listed: BTreeSet<String> = PAIRS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, listed);
}

#[test]
fn shared_and_written_out_pipelines_have_the_same_tasks() {
    for (name, pipeline) in PAIRS {
        let tasks = |names| {
            let root = build(&pipeline(), names).pipeline.root.unwrap();
            root.dag.unwrap().tasks.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(tasks(Names::Shared), tasks(Names::Sdk), "{name}");
    }
}

#[test]
fn both_halves_are_the_same_ir() {
    let out = tempfile::tempdir().unwrap();
    let Some(verdicts) = kfp_tests::compile_pairs(folder(), out.path()) else { return };
    verdicts.assert_accepted();
    let mut differences = Vec::new();
    for (name, pipeline) in PAIRS {
        let text = std::fs::read_to_string(out.path().join(format!("{name}.yaml"))).unwrap();
        let mut theirs = read(&text, Format::Yaml).unwrap().document;
        let mut ours = build(&pipeline(), Names::Sdk);
        leave_out(&mut ours, &mut theirs);
        let (ours, theirs) = (json(&ours), json(&theirs));
        let before = differences.len();
        compare("", &theirs, &ours, &mut differences);
        for difference in differences.iter_mut().skip(before) {
            *difference = format!("{name}{difference}");
        }
    }
    assert!(differences.is_empty(), "SDK, then ours:\n{}", differences.join("\n"));
}

#[test]
fn every_form_of_every_pair_is_accepted() {
    let mut emitted = kfp_tests::Emitted::default();
    for (name, pipeline) in PAIRS {
        for (form, names) in [("shared", Names::Shared), ("sdk", Names::Sdk)] {
            let document = build(&pipeline(), names);
            emitted.add_kfp(&format!("{name}-{form}"), &document, None);
            emitted
                .add_argo(&format!("{name}-{form}"), &document)
                .unwrap_or_else(|errors| panic!("{name}: {errors}"));
        }
    }
    emitted.assert_accepted();
}

/// Takes out what has to differ.
fn leave_out(ours: &mut Document, theirs: &mut Document) {
    for document in [&mut *ours, &mut *theirs] {
        assert!(!document.pipeline.sdk_version.is_empty());
        document.pipeline.sdk_version.clear();
    }
    for (label, executor) in &mut theirs.pipeline.deployment_spec.as_mut().unwrap().executors {
        let Some(container) = &mut executor.container else { continue };
        if container.command.iter().any(|word| word.contains("kfp.dsl.executor_main")) {
            let executors = &mut ours.pipeline.deployment_spec.as_mut().unwrap().executors;
            let own = executors.get_mut(label).and_then(|own| own.container.as_mut());
            for container in [Some(container), own].into_iter().flatten() {
                let ContainerSpec { image, command, args, .. } = container;
                image.clear();
                command.clear();
                args.clear();
            }
        }
    }
}

/// Both documents of the file, as the model writes them: fields without a value are left out.
fn json(document: &Document) -> Value {
    let platform = document.platform.as_ref().map(|platform| serde_json::to_value(platform).unwrap());
    serde_json::json!({ "pipeline": serde_json::to_value(&document.pipeline).unwrap(), "platform": platform })
}

fn compare(path: &str, theirs: &Value, ours: &Value, differences: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let none = Value::Null;
                let (a, b) = (a.get(key).unwrap_or(&none), b.get(key).unwrap_or(&none));
                compare(&format!("{path}.{key}"), a, b, differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{i}]"), a, b, differences);
            }
        }
        (a, b) if a == b => {}
        (a, b) => differences.push(format!("{path}: {a} | {b}")),
    }
}
