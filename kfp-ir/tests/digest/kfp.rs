//! KFP's own hashes: `kfp_fingerprints.jsonl` was made by KFP's own Go code (August 2026, commit 7b70c7b9): its message
//! classes, `provisionOutputs` and `getFingerPrint` of the driver, `GenerateCacheKey` and `GenerateFingerPrint`. Only what
//! makes addresses, which the key leaves out, was a stand-in. The tasks are random, and hostile in their strings and numbers.

use std::collections::BTreeMap;

use kfp_ir::codec::value::from_struct;
use kfp_ir::codec::{Message, json};
use kfp_ir::fingerprint::{KeyInputs, cache_key, custom_fingerprint, fingerprint};
use kfp_ir::model::{
    CacheKey, ComponentSpec, ContainerSpec, ExecutorInputs, PipelineTaskSpec, Struct, Value,
};

fn message<M: Message>(fields: &Struct, key: &str) -> M {
    let Some(Value::Struct(fields)) = fields.get(key) else { panic!("no {key}") };
    from_struct(fields).unwrap_or_else(|e| panic!("{key}: {e}"))
}

#[test]
fn as_kfp_makes_them() {
    let lines = include_str!("kfp_fingerprints.jsonl").lines();
    let mut different = Vec::new();
    let mut count = 0;
    for (i, line) in lines.enumerate() {
        let Value::Struct(vector) = json::value(line).unwrap_or_else(|e| panic!("{e}")) else {
            panic!("line {i} is no object")
        };
        let task: PipelineTaskSpec = message(&vector, "task");
        let component: ComponentSpec = message(&vector, "component");
        let container: ContainerSpec = message(&vector, "container");
        let given: ExecutorInputs = message(&vector, "inputs");
        let claims = match vector.get("pvcNames") {
            Some(Value::List(names)) => names.iter().map(kfp_ir::codec::canonical::text).collect(),
            _ => Vec::new(),
        };
        let artifacts = given.artifacts.into_iter();
        let artifacts =
            artifacts.map(|(name, list)| (name, list.artifacts.into_iter().map(|a| a.name).collect()));
        let inputs = KeyInputs { parameters: given.parameter_values, artifacts: artifacts.collect(), claims };
        let publish = vector.get("publishLogs") == Some(&Value::Bool(true));
        let custom = task.caching_options.unwrap_or_default().cache_key;
        let ours = if custom.is_empty() {
            fingerprint(&cache_key(&component, &container, &inputs, publish)).unwrap()
        } else {
            custom_fingerprint(&task.component_ref.unwrap_or_default().name, &custom)
        };
        if vector.get("fingerprint") != Some(&Value::from(ours.to_string())) {
            different.push(i + 1);
        }
        count += 1;
    }
    assert!(different.is_empty(), "{} of {count} differ, at lines {different:?}", different.len());
    assert!(count >= 200);
}

/// `TestGenerateFingerPrint` of `backend/src/v2/cacheutils/cache_test.go`.
#[test]
fn as_kfp_publishes_them() {
    let container = |command: [&str; 3], image: &str| {
        let texts = command.map(str::to_owned).to_vec();
        kfp_ir::model::CacheContainerSpec { image: image.to_owned(), cmd_args: texts, ..Default::default() }
    };
    let ids = |id: &str| kfp_ir::model::ArtifactNameList { artifact_names: vec![id.to_owned()] };
    let schema = "title: kfp.Model\ntype: object\nproperties:\n  framework:\n    type: string\n  framework_version:\n    type: string\n";
    let artifacts = format!(
        r#"{{"outputArtifactsSpec": {{
            "model": {{"name": "model", "type": {{"instanceSchema": {}}}, "metadata": {{"name": "model"}}}},
            "metrics": {{"name": "metrics", "type": {{"schemaTitle": "kfp.Metrics"}}, "metadata": {{"name": "metrics"}}}}}}}}"#,
        serde_json::to_string(schema).unwrap()
    );
    let first = CacheKey {
        input_artifact_names: [("dataset_one", ids("1")), ("dataset_two", ids("2"))]
            .map(|(name, list)| (name.to_owned(), list))
            .into(),
        input_parameter_values: BTreeMap::from([
            ("message".to_owned(), Value::from("Some string value")),
            ("num_steps".to_owned(), Value::from(5)),
        ]),
        output_parameters_spec: [("output_parameter_one", "STRING"), ("output_parameter_two", "INT")]
            .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
            .into(),
        container_spec: Some(container(["sh", "ec", "test"], "python:3.11")),
        ..json::from_str(&artifacts).unwrap_or_else(|e| panic!("{e}"))
    };
    let second = CacheKey {
        input_artifact_names: BTreeMap::from([("dataset".to_owned(), ids("10"))]),
        output_parameters_spec: BTreeMap::from([("output_parameter".to_owned(), "DOUBLE".to_owned())]),
        container_spec: Some(container(["sh", "ec", "run"], "python:3.11")),
        ..CacheKey::default()
    };
    for (key, published) in [
        (first, "b498530c9016917298999ec0b01f364a180f8a3862bea0fa672a383ca3f22e4e"),
        (second, "3d9a2a778fa3174c6cfc6e639c507c265b5f21ef6e5b1dd70b236462cc6da464"),
    ] {
        assert_eq!(fingerprint(&key).unwrap().to_string(), published);
    }
}
