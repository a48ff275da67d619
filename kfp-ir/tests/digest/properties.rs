//! What changes a digest, and what does not.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::Document;
use kfp_ir::digest::Digest;
use kfp_ir::model::{ComponentSpec, DagSpec, PipelineTaskSpec};

use super::{CHAIN, CODE, FLOW, digests, document};

/// The paths whose digests differ between a text and the same text with one replacement.
fn changed(text: &str, from: &str, to: &str) -> Vec<String> {
    assert!(text.contains(from), "{from}");
    let (before, after) = (digests(&document(text)), digests(&document(&text.replacen(from, to, 1))));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    before.into_iter().filter(|(path, digest)| after[path] != *digest).map(|(path, _)| path).collect()
}

#[test]
fn what_decides_the_result_changes_it() {
    for (from, to, expected) in [
        (
            "image: python:3.11\n        command: [train",
            "image: python:3.12\n        command: [train",
            ["report", "train"].as_slice(),
        ),
        ("command: [make,", "command: [make, -v,", &["make", "report", "train"]),
        ("\"--rate\"", "\"--lr\"", &["report", "train"]),
        ("value: \"4\"", "value: \"8\"", &["report", "train"]),
        ("constant: 10", "constant: 11", &["make", "report", "train"]),
        ("defaultValue: 0.5", "defaultValue: 0.25", &["report", "train"]),
        (
            "        score: {parameterType: NUMBER_DOUBLE}\n  comp-report",
            "        score: {parameterType: NUMBER_DOUBLE}\n        more: {parameterType: STRING}\n  comp-report",
            &["report", "train"],
        ),
        (
            "schemaVersion: 0.0.1}}\n  comp-train",
            "schemaVersion: 0.0.2}}\n  comp-train",
            &["make", "report", "train"],
        ),
        ("busybox:1.36", "busybox:1.37", &["report"]),
    ] {
        assert_eq!(changed(CHAIN, from, to), expected, "{from} -> {to}");
    }
}

#[test]
fn what_does_not_decide_it_changes_nothing() {
    let none: &[&str] = &[];
    for (from, to) in [
        ("taskInfo: {name: train}", "taskInfo: {name: Train the model}"),
        ("cachingOptions: {enableCache: true}", "cachingOptions: {enableCache: true, cacheKey: mine}"),
        ("taskInfo: {name: make}", "taskInfo: {name: make}\n        retryPolicy: {maxRetryCount: 3}"),
        ("image: busybox:1.36", "image: busybox:1.36\n        resources: {resourceCpuLimit: '4'}"),
        (
            "rows: {parameterType: NUMBER_INTEGER}",
            "rows: {parameterType: NUMBER_INTEGER, description: how many}",
        ),
        ("name: chain", "name: other"),
        ("sdkVersion: kfp-2.17.0", "sdkVersion: kfp-2.11.0"),
        // The data edge says it already.
        ("        dependentTasks: [train]\n", ""),
    ] {
        assert_eq!(changed(CHAIN, from, to), none, "{from} -> {to}");
    }
    // An omitted value counts as the default that the component would use.
    let explicit = "note: {runtimeValue: {constant: \"score";
    let with_default = format!("replicas: {{runtimeValue: {{constant: 1}}}}\n              {explicit}");
    assert_eq!(changed(FLOW, explicit, &with_default), none);
}

#[test]
fn an_input_that_does_not_count_changes_nothing() {
    let platform = "\n---\nplatforms:\n  argo:\n    deploymentSpec:\n      executors:\n        exec-make: {cache: {maxAgeSeconds: 60, uncountedInputs: [rows]}}\n";
    let (plain, text) = (digests(&document(CHAIN)), format!("{CHAIN}{platform}"));
    assert_ne!(digests(&document(&text))["make"], plain["make"]);
    let none: &[&str] = &[];
    assert_eq!(changed(&text, "constant: 10", "constant: 11"), none);
    // How old a result may be says nothing about what it is.
    assert_eq!(changed(&text, "maxAgeSeconds: 60, ", ""), none);
    // The interface still counts.
    assert_eq!(
        changed(&text, "rows: {parameterType: NUMBER_INTEGER}", "rows: {parameterType: NUMBER_DOUBLE}"),
        ["make", "report", "train"]
    );
}

/// Of two tasks in one image, the first counts by its code.
#[test]
fn where_the_code_counts_the_image_does_not() {
    let both = CODE.replace("scores:1", "scores:2");
    let (before, after) = (digests(&document(CODE)), digests(&document(&both)));
    assert_eq!(before["load"], after["load"]);
    assert_ne!(before["score"], after["score"]);
    assert_eq!(changed(CODE, "code/1:77", "code/1:78"), ["load", "score"]);
    // What only looks like a code digest is a command like any other, and its image counts.
    let (short, more) = (CODE.replace("a46f73", "a46f7"), both.replace("a46f73", "a46f7"));
    assert_ne!(digests(&document(&short))["load"], digests(&document(&more))["load"]);
}

#[test]
fn branches_and_loops_enter() {
    assert_eq!(changed(FLOW, "'] >= inputs", "'] > inputs"), ["condition-1", "condition-1/deploy"]);
    assert_eq!(
        changed(FLOW, "defaultValue: 0.9", "defaultValue: 0.8"),
        ["condition-1", "condition-1/deploy"]
    );
    assert_eq!(
        changed(FLOW, r#"'["a", "b"]'"#, r#"'["a", "c"]'"#),
        ["for-loop-2", "for-loop-2/say", "gather"]
    );
    assert_eq!(changed(FLOW, "[say,", "[shout,"), ["for-loop-2", "for-loop-2/say", "gather"]);
    // The order alone, too: `gather` waits for `score` and gets nothing from it.
    let all = ["condition-1", "condition-1/deploy", "gather", "score"];
    assert_eq!(changed(FLOW, "[score, \"{{", "[rate, \"{{"), all);
    assert_eq!(changed(FLOW, "parallelismLimit: 2", "parallelismLimit: 5"), Vec::<String>::new());
}

#[test]
fn a_nested_pipeline_is_what_is_inside() {
    // `condition-1` without its condition is a pipeline inside a pipeline; moving `deploy` out changes nothing.
    let trigger = FLOW.find("        triggerPolicy").unwrap();
    let end =
        FLOW.find("        inputs:\n          parameters:\n            pipelinechannel--limit").unwrap();
    let nested = format!("{}{}", &FLOW[..trigger], &FLOW[end..]);
    let mut flat = document(&nested);
    let inner = flat.pipeline.components["comp-condition-1"].dag.clone().unwrap().tasks["deploy"].clone();
    let root = flat.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let outer = root.tasks.remove("condition-1").unwrap();
    let mut inputs = inner.inputs.clone().unwrap();
    inputs.parameters.insert(
        "pipelinechannel--score-Output".into(),
        outer.inputs.unwrap().parameters["pipelinechannel--score-Output"].clone(),
    );
    root.tasks.insert("deploy".into(), PipelineTaskSpec { inputs: Some(inputs), ..inner });
    flat.pipeline.components.remove("comp-condition-1");
    assert_eq!(digests(&document(&nested))["condition-1/deploy"], digests(&flat)["deploy"]);
}

#[test]
fn mounted_data_enters_and_placement_does_not() {
    let platform = |settings: &str| {
        let text = format!(
            "{CHAIN}---\nplatforms:\n  kubernetes:\n    deploymentSpec:\n      executors:\n        exec-train:\n          {settings}\n"
        );
        digests(&document(&text))["train"]
    };
    let plain = digests(&document(CHAIN))["train"];
    assert_eq!(plain, platform("nodeSelector: {labels: {disk: ssd}}"));
    assert_eq!(plain, platform("activeDeadlineSeconds: '60'"));
    let secret = |name: &str| {
        platform(&format!(
            "secretAsEnv: [{{secretName: {name}, secretNameParameter: {{runtimeValue: {{constant: {name}}}}}, keyToEnv: [{{secretKey: k, envVar: E}}]}}]"
        ))
    };
    assert_ne!(plain, secret("one"));
    assert_ne!(secret("one"), secret("two"));
    assert_eq!(
        secret("one"),
        platform(
            "secretAsEnv: [{secretNameParameter: {runtimeValue: {constant: one}}, keyToEnv: [{secretKey: k, envVar: E}]}]"
        )
    );
}

/// Renames every task, component and executor, so that their order turns around.
fn renamed(document: &Document) -> Document {
    let mut document = document.clone();
    let pipeline = &mut document.pipeline;
    let count = pipeline.components.len();
    let names: BTreeMap<String, String> = pipeline
        .components
        .keys()
        .enumerate()
        .map(|(i, n)| (n.clone(), format!("comp-{:05}", count - i)))
        .collect();
    for component in pipeline.components.values_mut().chain(pipeline.root.iter_mut()) {
        rename(component, &names);
    }
    pipeline.components =
        std::mem::take(&mut pipeline.components).into_iter().map(|(n, c)| (names[&n].clone(), c)).collect();
    document
}

fn rename(component: &mut ComponentSpec, components: &BTreeMap<String, String>) {
    let Some(DagSpec { tasks, outputs }) = &mut component.dag else { return };
    let count = tasks.len();
    let names: BTreeMap<String, String> =
        tasks.keys().enumerate().map(|(i, name)| (name.clone(), format!("t-{:05}", count - i))).collect();
    let change = |name: &mut String| {
        if let Some(new) = names.get(name) {
            name.clone_from(new);
        }
    };
    for task in tasks.values_mut() {
        task.task_info = None;
        task.dependent_tasks.iter_mut().for_each(change);
        if let Some(used) = &mut task.component_ref {
            used.name.clone_from(&components[&used.name]);
        }
        let Some(inputs) = &mut task.inputs else { continue };
        for input in inputs.parameters.values_mut() {
            input.task_output_parameter.iter_mut().for_each(|r| change(&mut r.producer_task));
            input.task_final_status.iter_mut().for_each(|r| change(&mut r.producer_task));
        }
        for input in inputs.artifacts.values_mut() {
            input.task_output_artifact.iter_mut().for_each(|r| change(&mut r.producer_task));
        }
    }
    for output in outputs.iter_mut().flat_map(|o| o.parameters.values_mut()) {
        output.value_from_parameter.iter_mut().for_each(|s| change(&mut s.producer_subtask));
        let all = output.value_from_oneof.iter_mut().flat_map(|o| &mut o.parameter_selectors);
        all.for_each(|s| change(&mut s.producer_subtask));
    }
    for output in outputs.iter_mut().flat_map(|o| o.artifacts.values_mut()) {
        output.artifact_selectors.iter_mut().for_each(|s| change(&mut s.producer_subtask));
    }
    *tasks = std::mem::take(tasks).into_iter().map(|(name, task)| (names[&name].clone(), task)).collect();
}

fn sorted(document: &Document) -> Vec<Digest> {
    let mut all: Vec<Digest> = digests(document).into_values().collect();
    all.sort();
    all
}

#[test]
fn renaming_and_reordering_change_nothing() {
    for text in [CHAIN, FLOW] {
        let document = document(text);
        assert_eq!(sorted(&document), sorted(&renamed(&document)));
    }
}

/// In every file that the SDK compiled: names do not count, and different work never meets.
#[test]
fn of_the_corpus() {
    let Some(folder) = super::corpus::folder("digest::properties::of_the_corpus") else { return };
    let mut tasks = 0;
    for path in super::corpus::files(&folder.join("kfp-ir"), "yaml") {
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(source) = kfp_ir::codec::read(&text, kfp_ir::codec::Format::Yaml) else { continue };
        let document = source.document;
        let path = path.display();
        if kfp_ir::valid::check(&document, &kfp_ir::target::Target::Kfp217).info.is_none() {
            continue;
        }
        // Volume claims and other settings refer to tasks by name, too; `renamed` leaves these alone.
        if document.platform.is_none() {
            assert_eq!(sorted(&document), sorted(&renamed(&document)), "{path}");
        }
        let all: BTreeSet<Digest> = digests(&document).into_values().collect();
        tasks += all.len();
    }
    assert!(tasks > 300, "{tasks}");
}
