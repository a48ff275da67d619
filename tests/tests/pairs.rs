//! The same pipelines in KFP's Python SDK and in Rust give the same IR.
//!
//! Each folder below `tests/pairs` holds both, and is a test here (`NAME::same_ir`; see `build.rs`). The SDK compiles its half where it is installed (`cargo xtask test`);
//! ours is built with [`Names::Sdk`]. What has to differ is left out: the version of the compiler, and image and
//! command line of components that are Python functions there and Rust functions here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]
#![expect(clippy::print_stdout, reason = "the components print, as components do")]

use std::path::Path;
use std::sync::OnceLock;

use kfp_dsl::{BuildOptions, Names, Pipeline};
use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_tests::Verdicts;

include!(concat!(env!("OUT_DIR"), "/pairs.rs"));

fn build(pipeline: &Pipeline, names: Names) -> Document {
    let options = BuildOptions { names, ..BuildOptions::default() };
    pipeline.build(&options).unwrap_or_else(|errors| panic!("{errors}")).document
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/pairs"))
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

/// What the SDK made of all pairs, in a folder that lives as long as the process; `None` where the SDK is not installed.
#[track_caller]
fn compiled() -> Option<&'static (tempfile::TempDir, Verdicts)> {
    static COMPILED: OnceLock<Option<(tempfile::TempDir, Verdicts)>> = OnceLock::new();
    let compile = || {
        let out = tempfile::tempdir().unwrap();
        let verdicts = kfp_tests::compile_pairs(folder(), out.path())?;
        Some((out, verdicts))
    };
    COMPILED.get_or_init(compile).as_ref()
}

/// Compares both halves of one pair.
#[track_caller]
fn same_ir(name: &str, pipeline: &Pipeline) {
    let Some((out, verdicts)) = compiled() else { return };
    let refused = verdicts.refused();
    let refused = refused.iter().find(|(file, _)| file.ends_with(&format!("/{name}/pipeline.py")));
    assert!(refused.is_none(), "the SDK refuses its half: {refused:?}");
    let text = std::fs::read_to_string(out.path().join(format!("{name}.yaml"))).unwrap();
    let theirs = read(&text, Format::Yaml).unwrap().document;
    let differences = kfp_tests::differences(&theirs, &build(pipeline, Names::Sdk));
    assert!(differences.is_empty(), "SDK, then ours:\n{}", differences.join("\n"));
}

/// Pairs that cannot be lowered to Argo, with the code of the refusal.
const NOT_LOWERED: &[(&str, &str)] = &[("conditional_arguments", "AR111"), ("task_config", "AR122")];

#[test]
fn every_form_of_every_pair_is_accepted() {
    let mut emitted = kfp_tests::Emitted::default();
    for (name, pipeline) in PAIRS {
        let refusal = NOT_LOWERED.iter().find(|(refused, _)| refused == name).map(|(_, code)| *code);
        for (form, names) in [("shared", Names::Shared), ("sdk", Names::Sdk)] {
            let document = build(&pipeline(), names);
            emitted.add_kfp(&format!("{name}-{form}"), &document, None);
            match (emitted.add_argo(&format!("{name}-{form}"), &document), refusal) {
                (Ok(()), None) => {}
                (Err(errors), Some(code)) if errors.to_string().contains(code) => {}
                (Ok(()), Some(code)) => panic!("{name} was lowered, without {code}"),
                (Err(errors), _) => panic!("{name}: {errors}"),
            }
        }
    }
    emitted.assert_accepted();
}
