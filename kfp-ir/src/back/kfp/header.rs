//! The comment at the top of a YAML file, for human readers. No program reads it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::codec;
use crate::codec::escape;
use crate::model::{ArtifactTypeSchema, ParameterType, PipelineSpec, PrimitiveType, Value};

/// Name, description, inputs and outputs in the layout of the KFP SDK.
pub(super) fn header(pipeline: &PipelineSpec) -> String {
    let mut out = Comment(String::new());
    out.line("", "PIPELINE DEFINITION");
    if let Some(info) = &pipeline.pipeline_info {
        out.line("Name: ", &info.name);
        let mut lead = "Description: ";
        for line in info.description.lines() {
            out.line(lead, line);
            lead = "             ";
        }
    }
    let Some(root) = &pipeline.root else { return out.0 };
    if let Some(inputs) = &root.input_definitions {
        let parameters = inputs.parameters.iter().map(|(name, p)| {
            let mut text = parameter_type(p.parameter_type, p.r#type).to_owned();
            if let Some(default) = &p.default_value {
                let _ = write!(text, " [Default: {}]", default_text(default));
            }
            (name, text)
        });
        let artifacts = inputs.artifacts.iter().map(|(n, a)| (n, artifact_type(a.artifact_type.as_ref())));
        out.list("Inputs:", parameters.chain(artifacts));
    }
    if let Some(outputs) = &root.output_definitions {
        let parameters = outputs
            .parameters
            .iter()
            .map(|(n, p)| (n, parameter_type(p.parameter_type, p.r#type).to_owned()));
        let artifacts = outputs.artifacts.iter().map(|(n, a)| (n, artifact_type(a.artifact_type.as_ref())));
        out.list("Outputs:", parameters.chain(artifacts));
    }
    out.0
}

/// Comment lines. Whatever a user wrote stays on its line.
struct Comment(String);

impl Comment {
    fn line(&mut self, lead: &str, text: &str) {
        let mut line = format!("# {lead}");
        escape(&mut line, text, |_| false);
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    fn list<'n>(&mut self, heading: &str, items: impl Iterator<Item = (&'n String, String)>) {
        let items: BTreeMap<&String, String> = items.collect();
        if items.is_empty() {
            return;
        }
        self.line("", heading);
        for (name, text) in items {
            self.line("   ", &format!("{name}: {text}"));
        }
    }
}

fn parameter_type(kind: ParameterType, legacy: PrimitiveType) -> &'static str {
    match (kind, legacy) {
        (ParameterType::NumberDouble, _) | (_, PrimitiveType::Double) => "float",
        (ParameterType::NumberInteger, _) | (_, PrimitiveType::Int) => "int",
        (ParameterType::String, _) | (_, PrimitiveType::String) => "str",
        (ParameterType::Boolean, _) => "bool",
        (ParameterType::List, _) => "list",
        (ParameterType::Struct, _) => "dict",
        (ParameterType::TaskFinalStatus, _) => "TaskFinalStatus",
        (ParameterType::TaskConfig, _) => "TaskConfig",
        (ParameterType::Unspecified, PrimitiveType::Unspecified) => "unspecified",
    }
}

fn artifact_type(schema: Option<&ArtifactTypeSchema>) -> String {
    let title = schema.and_then(|s| s.schema_title.as_deref());
    title.unwrap_or("artifact").to_owned()
}

fn default_text(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        // A value without a JSON form does not pass the writer of the document either.
        other => codec::json::to_compact_string(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ComponentInputArtifact, ComponentInputParameter, ComponentInputsSpec, ComponentSpec, PipelineInfo,
    };

    #[test]
    fn no_text_leaves_its_comment() {
        let hostile = "a\nb\r\nc\rd\u{85}e\u{2028}f\0\u{feff}";
        let parameter = ComponentInputParameter {
            parameter_type: ParameterType::String,
            default_value: Some(hostile.into()),
            ..Default::default()
        };
        let artifact = ComponentInputArtifact {
            artifact_type: Some(ArtifactTypeSchema {
                schema_title: Some(hostile.into()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let pipeline = PipelineSpec {
            pipeline_info: Some(PipelineInfo {
                name: hostile.into(),
                display_name: String::new(),
                description: hostile.into(),
            }),
            root: Some(ComponentSpec {
                input_definitions: Some(ComponentInputsSpec {
                    parameters: [(hostile.to_owned(), Box::new(parameter))].into(),
                    artifacts: [("z".to_owned(), Box::new(artifact))].into(),
                }),
                ..Default::default()
            }),
            ..Default::default()
        };
        let text = header(&pipeline);
        let breaks = ['\r', '\u{85}', '\u{2028}', '\u{2029}', '\0', '\u{feff}'];
        assert!(!text.contains(breaks) && text.lines().all(|l| l.starts_with('#')), "{text}");
        assert_eq!(text.lines().count(), 8, "{text}");
        assert!(text.contains("# Description: a\n#              b\n#              c\\rd\\u0085e"), "{text}");
    }

    #[test]
    fn tells_what_a_pipeline_takes() {
        let with = |kind, default: Option<Value>| ComponentInputParameter {
            parameter_type: kind,
            default_value: default,
            ..Default::default()
        };
        let parameters = [
            ("text", with(ParameterType::String, Some("hi".into()))),
            ("count", with(ParameterType::NumberInteger, Some(3.0.into()))),
            ("list", with(ParameterType::List, Some(vec![1.0, 2.5].into()))),
            ("flag", with(ParameterType::Boolean, None)),
        ];
        let pipeline = PipelineSpec {
            root: Some(ComponentSpec {
                input_definitions: Some(ComponentInputsSpec {
                    parameters: parameters.into_iter().map(|(k, v)| (k.to_owned(), Box::new(v))).collect(),
                    artifacts: BTreeMap::new(),
                }),
                ..Default::default()
            }),
            ..Default::default()
        };
        let expected = "# PIPELINE DEFINITION\n# Inputs:\n#    count: int [Default: 3.0]\n#    flag: bool\n\
                        #    list: list [Default: [1.0,2.5]]\n#    text: str [Default: 'hi']\n";
        assert_eq!(header(&pipeline), expected);
    }
}
