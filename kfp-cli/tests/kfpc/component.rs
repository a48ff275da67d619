//! `kfpc component`: what a file takes, gives and runs.

use crate::support::Folder;

const V1: &str = "\
name: Train a forest
description: Fits trees.
inputs:
- {name: Training data, type: Dataset, description: The rows.}
- {name: Trees, type: Integer, default: '100'}
- {name: Columns, type: JsonArray, default: '[\"a\"]'}
- {name: Start, type: google.VertexModel, optional: true}
outputs:
- {name: Model, type: Model}
- {name: Score, type: Float}
implementation:
  container:
    image: ghcr.io/acme/forest:1
    command: [train, {inputPath: Training data}, {inputValue: Trees}, {outputPath: Model}, {outputPath: Score}]
";

#[test]
fn every_form_is_shown() {
    let folder = Folder::new();
    folder.write("train.yaml", V1);
    for (name, args) in [
        ("v1_text", &["component", "train.yaml"][..]),
        ("v1_rust", &["component", "train.yaml", "--rust"]),
        ("v1_json", &["component", "train.yaml", "--format", "json"]),
        ("pipeline_text", &["component", "good.yaml"]),
        ("pipeline_rust", &["component", "good.yaml", "--rust", "--name", "greet"]),
    ] {
        let outcome = folder.call(args);
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        insta::assert_snapshot!(name, outcome.transcript());
    }
    let piped = folder.call_with(["component", "-", "--rust"], V1.as_bytes());
    assert!(piped.text().contains("pub fn train_a_forest("), "{}", piped.text());
}

#[test]
fn a_file_without_a_component_is_explained() {
    let folder = Folder::new();
    folder.write("bad.yaml", V1.replace("{inputPath: Training data}", "{inputPath: Training}"));
    folder.write("pod.yaml", "apiVersion: v1\nkind: Pod\n");
    folder.write("empty.yaml", "");
    folder.write("binary.yaml", [0xff, 0xfe]);
    for (name, file) in
        [("bad", "bad.yaml"), ("kubernetes", "pod.yaml"), ("empty", "empty.yaml"), ("binary", "binary.yaml")]
    {
        let outcome = folder.call(["component", file]);
        assert_eq!((outcome.code, outcome.out.len()), (1, 0), "{file}");
        insta::assert_snapshot!(name, outcome.transcript());
    }
    let missing = folder.call(["component", "missing.yaml", "--rust"]);
    assert_eq!(missing.code, 3);
    assert!(missing.err.contains("cannot read `missing.yaml`: no such file or directory"), "{}", missing.err);
    let both = folder.call(["component", "bad.yaml", "--rust", "--format", "json"]);
    assert_eq!(both.code, 2);
}
