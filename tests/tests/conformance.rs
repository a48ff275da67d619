//! The engines judge real files of KFP and Argo, and damaged ones: only an engine that accepts the first and refuses
//! the second proves anything about what we emit.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::fs;
use std::path::{Path, PathBuf};

use kfp_tests::{Engine, Verdicts, corpus, files_below};

/// The smallest IR all engines take, with a condition and a platform document.
const IR: &str = r#"pipelineInfo:
  name: gate
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec:
  executors:
    exec-step:
      container:
        image: alpine
        command: [echo]
components:
  comp-step:
    executorLabel: exec-step
    inputDefinitions:
      parameters:
        text:
          parameterType: STRING
root:
  inputDefinitions:
    parameters:
      text:
        parameterType: STRING
  dag:
    tasks:
      step:
        taskInfo:
          name: step
        componentRef:
          name: comp-step
        inputs:
          parameters:
            text:
              componentInputParameter: text
        triggerPolicy:
          condition: inputs.parameter_values['text'] == 'go'
---
platforms:
  kubernetes:
    deploymentSpec:
      executors:
        exec-step:
          nodeSelector:
            labels:
              disk: ssd
"#;

/// A small workflow with an output, a value passed on, an expression, a loop and a condition.
const WORKFLOW: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: gate-
spec:
  entrypoint: main
  arguments:
    parameters:
    - name: text
      value: go
  templates:
  - name: main
    dag:
      tasks:
      - name: first
        template: step
        arguments:
          parameters:
          - name: text
            value: "{{workflow.parameters.text}}"
      - name: second
        depends: first.Succeeded
        template: step
        when: "{{=workflow.parameters.text == 'go'}}"
        arguments:
          parameters:
          - name: text
            value: "{{=toJson(tasks.first.outputs.parameters['result'])}} {{item}}"
        withItems: [a, b]
  - name: step
    inputs:
      parameters:
      - name: text
    outputs:
      parameters:
      - name: result
        valueFrom:
          path: /tmp/result
    container:
      image: alpine
      command: [echo, "{{inputs.parameters.text}}"]
"#;

/// Writes each text to a file of its own; a name starts with the index.
fn files(folder: &Path, extension: &str, texts: &[String]) -> Vec<PathBuf> {
    texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let path = folder.join(format!("{index}.{extension}"));
            fs::write(&path, text).unwrap();
            path
        })
        .collect()
}

/// The text with each of the replacements, one at a time; every one must apply.
fn damaged(text: &str, replacements: &[(&str, &str)]) -> Vec<String> {
    let one = |(from, to): &(&str, &str)| {
        assert!(text.contains(from), "`{from}` is not in the text");
        text.replacen(from, to, 1)
    };
    replacements.iter().map(one).collect()
}

/// The engine must accept the text and refuse it with any of the replacements.
#[track_caller]
fn tells_good_from_bad(engine: Engine, text: &str, replacements: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let mut texts = vec![text.to_owned()];
    texts.extend(damaged(text, replacements));
    let Some(verdicts) = engine.judge(&files(folder.path(), "yaml", &texts)) else { return };
    let accepted: Vec<usize> = (0..texts.len())
        .filter(|index| {
            !verdicts.refused().iter().any(|(file, _)| Path::new(file).ends_with(format!("{index}.yaml")))
        })
        .collect();
    assert_eq!(accepted, [0], "{engine:?} must accept only the undamaged file: {:#?}", verdicts.refused());
}

#[track_caller]
fn assert_refused_only(verdicts: &Verdicts, expected: &[&str]) {
    let unexpected: Vec<_> = verdicts
        .refused()
        .into_iter()
        .filter(|(file, _)| !expected.iter().any(|known| file.ends_with(known)))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert!(verdicts.len() > 50, "only {} files were judged", verdicts.len());
}

const IR_DAMAGE: &[(&str, &str)] = &[
    ("schemaVersion: 2.1.0", "schemaVersion: 2.1.0\nunknownField: 1"),
    ("parameterType: STRING", "parameterType: TEXT"),
    ("executorLabel: exec-step", "executorLabel: [exec-step]"),
    ("nodeSelector:", "nodeSelectors:"),
    ("name: gate\n", "name: [gate]\n"),
    ("image: alpine", "imagee: alpine"),
    ("disk: ssd", "disk: {kind: ssd}"),
    ("dag:", "dag: ]"),
];

#[test]
fn the_sdk_tells_good_ir_from_bad() {
    tells_good_from_bad(Engine::KfpSdk, IR, IR_DAMAGE);
}

#[test]
fn the_api_servers_reader_tells_good_ir_from_bad() {
    let mut damage = IR_DAMAGE.to_vec();
    damage.extend([
        ("schemaVersion: 2.1.0", "schemaVersion: 2.0.0"),
        ("name: gate\n", "name: ''\n"),
        ("== 'go'", "== 'go"),
        ("inputs.parameter_values", "outputs.parameter_values"),
        ("inputs.parameter_values['text'] == 'go'", "'go'"),
        ("name: comp-step", "name: comp-other"),
        ("executorLabel: exec-step", "executorLabel: exec-other"),
        (
            "componentInputParameter: text",
            "taskOutputParameter: {producerTask: other, outputParameterKey: text}",
        ),
        ("        triggerPolicy:", "        dependentTasks: [other]\n        triggerPolicy:"),
    ]);
    tells_good_from_bad(Engine::KfpApiServer, IR, &damage);
}

#[test]
fn an_api_server_with_argos_definitions_tells_good_workflows_from_bad() {
    let tasks =
        (0..201).map(|index| format!("\n      - {{name: t{index}, template: step}}")).collect::<String>();
    tells_good_from_bad(
        Engine::Kubernetes,
        WORKFLOW,
        &[
            ("image: alpine", "imagee: alpine"),
            ("entrypoint: main", "entrypoint: 1"),
            ("name: main\n    dag:", "name: main_\n    dag:"),
            ("    container:", "    suspend: {}\n    container:"),
            ("generateName: gate-", "generateName: gate-\n  labels: {a: ' '}"),
            ("argoproj.io/v1alpha1", "argoproj.io/v1"),
            ("\n      - name: first", &format!("{tasks}\n      - name: first")),
        ],
    );
}

#[test]
fn argos_rules_tell_good_workflows_from_bad() {
    tells_good_from_bad(
        Engine::Argo,
        WORKFLOW,
        &[
            ("== 'go'", "== 'go"),
            ("== 'go'", "= 'go'"),
            ("workflow.parameters.text ==", "noSuchFunction() =="),
            ("workflow.parameters.text ==", "workflw.parameters.text =="),
            ("{{workflow.parameters.text}}", "{{workflow.parameters.other}}"),
            ("entrypoint: main", "entrypoint: other"),
            ("template: step", "template: other"),
            ("depends: first.Succeeded", "depends: third.Succeeded"),
            ("depends: first.Succeeded", "depends: second.Succeeded"),
            ("        depends: first.Succeeded\n", ""),
            ("parameters['result']", "parameters['other']"),
            ("        withItems: [a, b]\n", ""),
            (
                "          - name: text\n            value: \"{{w",
                "          - name: other\n            value: \"{{w",
            ),
            ("            value: \"{{workflow.parameters.text}}\"\n", ""),
            ("    - name: text\n", "    - name: text\n      value: a\n    - name: text\n"),
            ("{{inputs.parameters.text}}", "{{inputs.parameters.other}}"),
            ("          path: /tmp/result", "          pathh: /tmp/result"),
            ("      image: alpine\n", ""),
            ("    container:", "    suspend: {}\n    container:"),
            ("- name: step\n    inputs", "- name: main\n    inputs"),
            ("- name: second", "- name: first"),
        ],
    );
}

#[test]
fn argo_itself_tells_good_workflows_from_bad() {
    tells_good_from_bad(
        Engine::ArgoValidate,
        WORKFLOW,
        &[
            ("{{workflow.parameters.text}}", "{{workflow.parameters.other}}"),
            ("entrypoint: main", "entrypoint: other"),
            ("template: step", "template: other"),
            ("depends: first.Succeeded", "depends: third.Succeeded"),
            ("depends: first.Succeeded", "depends: second.Succeeded"),
            ("            value: \"{{workflow.parameters.text}}\"\n", ""),
            ("{{inputs.parameters.text}}", "{{inputs.parameters.other}}"),
            ("          path: /tmp/result", "          pathh: /tmp/result"),
            ("      image: alpine\n", ""),
            ("    container:", "    suspend: {}\n    container:"),
            ("- name: step\n    inputs", "- name: main\n    inputs"),
            ("- name: second", "- name: first"),
        ],
    );
}

#[test]
fn heras_models_tell_good_workflows_from_bad() {
    tells_good_from_bad(
        Engine::HeraModels,
        WORKFLOW,
        &[("image: alpine", "imagee: alpine"), ("entrypoint: main", "entrypoint: 1"), ("spec:", "specs:")],
    );
}

#[test]
fn yaml_readers_tell_strings_from_other_values() {
    let folder = tempfile::tempdir().unwrap();
    let expected = folder.path().join("expected.json");
    fs::write(&expected, r#"{"a": "yes", "b": 1.5, "c": ["0x1F", null]}"#).unwrap();
    let texts = [
        "a: 'yes'\nb: 1.5\nc: ['0x1F', null]\n",
        "a: yes\nb: 1.5\nc: ['0x1F', null]\n",
        "a: 'yes'\nb: '1.5'\nc: ['0x1F', null]\n",
        "a: 'yes'\nb: 1.5\nc: [0x1F, null]\n",
        "a: 'yes'\nb: 1.5\nc: ['0x1F']\n",
        "a: 'yes'\nb: 1.5\nc: ['0x1F', null]\nd: 1\n",
    ];
    let paths = files(folder.path(), "yaml", &texts.map(String::from));
    let pairs: Vec<PathBuf> = paths.iter().flat_map(|path| [path.clone(), expected.clone()]).collect();
    for engine in [Engine::PyYaml, Engine::GoYaml] {
        let Some(verdicts) = engine.judge(&pairs) else { return };
        let refused: Vec<&str> = verdicts.refused().iter().map(|(file, _)| *file).collect();
        let expected: Vec<_> = paths.iter().skip(1).map(|path| path.to_str().unwrap()).collect();
        assert_eq!(refused, expected, "{engine:?}");
    }
}

#[test]
fn kfps_classes_tell_a_binary_from_another() {
    let folder = tempfile::tempdir().unwrap();
    let reference = folder.path().join("reference.yaml");
    fs::write(&reference, "pipelineInfo: {name: a}\nschemaVersion: 2.1.0\n").unwrap();
    // field 1 (pipelineInfo: field 1 is "a"), field 5 (schemaVersion)
    let good = b"\x0a\x03\x0a\x01a\x2a\x052.1.0";
    let other = b"\x0a\x03\x0a\x01b\x2a\x052.1.0";
    let unknown = b"\x0a\x03\x0a\x01a\x2a\x052.1.0\xa0\x06\x01";
    let cut = &good[..good.len() - 1];
    let mut pairs = Vec::new();
    for (name, bytes) in [("good", &good[..]), ("other", other), ("unknown", unknown), ("cut", cut)] {
        let path = folder.path().join(format!("{name}.pb"));
        fs::write(&path, bytes).unwrap();
        pairs.extend([path, reference.clone()]);
    }
    let Some(verdicts) = Engine::KfpMessage.judge(&pairs) else { return };
    let refused: Vec<_> =
        verdicts.refused().into_iter().map(|(file, _)| Path::new(file).file_stem().unwrap()).collect();
    assert_eq!(refused, ["cut", "other", "unknown"]);
}

#[test]
fn kfps_own_files_are_accepted() {
    let Some(corpus) = corpus() else { return };
    let files = files_below(&corpus.join("kfp-ir"), &["yaml"]).unwrap();
    for engine in [Engine::KfpSdk, Engine::KfpApiServer] {
        let Some(verdicts) = engine.judge(&files) else { return };
        assert_refused_only(&verdicts, &[]);
    }
}

#[test]
fn argos_own_files_are_accepted() {
    let Some(corpus) = corpus() else { return };
    // Not Argo objects, or objects whose definition the corpus does not hold.
    let other_kinds = [
        "testvolume.yaml",
        "workflow-count-resourcequota.yaml",
        "simple-parameters-configmap.yaml",
        "workfloweventbinding.yaml",
    ];
    // Examples with a real flaw: a key given twice, a label that ends in a hyphen.
    let flawed = ["k8s-patch-json-workflow.yaml", "fun-with-gifs.yaml"];
    // Fields of Argo 4.1, which Hera's models of 4.0 do not know.
    let newer =
        ["workflow-level-executor-plugin.yaml", "pod-resources.yaml", "pod-resources-template-override.yaml"];

    let mut files = files_below(&corpus.join("argo-examples"), &["yaml", "yml"]).unwrap();
    let Some(verdicts) = Engine::Argo.judge(&files) else { return };
    assert_refused_only(&verdicts, &flawed);
    let Some(verdicts) = Engine::HeraModels.judge(&files) else { return };
    assert_refused_only(&verdicts, &[&other_kinds[..], &newer].concat());
    let Some(verdicts) = Engine::ArgoValidate.judge(&files) else { return };
    // They refer to templates that are in no file of the corpus.
    let refused = [
        "k8s-patch-json-workflow.yaml",
        "dag-inline-cronworkflow.yaml",
        "cluster-workflow-template/workflow-template-ref.yaml",
        "cluster-workflow-template/workflow-template-ref-with-entrypoint-arg-passing.yaml",
    ];
    assert_refused_only(&verdicts, &[&other_kinds[..], &newer, &refused].concat());
    files.extend(files_below(&corpus.join("kfp-argo-golden"), &["yaml"]).unwrap());
    let Some(verdicts) = Engine::Kubernetes.judge(&files) else { return };
    assert_refused_only(&verdicts, &[&other_kinds[..], &flawed].concat());
}

#[test]
fn hostile_strings_written_by_pyyaml_are_not_safe_for_go() {
    // Why emitted files are read by Go readers as well: PyYAML leaves strings bare that Go reads as other values.
    let folder = tempfile::tempdir().unwrap();
    let (text, expected) = (folder.path().join("a.yaml"), folder.path().join("a.json"));
    fs::write(&text, "- y\n- 1e3\n- 0o12\n").unwrap();
    fs::write(&expected, r#"["y", "1e3", "0o12"]"#).unwrap();
    let pair = [text, expected];
    let Some(verdicts) = Engine::PyYaml.judge(&pair) else { return };
    verdicts.assert_accepted();
    let Some(verdicts) = Engine::GoYaml.judge(&pair) else { return };
    assert_eq!(verdicts.refused().len(), 1);
}
