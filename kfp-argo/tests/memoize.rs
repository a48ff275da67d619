//! Memoization: which tasks take the result of an earlier run, and what decides about it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

mod common;

use std::time::Duration;

use common::{lines, lower_text};
use kfp_argo::lint::lint;
use kfp_argo::object::read;
use kfp_argo::{ArtifactStore, Memoize, Options, Profile, Shards, to_yaml};
use serde_json::Value;

const PIPELINE: &str = include_str!("ir/memoize.yaml");

fn memoized(memoize: Memoize) -> Options {
    Options { memoize: Some(memoize), ..Options::default() }
}

fn on() -> Options {
    memoized(Memoize::default())
}

fn templates(text: &str, options: &Options) -> Vec<Value> {
    let lowered = lower_text(text, options).unwrap_or_else(|e| panic!("{e}"));
    let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
    json["spec"]["templates"].as_array().unwrap().clone()
}

fn template(text: &str, options: &Options, name: &str) -> Value {
    templates(text, options).into_iter().find(|template| template["name"] == name).unwrap()
}

/// The key of a template; empty when it has none.
fn key(text: &str, name: &str) -> String {
    template(text, &on(), name)["memoize"]["key"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_task_takes_the_result_of_an_earlier_run() {
    let lowered = lower_text(PIPELINE, &on()).unwrap();
    let mut out = to_yaml(&lowered.manifests).unwrap();
    for loss in &lowered.losses {
        out += &format!("---\n{loss}\n");
    }
    insta::assert_snapshot!("memoize", out);
    assert_eq!(lines(&Ok(lowered)), ["AR219", "AR201"]);
}

#[test]
fn nothing_is_kept_without_caching() {
    let off = PIPELINE.replace("enableCache: true", "enableCache: false");
    assert!(lines(&lower_text(&off, &on())).is_empty());
    for text in [&*off, PIPELINE] {
        let options = if text == off { on() } else { Options::default() };
        assert!(templates(text, &options).iter().all(|template| template["memoize"].is_null()));
    }
    // And the workflow is that of a user who has never heard of it.
    let plain = to_yaml(&lower_text(&off, &Options::default()).unwrap().manifests).unwrap();
    assert!(!plain.contains("memoize:") && !plain.contains("sha256sum"));
}

#[test]
fn what_decides_about_the_key() {
    let own = key(PIPELINE, "make");
    for (from, to) in [
        ("command: [make,", "command: [make2,"),
        ("image: busybox:1.36\n        command: [make", "image: busybox:1.37\n        command: [make"),
        ("cacheKey: v2", "cacheKey: v3"),
        (
            "schemaTitle: system.Dataset, schemaVersion: 0.0.1}}}}\n  comp-train",
            "schemaTitle: system.Dataset, schemaVersion: 0.0.1}, metadata: {rows: 10}}}}\n  comp-train",
        ),
        (
            "        image: busybox:1.36\n        command: [make",
            "        env: [{name: A, value: b}]\n        image: busybox:1.36\n        command: [make",
        ),
    ] {
        assert_eq!(PIPELINE.matches(from).count(), 1, "{from}");
        let other = PIPELINE.replace(from, to);
        assert_ne!(key(&other, "make"), own, "{to}");
    }
    for (from, to) in [
        // Names, attempts and resources make nothing else.
        ("name: make}\n        componentRef", "name: other}\n        componentRef"),
        ("retryPolicy: {maxRetryCount: 2}", "retryPolicy: {maxRetryCount: 3}"),
        (
            "        image: busybox:1.36\n        command: [make",
            "        resources: {cpuLimit: 2.0}\n        image: busybox:1.36\n        command: [make",
        ),
        ("exec-make", "exec-do"),
    ] {
        let other = PIPELINE.replace(from, to);
        assert_ne!(other, PIPELINE);
        assert_eq!(key(&other, "make"), own, "{to}");
    }
    // A key names files without their bucket: results of another store are no results.
    let elsewhere = Options { store: ArtifactStore::s3("other"), ..on() };
    assert_ne!(template(PIPELINE, &elsewhere, "make")["memoize"]["key"], own);
}

#[test]
fn every_input_enters_a_hash_and_nothing_else() {
    for template in templates(PIPELINE, &on()).iter().filter(|template| !template["memoize"].is_null()) {
        let memoize = &template["memoize"];
        let key = memoize["key"].as_str().unwrap();
        assert!(key.starts_with("{{=sprig.sha256sum(toJson([\"") && key.ends_with("]))}}"), "{key}");
        assert_eq!(key.matches("{{").count(), 1, "{key}");
        let inputs = template["inputs"]["parameters"].as_array().unwrap();
        for input in inputs.iter().map(|input| input["name"].as_str().unwrap()) {
            let read = key.contains(&format!("inputs.parameters['{input}']"));
            assert_eq!(read, input != "kfp-dir", "{input} in {key}");
        }
        // The folder of the run is told to those who read files.
        let outputs = template["outputs"]["parameters"].as_array().cloned().unwrap_or_default();
        let told = outputs.iter().any(|output| output["name"] == "kfp-dir");
        assert_eq!(told, template["outputs"]["artifacts"].is_array());
    }
}

#[test]
fn options_of_the_cache() {
    let memoize = |options: &Options| template(PIPELINE, options, "make")["memoize"].clone();
    let week = Some(Duration::from_secs(7 * 24 * 3600));
    let own = Memoize { max_age: week, cache: "team".into(), shards: Shards::One };
    assert_eq!(memoize(&memoized(own.clone()))["maxAge"], "604800s");
    assert_eq!(memoize(&memoized(own.clone()))["cache"]["configMap"]["name"], "team-{{workflow.namespace}}");
    assert_eq!(memoize(&on())["maxAge"], "");
    for (shards, digits) in [(Shards::Some, "sprig.trunc(1, "), (Shards::Many, "sprig.trunc(2, ")] {
        let many = memoize(&memoized(Memoize { shards, ..Memoize::default() }));
        let name = many["cache"]["configMap"]["name"].as_str().unwrap();
        assert!(name.starts_with(&format!("kfp-memo-{{{{workflow.namespace}}}}-{{{{={digits}")), "{name}");
    }
    for wrong in [
        Memoize { cache: "No_Name".into(), ..own.clone() },
        Memoize { max_age: Some(Duration::from_millis(900)), ..own },
    ] {
        assert_eq!(lines(&lower_text(PIPELINE, &memoized(wrong))), ["AR120"]);
    }
}

/// What the author of a task says of its results, in the settings of its executor.
#[test]
fn a_task_has_rules_of_its_own() {
    let with = |cache: &str| {
        format!(
            "{PIPELINE}\n---\nplatforms:\n  argo:\n    deploymentSpec:\n      executors:\n        exec-make: {{cache: {cache}}}\n"
        )
    };
    let age = |cache: &str, options: &Options| {
        template(&with(cache), options, "make")["memoize"]["maxAge"].as_str().unwrap().to_owned()
    };
    assert_eq!(age("{maxAgeSeconds: 60}", &on()), "60s");
    let hour = memoized(Memoize { max_age: Some(Duration::from_secs(3600)), ..Memoize::default() });
    assert_eq!(age("{maxAgeSeconds: 60}", &hour), "60s");
    assert_eq!(age("{maxAgeSeconds: 7200}", &hour), "3600s");
    let (plain, without) = (key(PIPELINE, "make"), key(&with("{uncountedInputs: [rows]}"), "make"));
    assert!(
        plain.contains("inputs.parameters['rows']") && !without.contains("inputs.parameters['rows']"),
        "{without}"
    );
    assert_eq!(plain.replace(", inputs.parameters['rows']", ""), without);
}

#[test]
fn files_that_a_loop_collects_are_made_again() {
    let ports = "    outputDefinitions: {artifacts: {data: {artifactType: {schemaTitle: system.Dataset, schemaVersion: 0.0.1}}}}\n  comp-say:";
    let collected = PIPELINE.replace("  comp-say:", ports);
    assert_ne!(template(PIPELINE, &on(), "count")["memoize"], Value::Null);
    assert_eq!(template(&collected, &on(), "count")["memoize"], Value::Null);
    assert!(lines(&lower_text(&collected, &on())).iter().filter(|code| *code == "AR201").count() == 2);
}

#[test]
fn the_linter_accepts_what_is_written() {
    for profile in Profile::ALL {
        let options = Options { memoize: Some(Memoize::default()), ..Options::new(*profile) };
        let yaml = to_yaml(&lower_text(PIPELINE, &options).unwrap().manifests).unwrap();
        let found = lint(&[read(&yaml, None).unwrap()], &options.limits).remove(0);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// The executor input of a Rust component is a file of the pod, not of the graph around its attempts.
#[test]
fn a_rust_component_with_several_attempts() {
    let task = "      step:\n        taskInfo: {name: step}\n        componentRef: {name: comp-step}\n        cachingOptions: {enableCache: true}\n        retryPolicy: {maxRetryCount: 2}\n        inputs: {parameters: {x: {runtimeValue: {constant: a}}}}\n";
    let container = "{image: app, command: [app, exec, step, --executor-input, '{{$}}']}";
    let ports = "{inputDefinitions: {parameters: {x: {parameterType: STRING}}}}";
    let text = common::with_component(container, ports, task);
    let files = |name: &str| template(&text, &on(), name)["inputs"]["artifacts"].clone();
    assert_eq!(files("step"), Value::Null);
    assert_eq!(files("step-attempts")[0]["name"], "kfp-in");
}
