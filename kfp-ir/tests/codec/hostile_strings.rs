//! Text that YAML readers disagree on is read back as it was, as key and as value.

use std::collections::BTreeMap;

use kfp_ir::codec::{self, Format, json, proto, value, yaml};
use kfp_ir::model::{PipelineSpec, Struct, Value};
use proptest::prelude::*;

use crate::corpus;

fn hostile() -> Option<Vec<String>> {
    let folder = corpus::folder("hostile strings")?;
    let text = std::fs::read_to_string(folder.join("hostile-yaml-strings.json")).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let values = data["vals"].as_array().unwrap().iter().map(|v| v["v"].as_str().unwrap().to_owned());
    let keys = data["keys"].as_object().unwrap().keys().cloned();
    Some(values.chain(keys).collect())
}

/// Reads with every reader there is in Rust.
fn assert_reads_back(strings: &BTreeMap<String, Vec<String>>) {
    let text = yaml::to_string(strings).unwrap();
    let theirs: BTreeMap<String, Vec<String>> =
        serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{e}:\n{text}"));
    assert_eq!(&theirs, strings, "serde_yaml:\n{text}");
    let untyped: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    assert_eq!(untyped, serde_yaml::to_value(strings).unwrap(), "serde_yaml, untyped:\n{text}");
    let theirs: BTreeMap<String, Vec<String>> =
        serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{e}:\n{text}"));
    assert_eq!(&theirs, strings, "serde-saphyr:\n{text}");
    let constant: Value = value::to_value(strings).unwrap();
    assert_constant_reads_back(&constant);
}

/// A value inside a pipeline, through each of our forms.
fn assert_constant_reads_back(constant: &Value) {
    let document = kfp_ir::Document { pipeline: pipeline_with(constant.clone()), platform: None };
    let text = kfp_ir::back::kfp::yaml(&document, &kfp_ir::valid::Info::default()).unwrap();
    let source = codec::read(&text, Format::Yaml).unwrap_or_else(|e| panic!("{e}:\n{text}"));
    assert_eq!(source.document, document, "{text}");
    assert_eq!(source.findings, [], "{text}");
    let text = json::to_string(&document.pipeline).unwrap();
    assert_eq!(codec::read(&text, Format::Json).unwrap().document, document, "{text}");
    let bytes = proto::encode(&document.pipeline).unwrap();
    assert_eq!(proto::decode::<PipelineSpec>(&bytes).unwrap(), document.pipeline);
}

fn pipeline_with(constant: Value) -> PipelineSpec {
    let mut pipeline = PipelineSpec {
        pipeline_info: Some(kfp_ir::model::PipelineInfo { name: "p".to_owned(), ..Default::default() }),
        ..Default::default()
    };
    let parameter =
        kfp_ir::model::ComponentInputParameter { default_value: Some(constant), ..Default::default() };
    let root = pipeline.root.get_or_insert_default();
    root.input_definitions.get_or_insert_default().parameters.insert("p".to_owned(), Box::new(parameter));
    pipeline
}

#[test]
fn hostile_strings_read_back_as_key_and_value() {
    let Some(strings) = hostile() else { return };
    for s in &strings {
        assert_reads_back(&[(s.clone(), vec![s.clone(), s.clone()])].into());
    }
    assert_reads_back(&strings.iter().map(|s| (s.clone(), vec![s.clone()])).collect());
}

#[test]
fn long_keys_read_back() {
    for key in ["k".repeat(5000), "é\n".repeat(600), "\u{1}".repeat(200)] {
        assert_reads_back(&[(key.clone(), vec![key])].into());
    }
}

/// Text made of what YAML gives a meaning, with other characters among it.
fn text() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "\n", " ", "\t", "- ", ": ", "#", " #", "'", "\"", "\\", "|", ">", "---", "...", "\r", "{", "[", "1",
        "e", "_", ".", "0x", "true", "null", "~", "%", "@", "&a", "*a", "!", "?", "<<", "=", "\u{85}",
        "\u{2028}", "\u{feff}", "a",
    ])
    .prop_map(str::to_owned);
    prop_oneof![prop::collection::vec(bits, 0..8).prop_map(|v| v.concat()), any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let number = any::<f64>().prop_filter("finite", |n| n.is_finite());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number.prop_map(Value::Number),
        any::<i32>().prop_map(Value::from),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::btree_map(text(), inner, 0..5).prop_map(|m| Value::Struct(Struct(m))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_reads_back(key in text(), values in prop::collection::vec(text(), 0..3)) {
        assert_reads_back(&[(key, values)].into());
    }

    #[test]
    fn any_value_reads_back(value in value()) {
        assert_constant_reads_back(&value);
    }
}
