//! `kfpc fmt`: one layout, and nothing else.

use crate::support::{Folder, GOOD};

/// The same pipeline in another layout, with comments and an alias.
const LOOSE: &str = "# mine
schemaVersion: '2.1.0'   # of the format
sdkVersion: \"kfp-2.17.0\"
pipelineInfo: {description: &text 'Says hello', name: greet, displayName: *text}
root:
    dag: {tasks: {t: {componentRef: {name: comp-a}}}}
components: {comp-a: {executorLabel: exec-a}}
deploymentSpec: {executors: {exec-a: {container: {image: a, command: [b], later: 1}}}}
";

#[test]
fn one_layout_and_only_once() {
    let folder = Folder::new();
    folder.write("loose.yaml", LOOSE);
    let outcome = folder.call(["fmt", "loose.yaml"]);
    assert_eq!((outcome.code, outcome.out.len()), (0, 0));
    // What KFP ignores is told, and kept.
    assert!(outcome.err.contains("IR013"), "{}", outcome.err);
    let first = String::from_utf8(folder.read("loose.yaml")).unwrap();
    insta::assert_snapshot!(first);
    assert_eq!(folder.call(["fmt", "loose.yaml"]).code, 0);
    assert_eq!(String::from_utf8(folder.read("loose.yaml")).unwrap(), first);
    assert_eq!(folder.call(["fmt", "--check", "loose.yaml"]).code, 0);
}

#[test]
fn every_form_keeps_its_form() {
    let folder = Folder::new();
    assert_eq!(folder.call(["fmt", "good.yaml"]).code, 0);
    let yaml = folder.read("good.yaml");
    assert!(String::from_utf8_lossy(&yaml).contains("---\nplatforms:"), "platform settings stay");
    for form in ["json", "pb"] {
        let name = format!("x.{form}");
        assert_eq!(folder.call(["convert", "good.yaml", "--to", form, "-o", &name]).code, 0);
        let before = folder.read(&name);
        assert_eq!(folder.call(["fmt", &name]).code, 0);
        assert_eq!(folder.read(&name), before, "{form}");
        assert_eq!(folder.call(["convert", &name, "--to", "yaml"]).out, yaml, "{form}");
    }
    let compact: serde_json::Value = serde_json::from_slice(&folder.read("x.json")).unwrap();
    folder.write("compact.json", compact.to_string());
    assert_eq!(folder.call(["fmt", "compact.json"]).code, 0);
    assert_eq!(folder.read("compact.json"), folder.read("x.json"));
    let outcome = folder.call_with(["fmt", "-"], LOOSE.as_bytes());
    assert!(outcome.code == 0 && outcome.text().starts_with("# PIPELINE DEFINITION\n# Name: greet\n"));
}

#[test]
fn a_check_writes_nothing() {
    let folder = Folder::new();
    folder.write("loose.yaml", LOOSE);
    assert_eq!(folder.call(["fmt", "good.yaml"]).code, 0);
    let outcome = folder.call(["fmt", "--check", "good.yaml", "loose.yaml", "-"]);
    assert_eq!((outcome.code, outcome.out.len()), (1, 0), "standard input is no pipeline: {}", outcome.err);
    let outcome = folder.call(["fmt", "--check", "good.yaml", "loose.yaml"]);
    assert_eq!((outcome.code, outcome.text()), (1, "loose.yaml: not formatted\n"));
    assert_eq!(folder.read("loose.yaml"), LOOSE.as_bytes());
}

#[test]
fn a_file_that_cannot_be_read_keeps_all_from_being_written() {
    let folder = Folder::new();
    folder.write("loose.yaml", LOOSE);
    folder.write("broken.yaml", GOOD.replace("schemaVersion", "schemaVersoin"));
    let outcome = folder.call(["fmt", "loose.yaml", "broken.yaml", "missing.yaml"]);
    assert_eq!(outcome.code, 3);
    for text in ["IR005", "cannot format `broken.yaml`", "cannot read `missing.yaml`"] {
        assert!(outcome.err.contains(text), "{text}: {}", outcome.err);
    }
    assert_eq!(folder.read("loose.yaml"), LOOSE.as_bytes());
    // What an engine would refuse can still be formatted.
    folder.write("wrong.yaml", LOOSE.replace("comp-a}", "comp-b}"));
    assert_eq!(folder.call(["fmt", "wrong.yaml"]).code, 0);
}
