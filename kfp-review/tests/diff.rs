//! Diffs of small changes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use kfp_review::diff::{Diff, Fate, diff};
use kfp_review::testing::review;
use kfp_review::{Pipeline, View};

const CHAIN: &str = include_str!("../../kfp-ir/tests/digest/chain.yaml");
const FLOW: &str = include_str!("../../kfp-ir/tests/digest/flow.yaml");

fn pipeline(text: &str) -> Pipeline {
    let source = kfp_ir::codec::read(text, kfp_ir::codec::Format::Yaml).unwrap_or_else(|e| panic!("{e}"));
    Pipeline::new(source.document).unwrap_or_else(|e| panic!("{e}"))
}

fn between(old: &str, new: &str) -> Diff {
    let (old, new) = (pipeline(old), pipeline(new));
    diff(&View::new(&old).unwrap(), &View::new(&new).unwrap()).unwrap()
}

/// The text after several replacements.
fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// The settings of an executor as a second document.
fn with_platform(text: &str, settings: &str) -> String {
    format!(
        "{text}---\nplatforms:\n  kubernetes:\n    deploymentSpec:\n      executors:\n        exec-train:\n{settings}"
    )
}

const SECRET: &str = "          secretAsEnv:
          - secretNameParameter: {runtimeValue: {constant: db}}
            keyToEnv: [{secretKey: password, envVar: DB_PASSWORD}]
          secretAsVolume:
          - secretName: tls
            secretNameParameter: {runtimeValue: {constant: tls}}
            mountPath: /keys
          nodeSelector: {labels: {gpu: 'yes'}}
";

#[test]
fn nothing_changed() {
    for text in [CHAIN, FLOW] {
        let diff = between(text, text);
        assert!(diff.is_empty() && !diff.is_breaking(), "{}", diff.to_text());
    }
    let other_sdk = changed(
        CHAIN,
        &[("kfp-2.17.0", "kfp-2.11.0"), ("name: train}\n        inputs", "name: train}\n        inputs")],
    );
    assert!(between(CHAIN, &other_sdk).is_empty());
}

/// One change of every kind, with what a reviewer has to see first at the top.
#[test]
fn everything_at_once() {
    let new = changed(
        CHAIN,
        &[
            ("defaultValue: 0.5", "defaultValue: 0.1"),
            ("      rate:\n", "      epochs: {parameterType: NUMBER_INTEGER}\n      rate:\n"),
            ("constant: 10", "constant: 20"),
            (
                "        taskInfo: {name: train}",
                "        taskInfo: {name: Fit}\n        retryPolicy: {maxRetryCount: 2}",
            ),
            (
                "image: python:3.11\n        command: [train,",
                "image: python:3.12\n        resources: {resourceCpuLimit: '2', cpuLimit: 2.0}\n        command: [train, -q,",
            ),
            ("value: \"4\"", "value: \"8\""),
            (
                "cachingOptions: {enableCache: true}\n        componentRef: {name: comp-report}",
                "cachingOptions: {}\n        componentRef: {name: comp-report}",
            ),
        ],
    );
    let diff = between(CHAIN, &with_platform(&new, SECRET));
    assert!(diff.is_breaking());
    insta::assert_snapshot!("everything", diff.to_text());
    insta::assert_snapshot!("everything_markdown", diff.to_markdown());
    insta::assert_snapshot!(
        "everything_json",
        format!("{:#}", {
            let mut json = diff.to_json();
            json.as_object_mut().unwrap().remove("plan");
            json
        })
    );
}

#[test]
fn renamed_moved_added_and_removed() {
    let renamed = CHAIN.replace("      train:", "      fit:").replace("Task: train", "Task: fit");
    let renamed = renamed.replace("dependentTasks: [train]", "dependentTasks: [fit]");
    insta::assert_snapshot!("renamed", between(CHAIN, &renamed).to_text());
    // The name of the condition changes, and with it those of all inside.
    let group = FLOW
        .replace("condition-1:", "condition-7:")
        .replace("name: comp-condition-1}", "name: comp-condition-7}");
    let diff = between(FLOW, &group.replace("  comp-condition-1:", "  comp-condition-7:"));
    assert_eq!(
        diff.tasks.iter().map(|t| (t.fate, t.path.as_str())).collect::<Vec<_>>(),
        [(Fate::Renamed, "condition-7")]
    );
    let start = CHAIN.find("      report:").unwrap();
    let end = CHAIN.find("components:\n").unwrap();
    let without = format!("{}{}", &CHAIN[..start], &CHAIN[end..]);
    insta::assert_snapshot!("removed", between(CHAIN, &without).to_text());
    insta::assert_snapshot!("added", between(&without, CHAIN).to_text());
}

#[test]
fn interfaces_and_flow() {
    let new = changed(
        FLOW,
        &[
            ("'] >= inputs", "'] > inputs"),
            (r#"["a", "b"]"#, r#"["a", "b", "c"]"#),
            ("parallelismLimit: 2", "parallelismLimit: 3"),
            (
                "replicas: {parameterType: NUMBER_INTEGER, defaultValue: 1, isOptional: true}",
                "replicas: {parameterType: NUMBER_INTEGER, defaultValue: 2, isOptional: true, literals: [1, 2]}",
            ),
            (
                "      who:\n        parameterType: STRING",
                "      who:\n        parameterType: STRING\n        isOptional: true\n        defaultValue: me",
            ),
        ],
    );
    insta::assert_snapshot!("flow", between(FLOW, &new).to_text());
}

#[test]
fn a_review_is_one_text() {
    insta::assert_snapshot!(
        "review",
        review(CHAIN, &changed(CHAIN, &[("defaultValue: 0.5", "defaultValue: 0.1")]))
    );
    assert!(review("x: [", CHAIN).starts_with("the old pipeline cannot be read:"));
    assert!(review(CHAIN, &CHAIN.replace("[train]", "[tran]")).starts_with("the new pipeline has errors:"));
    assert_eq!(review(CHAIN, FLOW), "the pipelines are different ones: `chain` and `flow`");
}
