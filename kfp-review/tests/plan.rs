//! Plans for small changes: which tasks run again, and why.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use kfp_review::plan::{Plan, State, plan};
use kfp_review::{Pipeline, RunResult, View};

const CHAIN: &str = include_str!("../../kfp-ir/tests/digest/chain.yaml");
const FLOW: &str = include_str!("../../kfp-ir/tests/digest/flow.yaml");

fn pipeline(text: &str) -> Pipeline {
    let source = kfp_ir::codec::read(text, kfp_ir::codec::Format::Yaml).unwrap_or_else(|e| panic!("{e}"));
    Pipeline::new(source.document).unwrap_or_else(|e| panic!("{e}"))
}

fn between(old: &str, new: &str, run: Option<&str>) -> Plan {
    let (old, new) = (pipeline(old), pipeline(new));
    let old = match run {
        None => View::new(&old).unwrap(),
        Some(run) => RunResult::parse(run).unwrap().view(&old).unwrap().unwrap(),
    };
    plan(Some(&old), &View::new(&new).unwrap()).unwrap()
}

/// The plan after replacing one text.
fn change(text: &str, from: &str, to: &str) -> Plan {
    assert!(text.contains(from), "{from}");
    between(text, &text.replacen(from, to, 1), None)
}

fn states(plan: &Plan) -> Vec<(&str, State, State)> {
    plan.tasks.iter().map(|t| (t.path.as_str(), t.kfp.state, t.content.state)).collect()
}

#[test]
fn nothing_changed() {
    let plan = between(CHAIN, CHAIN, None);
    assert!(!plan.runs());
    insta::assert_snapshot!(plan.to_text());
}

#[test]
fn an_argument_is_traced_to_all_that_depends_on_it() {
    insta::assert_snapshot!(change(CHAIN, "defaultValue: 0.5", "defaultValue: 0.1").to_text());
}

#[test]
fn an_image_changes_everything_behind_it() {
    insta::assert_snapshot!(change(CHAIN, "command: [make,", "command: [make, -v,").to_text());
}

#[test]
fn kfp_does_not_see_the_environment() {
    insta::assert_snapshot!(change(CHAIN, "value: \"4\"", "value: \"8\"").to_text());
}

#[test]
fn resources_and_names_change_nothing() {
    let more = "image: busybox:1.36\n        resources: {resourceCpuLimit: '4'}";
    assert!(!change(CHAIN, "image: busybox:1.36", more).runs());
    let renamed = CHAIN.replace("      train:", "      fit:").replace("Task: train", "Task: fit");
    let renamed = renamed.replace("dependentTasks: [train]", "dependentTasks: [fit]");
    assert_eq!(
        states(&between(CHAIN, &renamed, None)),
        [
            ("make", State::Hit, State::Hit),
            ("fit", State::Hit, State::Hit),
            ("report", State::Hit, State::Hit)
        ]
    );
}

#[test]
fn caching_that_is_off() {
    let off = CHAIN.replacen("cachingOptions: {enableCache: true}", "cachingOptions: {}", 1);
    insta::assert_snapshot!(between(&off, &off, None).to_text());
    insta::assert_snapshot!(between(&off, CHAIN, None).to_text());
}

#[test]
fn branches_loops_and_arguments_that_are_missing() {
    insta::assert_snapshot!(change(FLOW, "defaultValue: 0.9", "defaultValue: 0.8").to_text());
    let given = FLOW.replacen(
        "parameterType: STRING\n  dag",
        "parameterType: STRING\n        defaultValue: x\n        isOptional: true\n  dag",
        1,
    );
    insta::assert_snapshot!(change(&given, r#"'["a", "b"]'"#, r#"'["a", "c"]'"#).to_text());
}

#[test]
fn the_first_run() {
    let new = pipeline(CHAIN);
    let plan = plan(None, &View::new(&new).unwrap()).unwrap();
    insta::assert_snapshot!(plan.to_markdown());
}

/// With the results of the earlier run a fingerprint is known that nobody can know without.
#[test]
fn results_of_a_run() {
    let run = r#"{"version": 1, "pipeline": "chain", "tasks": {
        "make": {"artifacts": {"data": ["17"]}}, "train": {"parameters": {"score": 0.75}}}}"#;
    let plan = between(CHAIN, CHAIN, Some(run));
    assert!(plan.tasks.iter().all(|task| task.fingerprint.is_some() && task.kfp.state == State::Hit));
    // The report receives a constant that is equal to what `train` gave.
    let constant = CHAIN.replacen(
        "score: {taskOutputParameter: {producerTask: train, outputParameterKey: score}}",
        "score: {runtimeValue: {constant: 0.75}}",
        1,
    );
    let plan = between(CHAIN, &constant, Some(run));
    assert_eq!(states(&plan)[2], ("report", State::Hit, State::Run));
    let plan = between(CHAIN, &constant.replace("0.75", "0.5"), Some(run));
    assert_eq!(states(&plan)[2], ("report", State::Run, State::Run));
}

#[test]
fn json_has_everything() {
    let plan = change(CHAIN, "defaultValue: 0.5", "defaultValue: 0.1");
    insta::assert_snapshot!(format!("{:#}", plan.to_json()));
}

#[test]
fn what_does_not_fit_is_refused() {
    let (old, new) = (pipeline(CHAIN), pipeline(FLOW));
    let error = plan(Some(&View::new(&old).unwrap()), &View::new(&new).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "the pipelines are different ones: `chain` and `flow`");
    let messages = |text: &str| -> Vec<String> {
        let errors = match RunResult::parse(text) {
            Err(errors) => errors,
            Ok(run) => run.view(&old).unwrap().unwrap_err(),
        };
        errors.iter().map(|e| format!("{e} / {}", e.help.as_deref().unwrap_or(""))).collect()
    };
    insta::assert_snapshot!(messages("[1").join("\n"));
    insta::assert_snapshot!(messages(r#"{"version": 2, "pipelines": 1}"#).join("\n"));
    insta::assert_snapshot!(messages(r#"{"version": 1, "pipeline": "flow"}"#).join("\n"));
    insta::assert_snapshot!(messages(
        r#"{"version": 1, "pipeline": "chain", "arguments": {"rat": 1}, "tasks": {"tran": {}, "make": {"artifacts": {"dta": []}}}}"#
    ).join("\n"));
}
