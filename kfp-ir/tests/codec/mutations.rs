//! Documents with something out of place: refused with a path, or the same after every form.

use kfp_ir::Document;
use kfp_ir::back::kfp;
use kfp_ir::codec::{Format, proto, read};
use kfp_ir::target::Target;
use kfp_ir::valid::{Info, check};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

const BASE: &str = include_str!("../check/base.yaml");

/// What may stand anywhere: values of every kind, some of them nearly right.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        Just(json!(1e300)),
        "[a-z{}$.\\[\\]' \"\\\\\\n0-9é]{0,12}".prop_map(Value::from),
        prop_oneof![Just("STRING"), Just("3s"), Just("-1"), Just("NaN"), Just("true")].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop_oneof![Just("parameters"), Just("constant"), Just("container"), Just("x"), Just("")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn places(value: &Value, at: String, found: &mut Vec<String>) {
    found.push(at.clone());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                places(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                places(value, format!("{at}/{i}"), found);
            }
        }
        _ => {}
    }
}

/// Both documents of the base as one JSON.
fn base() -> Value {
    let document = read(BASE, Format::Yaml).unwrap().document;
    json!({"pipeline_spec": document.pipeline, "platform_spec": document.platform})
}

#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    /// The value of another place.
    Copy(Index),
    Remove,
}

fn changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    let change = prop_oneof![
        3 => values().prop_map(Change::Replace),
        3 => any::<Index>().prop_map(Change::Copy),
        1 => Just(Change::Remove),
    ];
    prop::collection::vec((any::<Index>(), change), 1..4)
}

fn change(document: &mut Value, at: Index, change: Change) {
    let mut all = Vec::new();
    places(document, String::new(), &mut all);
    let place = at.get(&all).clone();
    let new = match change {
        Change::Replace(value) => value,
        Change::Copy(from) => {
            let from: &String = from.get(&all);
            document.pointer(from).unwrap().clone()
        }
        Change::Remove => {
            let (above, key) = place.rsplit_once('/').unwrap_or_default();
            if let Some(Value::Object(map)) = document.pointer_mut(above) {
                map.remove(key);
            }
            return;
        }
    };
    if let Some(value) = document.pointer_mut(&place) {
        *value = new;
    }
}

fn written(document: &Document) -> Result<[Document; 3], kfp_ir::codec::WriteError> {
    let info = Info::default();
    let yaml = read(&kfp::yaml(document, &info)?, Format::Yaml).unwrap_or_else(|e| panic!("{e}")).document;
    let json = read(&kfp::json(document, &info)?, Format::Json).unwrap_or_else(|e| panic!("{e}")).document;
    let binary = kfp::binary(document, &info)?;
    let pipeline = proto::decode(&binary.pipeline).unwrap_or_else(|e| panic!("{e}"));
    let platform = binary.platform.map(|bytes| proto::decode(&bytes).unwrap_or_else(|e| panic!("{e}")));
    Ok([yaml, json, Document { pipeline, platform }])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_read_survives_every_form(changes in changes()) {
        let mut value = base();
        for (at, what) in changes {
            change(&mut value, at, what);
        }
        match read(&value.to_string(), Format::Json) {
            Err(error) => prop_assert!(error.findings.iter().all(|f| f.position.is_some())),
            Ok(source) => {
                let document = source.document;
                for again in written(&document).unwrap() {
                    // As text, in which NaN equals itself.
                    prop_assert_eq!(format!("{again:?}"), format!("{document:?}"));
                }
                for target in Target::ALL {
                    check(&document, target);
                }
            }
        }
    }
}
