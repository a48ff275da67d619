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

/// The states on Argo, with memoization.
fn argo(plan: &Plan) -> Vec<State> {
    plan.tasks.iter().map(|t| t.argo.as_ref().unwrap().state).collect()
}

/// Argo's key has what KFP's has not, and neither conditions nor the order of tasks.
#[test]
fn argo_goes_by_its_own_key() {
    use State::{Hit, Never, Run, Unknown};
    assert_eq!(argo(&between(CHAIN, CHAIN, None)), [Hit, Hit, Hit]);
    let environment = change(CHAIN, "value: \"4\"", "value: \"8\"");
    assert_eq!((argo(&environment), environment.tasks[1].kfp.state), (vec![Hit, Run, Unknown], Hit));
    assert_eq!(argo(&change(CHAIN, "constant: 10", "constant: 11")), [Run, Run, Unknown]);
    let key = change(
        CHAIN,
        "cachingOptions: {enableCache: true}",
        "cachingOptions: {enableCache: true, cacheKey: v2}",
    );
    assert_eq!(argo(&key), [Run, Run, Unknown]);
    assert!(key.to_text().contains("on Argo cache key added: v2"), "{}", key.to_text());
    let named = CHAIN
        .replacen("constant: 10", "constant: '{{$.pipeline_job_uuid}}'", 1)
        .replace("NUMBER_INTEGER", "STRING");
    // Its file is at another place in each run, so what reads it runs each time, too.
    assert_eq!(argo(&between(&named, &named, None)), [Never, Never, Unknown]);
    let uncounted = format!(
        "{CHAIN}\n---\nplatforms: {{argo: {{deploymentSpec: {{executors: {{exec-make: {{cache: {{uncountedInputs: [rows]}}}}}}}}}}}}\n"
    );
    assert_eq!(argo(&change(&uncounted, "constant: 10", "constant: 11")), [Hit, Hit, Hit]);
    // The branch asks for something else; what is done in it is the same.
    let known = FLOW.replacen(
        "who:\n        parameterType: STRING",
        "who:\n        parameterType: STRING\n        defaultValue: me",
        1,
    );
    let branch = change(&known, "'] >= inputs", "'] > inputs");
    let deploy = branch.tasks.iter().find(|t| t.path == "condition-1/deploy").unwrap();
    assert_eq!((deploy.argo.as_ref().unwrap().state, deploy.content.state), (Hit, Run));
    let off = CHAIN.replacen("cachingOptions: {enableCache: true}", "cachingOptions: {}", 1);
    assert_eq!(argo(&between(&off, &off, None)), [Never, Never, Unknown]);
    assert_eq!(argo(&between(&off, CHAIN, None)), [Run, Run, Unknown]);
}

/// KFP counts every input; the content does not count one of which the author says so.
#[test]
fn an_input_that_does_not_count_runs_on_kfp_alone() {
    let platform = "\n---\nplatforms: {argo: {deploymentSpec: {executors: {exec-make: {cache: {uncountedInputs: [rows]}}}}}}\n";
    let text = format!("{CHAIN}{platform}");
    let plan = change(&text, "constant: 10", "constant: 11");
    assert_eq!(
        states(&plan),
        [
            ("make", State::Run, State::Hit),
            ("train", State::Run, State::Hit),
            ("report", State::Unknown, State::Hit)
        ]
    );
    // Said anew, it is another task for the content.
    assert_eq!(states(&between(CHAIN, &text, None))[0], ("make", State::Hit, State::Run));
}

/// A run of `chain` as KFP's API gives it, whose nodes ended so.
fn kfp_run(state: &str, nodes: &[(&str, &str)]) -> String {
    let nodes: Vec<_> = nodes
        .iter()
        .map(|(name, state)| serde_json::json!({"task_id": "1", "display_name": name, "state": state}))
        .collect();
    let run = serde_json::json!({
        "run_id": "7a", "display_name": "nightly", "state": state, "runtime_config": {"parameters": {"rate": 0.25}},
        "pipeline_spec": {"pipeline_spec": {"pipelineInfo": {"name": "chain"}}, "platform_spec": {}},
        "run_details": {"task_details": nodes},
    });
    run.to_string()
}

fn run_errors(text: &str) -> Vec<String> {
    let old = pipeline(CHAIN);
    let errors = match RunResult::parse(text) {
        Err(errors) => errors,
        Ok(run) => run.view(&old).unwrap().unwrap_err(),
    };
    errors.into_iter().map(|error| error.message).collect()
}

#[test]
fn a_run_of_kfp_gives_its_arguments_and_which_tasks_succeeded() {
    let all = [
        ("make-driver", "SUCCEEDED"),
        ("make", "SUCCEEDED"),
        ("train", "SUCCEEDED"),
        ("report", "SUCCEEDED"),
    ];
    let done = kfp_run("SUCCEEDED", &all);
    // The run had another argument than the default that the new one has.
    let plan = between(CHAIN, CHAIN, Some(&done));
    assert_eq!(
        states(&plan),
        [
            ("make", State::Hit, State::Hit),
            ("train", State::Run, State::Run),
            ("report", State::Unknown, State::Run)
        ]
    );
    let quarter = CHAIN.replace("defaultValue: 0.5", "defaultValue: 0.25");
    assert!(!between(CHAIN, &quarter, Some(&done)).runs());
    assert!(
        !between(
            CHAIN,
            &quarter,
            Some(
                &done
                    .replace("run_id", "runId")
                    .replace("run_details", "runDetails")
                    .replace("task_details", "taskDetails")
            )
        )
        .runs()
    );
    let failed = kfp_run("FAILED", &[("make", "SUCCEEDED"), ("train", "FAILED")]);
    insta::assert_snapshot!(between(CHAIN, &quarter, Some(&failed)).to_text());
}

#[test]
fn a_run_that_says_too_little_or_is_of_another_pipeline_is_refused() {
    let some = [("make", "SUCCEEDED"), ("train", "SUCCEEDED")];
    assert_eq!(run_errors(&kfp_run("SUCCEEDED", &some)), ["the run has no task `report`"]);
    assert_eq!(
        run_errors(&kfp_run("RUNNING", &[])),
        [
            "the run has not ended: it is `RUNNING`",
            "the run has no tasks: `run_details.task_details` is empty"
        ]
    );
    let other = kfp_run("SUCCEEDED", &some).replace("\"chain\"", "\"other\"");
    assert_eq!(run_errors(&other), ["the run is one of `other`, not of `chain`"]);
    let foreign = kfp_run("FAILED", &[("a", "SUCCEEDED")]).replace("pipelineInfo", "nothing");
    assert_eq!(
        run_errors(&foreign),
        ["the run has no task `make`", "the run has no task `train`", "the run has no task `report`"]
    );
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
