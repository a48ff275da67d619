//! Every compiled pipeline of the corpus survives each of our forms.

use kfp_ir::back::kfp;
use kfp_ir::codec::{self, Format, json, proto, yaml};
use kfp_ir::model::{PipelineSpec, PlatformSpec};
use kfp_ir::valid::Info;
use serde::de::Deserialize as _;

use crate::corpus;

/// JSON with all numbers as doubles: the SDK writes `3.0`, other tools `3`.
fn normal(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as V;
    match value {
        V::Number(n) => n.as_f64().map_or(V::Null, V::from),
        V::Array(items) => items.into_iter().map(normal).collect(),
        V::Object(map) => V::Object(map.into_iter().map(|(k, v)| (k, normal(v))).collect()),
        other => other,
    }
}

#[test]
fn nothing_of_a_compiled_pipeline_is_lost() {
    let Some(folder) = corpus::folder("nothing_of_a_compiled_pipeline_is_lost") else { return };
    for file in corpus::files(&folder.join("kfp-ir"), "yaml") {
        let name = file.display();
        let text = std::fs::read_to_string(&file).unwrap();
        let source = codec::read(&text, Format::Yaml).unwrap_or_else(|e| panic!("{name}: {e}"));
        let document = source.document;

        // What an independent parser sees is what we write.
        let mut seen = serde_yaml::Deserializer::from_str(&text)
            .map(|d| serde_json::Value::deserialize(d).unwrap_or_else(|e| panic!("{name}: {e}")))
            .filter(|v| !v.is_null())
            .map(normal);
        assert_eq!(normal(serde_json::to_value(&document.pipeline).unwrap()), seen.next().unwrap(), "{name}");
        assert_eq!(
            document.platform.as_ref().map(|p| normal(serde_json::to_value(p).unwrap())),
            seen.next(),
            "{name}"
        );

        let again = codec::read(&yaml::to_string(&document.pipeline).unwrap(), Format::Yaml).unwrap();
        assert_eq!(again.document.pipeline, document.pipeline, "{name}");
        assert_eq!(again.findings, [], "{name}");
        let text = kfp::yaml(&document, &Info::default()).unwrap();
        assert_eq!(codec::read(&text, Format::Yaml).unwrap().document, document, "{name}");
        let text = kfp::json(&document, &Info::default()).unwrap();
        assert_eq!(codec::read(&text, Format::Json).unwrap().document, document, "{name}");
        let bytes = kfp::binary(&document, &Info::default()).unwrap();
        assert_eq!(proto::decode::<PipelineSpec>(&bytes.pipeline).unwrap(), document.pipeline, "{name}");
        let platform = bytes.platform.map(|b| proto::decode::<PlatformSpec>(&b).unwrap());
        assert_eq!(platform, document.platform, "{name}");
        let again = codec::read(&json::to_string(&document.pipeline).unwrap(), Format::Json).unwrap();
        assert_eq!(again.document.pipeline, document.pipeline, "{name}");
    }
}

#[test]
fn settings_of_no_platform_are_no_document() {
    let text = |platform| {
        format!(r#"{{"pipeline_spec": {{"pipelineInfo": {{"name": "p"}}}}, "platform_spec": {platform}}}"#)
    };
    let mut document = codec::read(&text("{}"), Format::Json).unwrap().document;
    assert_eq!(document.platform, None);
    assert_eq!(codec::read(&text(r#"{"platforms": {}}"#), Format::Json).unwrap().document.platform, None);
    document.platform = Some(PlatformSpec::default());
    let yaml = kfp_ir::back::kfp::yaml(&document, &Info::default()).unwrap();
    assert_eq!(codec::read(&yaml, Format::Yaml).unwrap().document.platform, None);
}
