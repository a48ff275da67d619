//! Values reach the programs as they are, whatever they look like to Argo: workflows are followed to the end, and every
//! program gets the text that went in.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kfp_argo::{Options, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::valid::check;
use kfp_tests::Engine;

/// Texts that Argo, Kubernetes, YAML or a shell could take for something else.
const HOSTILE: &[&str] = &[
    "{{workflow.name}}",
    "{{=1+1}}",
    "{{= foo(}}",
    "{{inputs.parameters.x}}",
    "{{=inputs.parameters.x}}",
    "{{item}}",
    "{{ name }}",
    "{{{{",
    "}}",
    "a {{ b",
    "{",
    "x }} {{ y }} z",
    "'single' \"double\" `back` \\ \\n",
    "two\n\nlines",
    "$HOME $(HOME) $$ $(KFP_BRACE)",
    "x\" == \"x\" || \"",
    "\u{1}\u{1b}\u{7f} \u{2028} ü 😀",
    "<b>&amp;</b>",
    "yes",
    "1e3",
    "[\"{{=1+1}}\"]",
    "{\"a\": {\"b\": \"}}\"}}",
    "",
];

/// The text goes into an argument, through two files, into a condition, through a loop and its list, and stands as a
/// constant in a command and in a variable.
const PIPELINE: &str = r#"
pipelineInfo: {name: values}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec:
  executors:
    exec-copy:
      container:
        image: busybox
        command: [cp, "{{$.inputs.parameters['x']}}", "{{$.outputs.parameters['same'].output_file}}", CONSTANT]
        env: [{name: SAME, value: CONSTANT}]
    exec-show: {container: {image: busybox, command: [show, "{{$.inputs.parameters['all']}}"]}}
components:
  comp-copy:
    executorLabel: exec-copy
    inputDefinitions: {parameters: {x: {parameterType: STRING}, y: {parameterType: STRING, isOptional: true}}}
    outputDefinitions: {parameters: {same: {parameterType: STRING}}}
  comp-each:
    inputDefinitions: {parameters: {one: {parameterType: STRING}, list: {parameterType: LIST}}}
    outputDefinitions: {parameters: {same: {parameterType: LIST}}}
    dag:
      outputs: {parameters: {same: {valueFromParameter: {producerSubtask: copy, outputParameterKey: same}}}}
      tasks:
        copy:
          taskInfo: {name: copy}
          componentRef: {name: comp-copy}
          inputs: {parameters: {x: {componentInputParameter: one}}}
  comp-show:
    executorLabel: exec-show
    inputDefinitions: {parameters: {all: {parameterType: LIST}}}
root:
  inputDefinitions: {parameters: {given: {parameterType: STRING, defaultValue: TEXT}}}
  dag:
    tasks:
      first:
        taskInfo: {name: first}
        componentRef: {name: comp-copy}
        inputs: {parameters: {x: {componentInputParameter: given}}}
      second:
        taskInfo: {name: second}
        componentRef: {name: comp-copy}
        dependentTasks: [first]
        inputs: {parameters: {x: {taskOutputParameter: {producerTask: first, outputParameterKey: same}}}}
      third:
        taskInfo: {name: third}
        componentRef: {name: comp-copy}
        dependentTasks: [second]
        inputs:
          parameters:
            x: {runtimeValue: {constant: TEXT}}
            y: {taskOutputParameter: {producerTask: second, outputParameterKey: same}}
        triggerPolicy: {condition: CONDITION}
      each:
        taskInfo: {name: each}
        componentRef: {name: comp-each}
        parameterIterator: {itemInput: one, items: {inputParameter: list}}
        inputs: {parameters: {list: {runtimeValue: {constant: [TEXT, b]}}}}
      show:
        taskInfo: {name: show}
        componentRef: {name: comp-show}
        dependentTasks: [each]
        inputs: {parameters: {all: {taskOutputParameter: {producerTask: each, outputParameterKey: same}}}}
"#;

fn yaml(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f")
}

/// The workflow of the pipeline, and the command lines of its pods.
fn case(text: &str, constant: &str) -> (String, BTreeMap<String, Vec<String>>) {
    // What cannot be written in a condition of the SDK is compared with something else: the task is left out.
    let compared = if text.contains(['\'', '\\', '\n', '\u{1}']) { "other" } else { text };
    let condition = format!("inputs.parameter_values['y'] == '{compared}'");
    let written = constant.replace('$', "$$");
    let pipeline = PIPELINE
        .replace("CONSTANT", &yaml(&written))
        .replace("CONDITION", &yaml(&condition))
        .replace("TEXT", &yaml(text));
    let document = read(&pipeline, Format::Yaml).unwrap().document;
    let options = Options::default();
    let checked = check(&document, &options.profile.target());
    assert!(checked.info.is_some(), "{:#?}", checked.findings);
    let info = checked.info.unwrap();
    let lowered = lower(&document, &info, &options).unwrap();
    let copy = |text: &str, constant: &str| -> Vec<String> {
        let variable = format!("SAME={constant}");
        vec!["cp".into(), text.to_owned(), "/tmp/kfp/outputs/same".into(), constant.to_owned(), variable]
    };
    let mut lines = BTreeMap::from([
        ("first".to_owned(), copy(text, constant)),
        ("second".to_owned(), copy(text, constant)),
        ("each/iteration(0)/copy".to_owned(), copy(text, constant)),
        ("each/iteration(1)/copy".to_owned(), copy("b", constant)),
        ("show".to_owned(), vec!["show".into(), serde_json::to_string(&[text, "b"]).unwrap()]),
    ]);
    if compared == text {
        lines.insert("third".into(), copy(text, constant));
    }
    (to_yaml(&lowered.manifests).unwrap(), lines)
}

fn judged(folder: &Path, cases: &[(String, BTreeMap<String, Vec<String>>)]) -> Option<kfp_tests::Verdicts> {
    let mut files: Vec<PathBuf> = Vec::new();
    for (i, (workflow, lines)) in cases.iter().enumerate() {
        for (extension, text) in [("yaml", workflow), ("json", &serde_json::to_string(lines).unwrap())] {
            files.push(folder.join(format!("{i}.{extension}")));
            fs::write(files.last().unwrap(), text).unwrap();
        }
    }
    Engine::ArgoRun.judge(&files)
}

#[test]
fn reach_every_program_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut cases: Vec<_> = HOSTILE.iter().map(|text| case(text, text)).collect();
    // Longer than any argument that a process can be given, but not than what travels between tasks.
    cases.push(case(&"{{workflow.name}} ".repeat(7_400), "c"));
    if let Some(verdicts) = judged(folder.path(), &cases) {
        verdicts.assert_accepted();
    }
}

#[test]
fn a_flaw_in_a_workflow_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (workflow, lines) = case("{{workflow.name}}", "{{workflow.name}}");
    let damage = [
        // An output without the escape, a constant without one, another item, another branch.
        (
            "value: \"{{=replace(replace(toJson(tasks['first'].outputs.parameters['same']), \\\"{\\u007b\\\", \\\"{\\\\u007b\\\"), \\\"\\u007f\\\", \\\"\\\\u007f\\\")}}\"",
            "value: \"{{=toJson(tasks['first'].outputs.parameters['same'])}}\"",
        ),
        ("{$(KFP_BRACE)workflow.name}}", "{{workflow.name}}"),
        ("[int(item)]", "[0]"),
        ("fromJSON(tasks['second'].outputs.parameters['same'])", "\"x\""),
        (
            "when: \"{{=tasks['second'].outputs.parameters['same'] == ",
            "when: \"{{=tasks['second'].outputs.parameters['same'] != ",
        ),
        ("# != \\\"\\\"", "# == \\\"b\\\""),
    ];
    let applied: Vec<_> = damage.iter().filter(|(from, _)| workflow.contains(from)).collect();
    assert!(applied.len() >= 4, "only {} of the flaws fit", applied.len());
    let cases: Vec<_> =
        applied.iter().map(|(from, to)| (workflow.replace(from, to), lines.clone())).collect();
    if let Some(verdicts) = judged(folder.path(), &cases) {
        assert_eq!(verdicts.refused().len(), cases.len(), "{:?}", verdicts.refused());
    }
}
