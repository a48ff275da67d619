//! The readers: what is refused is explained, and what is read survives every form.

use std::fmt::Debug;

use kfp_ir::codec::{
    Format, Message, ReadError, Source, json as text_json, proto as binary, read, read_bytes,
    yaml as text_yaml,
};
use kfp_ir::model::{ExecutorInput, PipelineSpec, PlatformSpec};
use kfp_ir::target::Target;
use kfp_ir::valid::{self, Severity};
use serde::de::IgnoredAny;

use crate::plant::plant;

/// Any bytes as a YAML file.
pub fn yaml(data: &[u8]) {
    let Some(source) = accepted(read_bytes(data, Some(Format::Yaml))) else { return };
    plant(|| source.document.pipeline.schema_version.starts_with('3'));
    of_text(&source);
}

/// Any bytes as a JSON file, and as the executor input that a component receives.
pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        accepted(read_bytes(data, None));
        return;
    };
    let result = read(text, Format::Json);
    // Another parser agrees on what is JSON at all.
    let other = serde_json::from_str::<IgnoredAny>(text);
    let syntax = |error: &ReadError| error.findings.iter().any(|f| f.code == "IR001");
    match (&result, &other) {
        (Ok(_), Err(error)) => panic!("read what is no JSON: {error}"),
        (Err(ours), Ok(_)) => assert!(!syntax(ours), "refused JSON: {ours}"),
        _ => {}
    }
    if let Some(source) = accepted(result) {
        plant(|| source.document.pipeline.schema_version.starts_with('3'));
        of_text(&source);
    }
    if let Some(input) = accepted(text_json::from_str::<ExecutorInput>(text)) {
        assert_same(&text_json::from_str_of_any_version::<ExecutorInput>(text), &Ok(input.clone()));
        of_message(&input);
    }
    accepted(text_json::from_str_of_any_version::<ExecutorInput>(text));
}

/// Any bytes as a protobuf message; the first byte says which one.
pub fn proto(data: &[u8]) {
    let Some((kind, bytes)) = data.split_first() else { return };
    match kind % 3 {
        0 => {
            if let Some(pipeline) = accepted(binary::decode::<PipelineSpec>(bytes)) {
                plant(|| pipeline.schema_version.starts_with('3'));
                of_message(&pipeline);
            }
        }
        1 => accepted(binary::decode::<PlatformSpec>(bytes)).iter().for_each(of_message),
        _ => accepted(binary::decode::<ExecutorInput>(bytes)).iter().for_each(of_message),
    }
}

/// What was read; a refusal has an error, and every message of it can be shown.
fn accepted<T>(result: Result<T, ReadError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(error.findings.iter().any(|f| f.severity == Severity::Error), "an error without errors");
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

fn of_text(source: &Source) {
    let document = &source.document;
    assert!(source.findings.iter().all(|f| f.severity == Severity::Warning && f.position.is_some()));
    of_message(&document.pipeline);
    document.platform.iter().for_each(of_message);
    // Findings of a check get their places, whatever the text looks like.
    let mut findings = valid::check(document, &Target::Kfp217).findings;
    source.locate(&mut findings);
    assert!(findings.iter().all(|f| f.position.is_some()), "a finding without a place: {findings:?}");
}

/// Each form that can be written reads back, and is written again to the same bytes.
fn of_message<M: Message + serde::Serialize + Debug + Clone>(message: &M) {
    if let Ok(text) = text_json::to_string(message) {
        let again = text_json::from_str::<M>(&text);
        assert_same(&again, &Ok(message.clone()));
        assert_eq!(text_json::to_string(&again.unwrap()).as_ref(), Ok(&text));
    }
    if let Ok(bytes) = binary::encode(message) {
        let again = binary::decode::<M>(&bytes);
        assert_same(&again, &Ok(message.clone()));
        assert_eq!(binary::encode(&again.unwrap()).as_ref(), Ok(&bytes));
    }
    if let Ok(text) = text_yaml::to_string(message) {
        // Files are whole pipelines.
        let Ok(source) = read(&text, Format::Yaml) else { return of_part(&text) };
        assert_eq!(text_yaml::to_string(&source.document.pipeline).as_ref(), Ok(&text));
        assert!(source.findings.is_empty(), "readers differ on what we write: {:?}", source.findings);
    }
}

/// What we write is YAML, even where it is no file by itself.
fn of_part(text: &str) {
    let error = read(text, Format::Yaml).unwrap_err();
    let broken = ["IR001", "IR002", "IR003", "IR004", "IR010", "IR011"];
    assert!(!error.findings.iter().any(|f| broken.contains(&f.code)), "{error}\n{text}");
}

/// Equality in which a NaN is itself.
fn assert_same<T: Debug, E: Debug>(left: &Result<T, E>, right: &Result<T, E>) {
    assert_eq!(format!("{left:?}"), format!("{right:?}"));
}
