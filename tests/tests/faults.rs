//! The examples run to their end with the values that they are to make, and a fault planted into an emitted workflow is
//! seen by that.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use kfp_app::{Format, Request, Target};
use kfp_tests::runs::{Ran, Run, run};
use serde_json::{Value, json};

/// Programs that stand in for those of the images.
const PROGRAMS: &[(&str, &str)] = &[
    ("aws", "#!/bin/sh\n"),
    ("kubectl", "#!/bin/sh\ncat\n"),
    ("curl", "#!/bin/sh\n"),
    (
        "fetch",
        "#!/bin/sh\nmkdir -p \"$(dirname \"$2\")\"\nprintf 'one two %s\\nx\\nthree four\\n' \"$1\" > \"$2\"\n",
    ),
    ("drop-short-lines", DROP),
];

/// Keeps lines of at least `minimum` characters.
const DROP: &str = r#"#!/usr/bin/env python3
import json, os, sys
call = json.loads(sys.argv[1])
[text] = call["inputs"]["artifacts"]["text"]["artifacts"]
[kept] = call["outputs"]["artifacts"]["kept"]["artifacts"]
here = lambda uri: uri.replace("s3://", "/s3/")
minimum = int(call["inputs"]["parameterValues"].get("minimum", 0))
lines = [line for line in open(here(text["uri"])) if len(line) > minimum]
os.makedirs(os.path.dirname(here(kept["uri"])), exist_ok=True)
open(here(kept["uri"]), "w").writelines(lines)
report = {"parameterValues": {"lines": len(lines)}, "artifacts": {}}
os.makedirs(os.path.dirname(call["outputs"]["outputFile"]), exist_ok=True)
json.dump(report, open(call["outputs"]["outputFile"], "w"))
"#;

/// A run of an example: its pipeline, its arguments, how it ends, its output and what some of its tasks make or print.
struct Case {
    name: &'static str,
    pipeline: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    phase: &'static str,
    output: Option<Value>,
    /// Tasks by path, with their number and the end of what each prints.
    tasks: &'static [(&'static str, usize, &'static str)],
    /// Keys of artifacts below that of the run.
    stored: &'static [&'static str],
    /// What people answer, by the name of the task.
    answers: &'static [(&'static str, &'static str)],
}

const DEPLOY: &str = "exit-handler-1.condition-2.condition-3.deploy";

fn cases() -> Vec<Case> {
    let case = |name, pipeline, arguments, output, tasks| Case {
        name,
        pipeline,
        arguments,
        phase: "Succeeded",
        output,
        tasks,
        stored: &[],
        answers: &[],
    };
    vec![
        case("hello", "hello", &[], Some(json!("Hello, world!")), &[("greet", 1, "")]),
        case("hello-you", "hello", &[("name", "\"{{you}} \\\"ü\"")], Some(json!("Hello, {{you}} \"ü!")), &[]),
        Case {
            stored: &["squares/table"],
            ..case("artifacts", "artifacts", &[], Some(json!(285)), &[("squares", 1, ""), ("sum", 1, "")])
        },
        case(
            "branches",
            "branches",
            &[("accuracy", "0.92")],
            None,
            &[
                ("announce", 1, "Canary with 10 % of the traffic"),
                ("condition-branches-1.condition-3.describe-2", 1, ""),
                ("condition-branches-1.condition-2.describe", 0, ""),
            ],
        ),
        case(
            "branches-frozen",
            "branches",
            &[("accuracy", "0.99"), ("frozen", "true")],
            None,
            &[("announce", 1, "Canary with 10 % of the traffic")],
        ),
        case(
            "branches-bad",
            "branches",
            &[("accuracy", "0.1")],
            None,
            &[("announce", 1, "Shadow with 0 % of the traffic")],
        ),
        case(
            "loops",
            "loops",
            &[],
            Some(json!(1)),
            &[("for-loop-2.iteration.score", 3, ""), ("for-loop-3.iteration.repeat", 3, ": 1")],
        ),
        case(
            "exit-handler",
            "exit-handler",
            &[("machine", "\"m\"")],
            None,
            &[("release", 1, "released m"), ("exit-handler-1.work", 1, "")],
        ),
        Case {
            phase: "Failed",
            ..case(
                "exit-handler-failed",
                "exit-handler",
                &[("machine", "\"m\""), ("fail", "true")],
                None,
                &[("release", 1, "released m"), ("exit-handler-1.work", 2, "")],
            )
        },
        case("nested", "nested", &[], Some(json!(82)), &[]),
        case("nested-small", "nested", &[("x", "10")], Some(json!(142)), &[]),
        Case {
            answers: &[("approval", "approve")],
            ..case(
                "deployed",
                "train-deploy",
                &[("rows", "200"), ("threshold", "0.5")],
                None,
                &[(DEPLOY, 1, ""), ("notify", 1, "")],
            )
        },
        Case {
            answers: &[("approval", "reject")],
            ..case(
                "declined",
                "train-deploy",
                &[("rows", "200"), ("threshold", "0.5")],
                None,
                &[("exit-handler-1.condition-2.register", 1, ""), (DEPLOY, 0, ""), ("notify", 1, "")],
            )
        },
        case(
            "not-deployed",
            "train-deploy",
            &[("rows", "200"), ("threshold", "1.5")],
            None,
            &[("exit-handler-1.condition-2.register", 0, ""), (DEPLOY, 0, ""), ("notify", 1, "")],
        ),
        case("imported", "imported", &[("source", "\"s\""), ("minimum", "3")], Some(json!(5)), &[]),
    ]
}

/// Workflows of the examples, by pipeline, with the program of their images where it lies on this machine.
fn workflows() -> BTreeMap<String, String> {
    let request = Request { targets: vec![Target::Argo], format: Format::Yaml, ..Request::default() };
    let app = ladder::app().pipeline(train_deploy::train_deploy).pipeline(imported::imported);
    let program = env!("CARGO_BIN_EXE_examples-program");
    let files = app.compile(&request).unwrap().files.into_iter().map(|file| {
        let text = String::from_utf8(file.bytes).unwrap().replace("/usr/local/bin/pipelines", program);
        (file.name.split('.').next().unwrap().to_owned(), text)
    });
    files.collect()
}

impl Case {
    fn run(&self, name: String, yaml: String) -> Run {
        let parameters = self.arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "text-store"}, "stringData": {"token": "t"}});
        let answer = |text: &str| {
            [("decision", text), ("by", "me")].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
        };
        let answers = self.answers.iter().map(|(task, text)| ((*task).to_owned(), answer(text))).collect();
        Run { name, yaml, parameters: parameters.collect(), objects: vec![secret], answers, ..Run::default() }
    }

    /// What is not as it should be.
    fn wrong(&self, ran: &Ran) -> Vec<String> {
        let mut wrong = Vec::new();
        if ran.phase != self.phase {
            wrong.push(format!("ended {}, not {}", ran.phase, self.phase));
        }
        let output =
            ran.output("", "Output").map(|text| serde_json::from_str::<Value>(text).unwrap_or_default());
        if output != self.output {
            wrong.push(format!("made {output:?}, not {:?}", self.output));
        }
        let missing: Vec<_> = self.stored.iter().filter(|key| !ran.stored.contains_key(**key)).collect();
        if !missing.is_empty() {
            wrong.push(format!("stored {:?}, but not {missing:?}", ran.stored.keys()));
        }
        for (path, count, printed) in self.tasks {
            let pods: Vec<_> = ran.pods.iter().filter(|pod| Ran::path(&pod.node) == *path).collect();
            if pods.len() != *count {
                wrong.push(format!("{path} ran {} times, not {count}", pods.len()));
            }
            for pod in pods.iter().filter(|pod| !pod.log.trim_end().ends_with(printed)) {
                wrong.push(format!("{path} printed {:?}, not {printed:?}", pod.log));
            }
        }
        wrong
    }
}

fn programs() -> (tempfile::TempDir, Vec<(&'static str, PathBuf)>) {
    let folder = tempfile::tempdir().unwrap();
    let made = PROGRAMS.iter().map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        (*name, path)
    });
    let made = made.collect();
    (folder, made)
}

fn run_all(runs: &[Run]) -> Option<BTreeMap<String, Ran>> {
    let (_folder, programs) = programs();
    let programs: Vec<_> = programs.iter().map(|(name, path)| (*name, path.as_path())).collect();
    run(runs, &programs)
}

#[test]
fn examples_make_what_they_are_to_make() {
    let workflows = workflows();
    let cases = cases();
    let runs: Vec<_> =
        cases.iter().map(|case| case.run(case.name.to_owned(), workflows[case.pipeline].clone())).collect();
    let Some(ran) = run_all(&runs) else { return };
    let wrong = cases.iter().filter_map(|case| {
        let wrong = case.wrong(&ran[case.name]);
        (!wrong.is_empty()).then(|| format!("{}\n{}", wrong.join("\n"), ran[case.name].story()))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A fault: what it is, in which case, and the text of the workflow that it changes.
type Fault = (&'static str, &'static str, &'static str, &'static str);

const FAULTS: &[Fault] = &[
    (
        "wrong depends",
        "branches",
        "depends: condition-branches-1.Succeeded",
        "depends: condition-branches-1.Failed",
    ),
    ("swapped branches", "branches", "template: condition-3\n", "template: condition-4\n"),
    ("wrong constant", "branches", "value: \"\\\"canary\\\"\"", "value: \"\\\"shadow\\\"\""),
    ("inverted condition", "branches", "when: \"{{=", "when: \"{{=!"),
    (
        "condition of another input",
        "branches-frozen",
        "['pipelinechannel--frozen']) == true",
        "['pipelinechannel--frozen']) == 1",
    ),
    ("wrong path of an output", "hello", "path: /tmp/kfp/outputs/", "path: /tmp/kfp/output/"),
    ("missing default", "hello", "- name: name\n      value: \"\\\"world\\\"\"", "- name: name"),
    ("wrong name of a field", "loops", "?.depth", "?.width"),
    (
        "another artifact",
        "artifacts",
        "{{tasks.squares.outputs.artifacts.table}}",
        "{{tasks.squares.outputs.artifacts.metrics}}",
    ),
    (
        "wrong path of an artifact",
        "artifacts",
        "path: \"/s3/my-bucket/{{inputs.parameters.kfp-dir}}/table\"",
        "path: \"/s3/my-bucket/{{inputs.parameters.kfp-dir}}/tables\"",
    ),
    (
        "wrong key of an artifact",
        "artifacts",
        "key: \"{{inputs.parameters.kfp-dir}}/table\"",
        "key: \"{{inputs.parameters.kfp-dir}}/tables\"",
    ),
    ("lost item", "loops", "['kfp-items']))}}", "['kfp-items']))-1}}"),
    ("the same item every time", "loops", "[int(item)]", "[0]"),
    (
        "when on an aggregate",
        "loops",
        "template: for-loop-2\n",
        "template: for-loop-2\n        when: \"{{='a' == 'b'}}\"\n",
    ),
    ("missing exit handler", "exit-handler", "target: exit-handler-1 release", "target: exit-handler-1"),
    ("exit handler after success only", "exit-handler-failed", " || exit-handler-1.Failed", ""),
    ("failure forgotten", "exit-handler-failed", "target: exit-handler-1 release", "target: release"),
    ("no retry", "exit-handler-failed", "limit: \"1\"", "limit: \"0\""),
    ("missing depends", "nested", "depends: affine.Succeeded", "depends: \"\""),
    ("any answer will do", "declined", " == \\\"approve\\\"", " != \\\"\\\""),
    ("wrong argument of a pipeline", "nested-small", "value: \"100\"", "value: \"1\""),
];

#[test]
fn every_planted_fault_is_seen() {
    let workflows = workflows();
    let cases: BTreeMap<_, _> = cases().into_iter().map(|case| (case.name, case)).collect();
    let runs = FAULTS.iter().map(|(fault, case, right, wrong)| {
        let yaml = &workflows[cases[case].pipeline];
        assert!(yaml.contains(right), "{fault}: the workflow has no {right}");
        cases[case].run(
            (*fault).to_owned(),
            if right.ends_with('/') { yaml.replace(right, wrong) } else { yaml.replacen(right, wrong, 1) },
        )
    });
    let Some(ran) = run_all(&runs.collect::<Vec<_>>()) else { return };
    let unseen: Vec<_> =
        FAULTS.iter().filter(|(fault, case, ..)| cases[case].wrong(&ran[*fault]).is_empty()).collect();
    assert!(unseen.is_empty(), "not seen: {unseen:#?}");
}

/// On KFP a container of the recipe's own waits for the answer, which somebody writes to a config map.
#[test]
fn the_recipe_waits_on_kfp_too() {
    let request = Request { targets: vec![Target::Kfp], format: Format::Json, ..Request::default() };
    let compiled = kfp_app::App::new().pipeline(train_deploy::train_deploy).compile(&request).unwrap();
    let document: Value = serde_json::from_slice(&compiled.files[0].bytes).unwrap();
    let container = &document["pipeline_spec"]["deploymentSpec"]["executors"]["exec-approval"]["container"];
    let folder = tempfile::tempdir().unwrap();
    let kubectl = folder.path().join("kubectl");
    // Keeps one config map as two files: somebody has answered as soon as it is there, unless its prompt says otherwise.
    let fake = r#"#!/bin/sh
cd "$MAP"
case "$1 $*" in
  *create*) touch made; case "$*" in *silence*) ;; *) printf approve > decision; printf me > by ;; esac ;;
  *delete*) rm -f made decision by ;;
  *data.decision*) cat decision 2>/dev/null ;;
  *data.by*) cat by 2>/dev/null || true ;;
  *) [ -e made ] ;;
esac
"#;
    fs::write(&kubectl, fake).unwrap();
    fs::set_permissions(&kubectl, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    for (prompt, expected) in [("Deploy version 1?", "approve by me"), ("silence", "reject by ")] {
        let out = folder.path().join("out").join(prompt.len().to_string());
        let given = [
            ("{{$.inputs.parameters['prompt']}}", prompt.to_owned()),
            ("{{$.inputs.parameters['choices']}}", r#"["approve","reject"]"#.to_owned()),
            ("{{$.inputs.parameters['timeout']}}", "0".to_owned()),
            ("{{$.inputs.parameters['on_timeout']}}", "reject".to_owned()),
            ("{{$.outputs.parameters['decision'].output_file}}", out.join("decision").display().to_string()),
            ("{{$.outputs.parameters['by'].output_file}}", out.join("by").display().to_string()),
        ];
        let words = ["command", "args"].into_iter().flat_map(|key| container[key].as_array().unwrap());
        let words = words.map(|word| {
            let word = word.as_str().unwrap();
            given.iter().find(|(placeholder, _)| *placeholder == word).map_or(word, |(_, text)| text)
        });
        let words: Vec<&str> = words.collect();
        let mut command = std::process::Command::new(words[0]);
        let ran = command.args(&words[1..]).env("PATH", &path).env("MAP", folder.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
        assert_eq!(format!("{} by {}", read("decision"), read("by")), expected);
        assert!(!folder.path().join("made").exists(), "the question is gone");
    }
}
