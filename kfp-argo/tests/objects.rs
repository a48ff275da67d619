//! Argo's own examples through the model of its objects.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic as tests do")]

mod common;

use kfp_argo::object::{Object, read};
use kfp_argo::{Options, lower};
use kfp_ir::codec::yaml;
use kfp_ir::target::Target;
use kfp_ir::valid::{Severity, check};
use serde_json::Value;

const KINDS: [&str; 4] = ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"];

/// As `serde_yaml` reads it, a reader that shares nothing with ours.
fn reference(text: &str) -> Vec<Value> {
    use serde::Deserialize as _;

    let documents = serde_yaml::Deserializer::from_str(text).map(|d| Value::deserialize(d).unwrap());
    documents.filter(|d| !d.is_null()).map(whole).collect()
}

/// As Go sees it: whole numbers are integers, `0755` is one of them, and a field that holds nothing is not there.
fn whole(value: Value) -> Value {
    match value {
        Value::Number(n) if n.as_f64().is_some_and(|f| f.fract() == 0.0) => {
            (n.as_f64().unwrap() as i64).into()
        }
        Value::Array(items) => items.into_iter().map(whole).collect(),
        Value::Object(fields) => {
            let there = fields.into_iter().filter(|(_, value)| !value.is_null());
            there
                .map(|(key, value)| (key.clone(), if key == "mode" { octal(value) } else { whole(value) }))
                .collect()
        }
        other => other,
    }
}

fn octal(value: Value) -> Value {
    match value.as_str().and_then(|text| text.strip_prefix('0')) {
        Some(digits) => i64::from_str_radix(digits, 8).unwrap().into(),
        None => value,
    }
}

#[test]
fn examples_come_back_equal() {
    let Some(files) = common::corpus("argo-examples") else { return };
    let mut count = 0;
    for (name, text) in files {
        let source = read(&text, None).unwrap_or_else(|e| panic!("{name}: {e}"));
        let errors: Vec<_> = source.findings.iter().filter(|f| f.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let expected = reference(&text);
        assert_eq!(expected.len(), source.objects.len(), "{name}");
        for (object, expected) in source.objects.iter().zip(expected) {
            let known = KINDS.contains(&expected["kind"].as_str().unwrap());
            assert_eq!(known, !matches!(object, Object::Other(_)), "{name}");
            count += usize::from(known);
            let written = yaml::to_string(object).unwrap();
            assert_eq!(reference(&written), [expected], "{name}");
            assert_eq!(
                read(&written, None).unwrap().objects.as_slice(),
                std::slice::from_ref(object),
                "{name}"
            );
        }
    }
    assert!(count >= 155, "only {count} objects");
}

/// Maps whose keys are anybody's, by the key that holds them.
const FREE: &[&str] = &[
    "labels",
    "annotations",
    "matchLabels",
    "nodeSelector",
    "labelsFrom",
    "hooks",
    "limits",
    "requests",
    "plugin",
    "withItems",
    "status",
    "data",
];

/// The paths of all objects of which Argo or Kubernetes knows the fields.
fn typed(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let key = path.rsplit('/').next().unwrap();
            let data = key == "data" && fields.contains_key("source");
            if !FREE.contains(&key) || data {
                found.push(path.to_owned());
            }
            for (key, value) in fields {
                // What is below is no type of anybody.
                if !["withItems", "plugin"].contains(&key.as_str()) {
                    typed(value, &format!("{path}/{key}"), found);
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                typed(item, &format!("{path}/{i}"), found);
            }
        }
        _ => {}
    }
}

/// That the objects come back equal does not come from an echo: a key that no type has is found wherever it is put.
#[test]
fn a_foreign_key_is_found_everywhere() {
    let Some(files) = common::corpus("argo-examples") else { return };
    let mut planted = 0;
    for (name, text) in files {
        for object in reference(&text) {
            if !KINDS.contains(&object["kind"].as_str().unwrap()) {
                continue;
            }
            let mut paths = Vec::new();
            typed(&object, "", &mut paths);
            for path in paths {
                let mut wrong = object.clone();
                let at = wrong.pointer_mut(&path).unwrap().as_object_mut().unwrap();
                at.insert("notAField".to_owned(), "x".into());
                let text = wrong.to_string();
                let source = read(&text, None).unwrap();
                let codes: Vec<&str> = source.findings.iter().map(|f| f.code).collect();
                assert_eq!(codes, ["AR301"], "{name}: {path}");
                let position = source.findings[0].position.unwrap();
                assert!(text[position.offset..].starts_with("\"notAField\""), "{name}: {path}");
                planted += 1;
            }
        }
    }
    assert!(planted > 2500, "only {planted} places");
}

#[test]
fn what_we_emit_is_read() {
    let Some(files) = common::corpus("kfp-ir") else { return };
    for (name, text) in files {
        let document = kfp_ir::codec::read(&text, kfp_ir::codec::Format::Yaml).unwrap().document;
        let info = check(&document, &Target::Argo40).info.unwrap();
        let Ok(lowered) = lower(&document, &info, &Options::default()) else { continue };
        for manifest in &lowered.manifests {
            let text = yaml::to_string(manifest).unwrap();
            let source = read(&text, None).unwrap();
            assert!(source.findings.is_empty(), "{name}: {:#?}", source.findings);
            assert_eq!(
                serde_json::to_value(&source.objects[0]).unwrap(),
                serde_json::to_value(manifest).unwrap(),
                "{name}"
            );
        }
    }
}

#[test]
fn what_does_not_fit_has_its_place() {
    let text = "kind: Workflow\nspec:\n  entrypoint: 3\n  parallelism: two\n  templates:\n  - {name: a, synchronization: {mutex: {name: b}}}\n  priority: 1\n  priority: 2\n";
    let source = read(text, None).unwrap();
    let found: Vec<_> =
        source.findings.iter().map(|f| (f.code, f.position.unwrap().line, f.help.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("AR302", 3, Some("put it in quotes")),
            ("AR302", 4, None),
            ("AR301", 6, Some("Argo 4.0 removed it: write `mutexes: [{name: ..}]`")),
            ("AR303", 8, Some("remove one of them")),
        ]
    );
}
