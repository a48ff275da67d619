//! The executor contract, seen from the launcher: a real program, real executor input, real files, no environment.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

struct Pod(TempDir);

impl Pod {
    fn new() -> Self {
        Pod(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn output(&self) -> Value {
        serde_json::from_str(&self.read("out/output_metadata.json")).unwrap()
    }

    /// Files below the folder of outputs, whatever they are called.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path("out")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(self.path("out")).unwrap().to_owned());
                }
            }
        }
        found.sort();
        found
    }

    /// With `$ROOT` for the folder of the pod.
    fn text(&self, template: &Value) -> String {
        template.to_string().replace("$ROOT", &self.0.path().display().to_string())
    }

    fn run(&self, component: &str, input: &Value) -> Output {
        exec(&[component, "--executor-input", &self.text(input)])
    }

    fn succeed(&self, component: &str, input: &Value) -> Value {
        let ended = self.run(component, input);
        assert!(ended.status.success(), "{}", stderr(&ended));
        assert_eq!(stderr(&ended), "");
        self.output()
    }

    /// The report on standard error, with `$ROOT` again.
    fn fail(&self, component: &str, input: &Value) -> String {
        let ended = self.run(component, input);
        assert_eq!(ended.status.code(), Some(1), "{}", stderr(&ended));
        stderr(&ended).replace(&self.0.path().display().to_string(), "$ROOT")
    }
}

fn exec(args: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_executor-program"));
    Command::new(program).arg("exec").args(args).env_clear().current_dir("/").output().unwrap()
}

fn stderr(ended: &Output) -> String {
    String::from_utf8(ended.stderr.clone()).unwrap()
}

/// Wrong calls: their exit code is 2.
fn misuse(args: &[&str]) -> String {
    let ended = exec(args);
    assert_eq!(ended.status.code(), Some(2), "{}", stderr(&ended));
    stderr(&ended)
}

fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("executor").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn artifact(name: &str, uri: &str) -> Value {
    json!({"artifacts": [{"name": name, "uri": uri, "metadata": {}}]})
}

fn outputs() -> Value {
    json!({
        "parameters": {"Output": {"outputFile": "$ROOT/out/Output"}},
        "artifacts": {"model": artifact("model", "$ROOT/out/model"), "metrics": artifact("metrics", "$ROOT/out/metrics")},
        "outputFile": "$ROOT/out/output_metadata.json"
    })
}

fn failing(how: &str) -> Value {
    json!({
        "inputs": {"parameterValues": {"how": how}, "artifacts": {"dataset": artifact("7", "$ROOT/in/dataset")}},
        "outputs": outputs()
    })
}

/// Python prints a double as `1.0`, we as `1`: to the launcher it is the same.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(a, b)))
        }
        _ => ours == theirs,
    }
}

#[test]
fn everything_comes_out_as_from_the_sdk() {
    let pod = Pod::new();
    pod.write("in/dataset", "a,b\n");
    let ours = pod.succeed("everything", &golden("executor_input.json"));
    let theirs: Value = serde_json::from_str(&pod.text(&golden("executor_output.json"))).unwrap();
    assert!(same(&ours, &theirs), "{ours:#}\n{theirs:#}");
    assert_eq!(pod.read("out/model"), "A,B\n");
}

#[test]
fn argo_finds_nothing_to_expand_in_the_executor_output() {
    let pod = Pod::new();
    pod.write("in/dataset", "");
    let mut input = golden("executor_input.json");
    let text = "{{workflow.name}} {{{=1+1}}} \u{7f} {\"{{";
    input["inputs"]["parameterValues"]["text"] = json!(text);
    input["inputs"]["parameterValues"]["fields"] = json!({"{{k": {"{": {}}});
    let output = pod.succeed("everything", &input);
    assert_eq!(output["parameterValues"]["text"], text);
    assert_eq!(output["parameterValues"]["fields"], json!({"{{k": {"{": {}}}));
    let written = pod.read("out/output_metadata.json");
    assert!(!written.contains("{{") && !written.contains('\u{7f}'), "{written}");
}

#[test]
fn parameters_are_in_their_own_files_too() {
    let pod = Pod::new();
    pod.write("in/dataset", "");
    pod.succeed("everything", &golden("executor_input.json"));
    let text =
        golden("executor_input.json")["inputs"]["parameterValues"]["text"].as_str().unwrap().to_owned();
    assert_eq!(pod.read("out/parameters/text"), text);
    assert_eq!(pod.read("out/parameters/whole"), "9007199254740991");
    assert_eq!(pod.read("out/parameters/real").parse::<f64>().unwrap(), 1e-5);
    assert_eq!(pod.read("out/parameters/flag"), "true");
    assert_eq!(pod.read("out/parameters/items"), r#"[1,"a",null,[false]]"#);
    assert_eq!(pod.read("out/parameters/fields"), r#"{"k":{"n":null,"q":"\""},"x":0.5}"#);
    let names: Vec<_> = pod.files().iter().map(|p| p.display().to_string()).collect();
    assert!(names.iter().all(|n| !n.ends_with(".tmp")), "{names:?}");
}

#[test]
fn the_input_may_be_in_a_file_and_come_from_a_newer_engine() {
    let pod = Pod::new();
    pod.write("in/dataset", "");
    let mut input = golden("executor_input.json");
    input["inputs"]["someday"] = json!({"x": 1});
    let file = pod.write("argo_arg_3.txt", &(pod.text(&input) + "\n"));
    let ended = exec(&["everything", &format!("--executor-input=@{file}")]);
    assert!(ended.status.success(), "{}", stderr(&ended));
    assert_eq!(pod.output()["parameterValues"]["whole"], 9007199254740991_i64);
}

#[test]
fn what_may_be_left_out_is_left_out() {
    let pod = Pod::new();
    let mut input = json!({"inputs": {"parameterValues": {"small": 3}}, "outputs": outputs()});
    let output = pod.succeed("optional", &input);
    assert_eq!(output["parameterValues"]["Output"], "small=3 name=None steps=200 warm=None models=[]");
    input["inputs"] = json!({
        "parameterValues": {"small": 255, "name": null, "steps": 1e3},
        "artifacts": {"warm": {"artifacts": []}, "models": {"artifacts": []}}
    });
    let output = pod.succeed("optional", &input);
    assert_eq!(output["parameterValues"]["Output"], "small=255 name=None steps=1000 warm=None models=[]");
    input["inputs"] = json!({
        "parameterValues": {"small": 0, "name": "n"},
        "artifacts": {
            "warm": artifact("1", "s3://bucket/warm"),
            "models": {"artifacts": [
                {"name": "2", "uri": "gs://b/one"},
                {"name": "3", "uri": "minio://b/two", "customPath": "/mnt/two"},
                {"name": "4", "uri": "minio://b/three", "metadata": {"_kfp_workspace": true}},
                {"name": "5", "uri": "oci://registry/acme/m:1"}
            ]}
        }
    });
    let output = pod.succeed("optional", &input);
    assert_eq!(
        output["parameterValues"]["Output"],
        "small=0 name=Some(\"n\") steps=200 warm=Some(\"/s3/bucket/warm\") models=[\"/gcs/b/one\", \"/mnt/two\", \
         \"/kfp-workspace/.artifacts/minio/b/three\", \"/oci/registry_acme_m:1/models\"]"
    );
}

#[test]
fn an_exit_task_sees_how_the_others_ended() {
    let pod = Pod::new();
    let ended = |state: &str, error: Value| {
        let status = json!({
            "error": error, "pipelineJobResourceName": "run-7", "pipelineTaskName": "exit-handler-1", "state": state
        });
        let input = json!({"inputs": {"parameterValues": {"status": status}}, "outputs": outputs()});
        pod.succeed("after", &input)["parameterValues"]["Output"].clone()
    };
    assert_eq!(ended("COMPLETE", json!({})), "true exit-handler-1 0 ");
    assert_eq!(ended("FAILED", json!({"code": 9, "message": "no disk"})), "false exit-handler-1 9 no disk");
}

#[test]
fn all_that_does_not_fit_is_reported_at_once() {
    let pod = Pod::new();
    let mut input = golden("executor_input.json");
    input["inputs"] = json!({"parameterValues": {
        "whole": 1.5, "real": "0.1", "flag": 1, "items": {}, "fields": [], "txet": "a"
    }});
    input["outputs"]["artifacts"].as_object_mut().unwrap().remove("cells");
    input["outputs"]["artifacts"]["metrics"]["artifacts"][0]["uri"] = json!("hdfs://x/y");
    input["outputs"]["artifacts"]["old"] = artifact("old", "s3://x/y");
    input["outputs"]["artifacts"]["executor-logs"] = artifact("executor-logs", "s3://x/y");
    assert_eq!(
        pod.fail("everything", &input),
        "error: component `everything` failed: it was not started: its executor input does not fit\n\
         \x20 - input artifact `dataset` (`system.Dataset`) is missing\n\
         \x20 - input `text` is missing: expected text\n\
         \x20 - input `whole`: expected an integer, found `1.5`\n\
         \x20 - input `real`: expected a number, found the text `0.1`\n\
         \x20 - input `flag`: expected `true` or `false`, found `1`\n\
         \x20 - input `items`: expected a list, found a struct\n\
         \x20 - input `fields`: expected a struct, found a list of 0\n\
         \x20 - output artifact `metrics` cannot be written: its uri is `hdfs://x/y`, and the scheme `hdfs` has no local path\n\
         \x20 - output artifact `cells` has no place: no uri was given for it\n\
         \x20 note: passed, but no inputs of this component: `txet`\n\
         \x20 note: asked for, but no outputs of this component: `old`\n\
         \x20 help: the pipeline that was submitted and the program in the image may be of different versions: \
         compile the pipeline with the program that is in the image\n"
    );
    assert!(pod.files().is_empty());
}

#[test]
fn a_number_outside_the_range_of_its_type_is_an_error() {
    let pod = Pod::new();
    let input = |small: Value| json!({"inputs": {"parameterValues": {"small": small}}, "outputs": outputs()});
    assert_eq!(
        pod.fail("optional", &input(json!(256))),
        "error: component `optional` failed: input `small`: `256` is not between 0 and 255\n"
    );
    assert!(pod.fail("optional", &input(json!(-1))).contains("`-1` is not between 0 and 255"));
    assert!(
        pod.fail("optional", &input(Value::Null)).contains("input `small` is missing: expected an integer")
    );
}

#[test]
fn a_failure_shows_its_causes_and_leaves_nothing() {
    let pod = Pod::new();
    pod.write("in/dataset", "x");
    assert_eq!(
        pod.fail("fails", &failing("error")),
        "error: component `fails` failed: cannot use row 3\n\
         of the file\n\
         \x20 caused by: invalid digit found in string\n"
    );
    assert!(pod.files().is_empty(), "{:?}", pod.files());
    pod.fail("fails", &failing("directory"));
    assert!(!pod.path("out/model").exists());
}

#[test]
fn a_panic_is_a_failure() {
    let pod = Pod::new();
    pod.write("in/dataset", "x");
    let report = pod.fail("fails", &failing("panic"));
    assert!(report.contains("program.rs:"), "{report}");
    assert!(
        report.ends_with("error: component `fails` failed: it panicked: the disk is on fire\n"),
        "{report}"
    );
    assert!(pod.files().is_empty(), "{:?}", pod.files());
}

#[test]
fn an_artifact_that_is_not_there_is_named() {
    let pod = Pod::new();
    assert_eq!(
        pod.fail("fails", &failing("read")),
        "error: component `fails` failed: cannot read `$ROOT/in/dataset`: No such file or directory (os error 2)\n\
         \x20 note: there is nothing at the path of input `dataset`: `$ROOT/in/dataset`\n"
    );
    assert_eq!(
        pod.fail("fails", &failing("std")),
        "error: component `fails` failed: No such file or directory (os error 2)\n\
         \x20 note: there is nothing at the path of input `dataset`: `$ROOT/in/dataset`\n"
    );
    let mut input = failing("read");
    input["inputs"]["artifacts"]["dataset"] = artifact("7", "https://data.example/x.csv");
    assert_eq!(
        pod.fail("fails", &input),
        "error: component `fails` failed: the artifact cannot be opened as a file: its uri is \
         `https://data.example/x.csv`, and the scheme `https` has no local path\n\
         \x20 note: input `dataset` has no path: its uri is `https://data.example/x.csv`, and the scheme `https` has no \
         local path\n"
    );
}

#[test]
fn numbers_that_json_has_not_are_errors() {
    let pod = Pod::new();
    pod.write("in/dataset", "x");
    assert_eq!(
        pod.fail("fails", &failing("number")),
        "error: component `fails` failed: it noted what KFP cannot keep\n\
         \x20 - output `metrics`: metadata `loss`: `NaN` is not a finite number: the IR cannot hold it\n"
    );
    assert!(pod.fail("fails", &failing("return")).contains("`inf` is not a finite number"));
    assert!(pod.files().is_empty(), "{:?}", pod.files());
}

#[test]
fn results_of_an_earlier_attempt_do_not_survive_a_failure_but_its_artifacts_do() {
    let pod = Pod::new();
    pod.write("in/dataset", "x");
    pod.succeed("fails", &failing("nothing"));
    let names = |pod: &Pod| pod.files().iter().map(|p| p.display().to_string()).collect::<Vec<_>>();
    assert_eq!(names(&pod), ["Output", "model", "output_metadata.json"]);
    pod.fail("fails", &failing("error"));
    assert_eq!(names(&pod), ["model"]);
}

#[test]
fn outputs_that_cannot_be_written_stop_it_before_it_starts() {
    let pod = Pod::new();
    pod.write("in/dataset", "x");
    pod.write("out/file", "not a directory");
    let mut input = failing("panic");
    input["outputs"]["artifacts"]["model"] = artifact("model", "$ROOT/out/file/model");
    input["outputs"]["outputFile"] = json!("$ROOT/out/file/deep/output_metadata.json");
    assert_eq!(
        pod.fail("fails", &input),
        "error: component `fails` failed: it was not started: its outputs cannot be written\n\
         \x20 - output `model`: cannot create the directory `$ROOT/out/file`: File exists (os error 17)\n\
         \x20 - output `outputFile`: cannot create the directory `$ROOT/out/file/deep`: Not a directory (os error 20)\n"
    );
}

#[test]
fn a_wrong_call_is_explained() {
    let usage = "  help: call it as `exec <COMPONENT> --executor-input <JSON>`\n";
    assert_eq!(misuse(&[]), format!("error: no component is named\n{usage}"));
    assert_eq!(misuse(&["fails"]), format!("error: `--executor-input` is missing\n{usage}"));
    assert_eq!(
        misuse(&["fails", "--executor-input"]),
        format!("error: `--executor-input` has no value\n{usage}")
    );
    assert_eq!(misuse(&["fails", "--input", "{}"]), format!("error: unknown option `--input`\n{usage}"));
    assert_eq!(misuse(&["fails", "x", "y"]), format!("error: unexpected argument `x`\n{usage}"));
    let twice = ["fails", "--executor_input={}", "--executor-input={}"];
    assert_eq!(misuse(&twice), "error: `--executor-input` is given twice\n");
    let list = "  its components: `after`, `by-code`, `container`, `everything`, `fails`, `optional`\n";
    assert_eq!(
        misuse(&["fail", "--executor-input", "{}"]),
        format!("error: this program has no component `fail`\n{list}  help: did you mean `fails`?\n")
    );
    let unlike = misuse(&["train", "--executor-input", "{}"]);
    assert!(unlike.ends_with("help: the image may be older than the pipeline: build it again\n"), "{unlike}");
    let help = exec(&["--help"]);
    assert!(
        help.status.success() && String::from_utf8_lossy(&help.stdout).starts_with("usage: exec <COMPONENT>")
    );
}

/// A moved tag brings other code than the pipeline counts on; its result must not be kept as one of that code.
#[test]
fn other_code_than_the_pipeline_counts_on_is_not_run() {
    let pod = Pod::new();
    let mut input = json!({"inputs": {"parameterValues": {"rows": 3}}, "outputs": outputs()});
    input["outputs"]["artifacts"] = json!({});
    let input = pod.text(&input);
    let other = format!("code/1:{}", "0".repeat(64));
    let report = misuse(&["by-code", "--code", &other, "--executor-input", &input]);
    let (before, own) = report.split_once("\n  in the image: ").unwrap();
    assert_eq!(
        before,
        format!(
            "error: this image holds other code of `by-code` than the pipeline was compiled from\n  in the pipeline: {other}"
        )
    );
    let (own, help) = own.split_once('\n').unwrap();
    assert_eq!(help, "  help: build the image and compile the pipeline from the same sources\n");
    let ended = exec(&["by-code", "--code", own, "--executor-input", &input]);
    assert!(ended.status.success(), "{}", stderr(&ended));
    assert_eq!(pod.output()["parameterValues"]["Output"], 6);
    // Without the option, whoever calls it vouches for the image.
    assert!(exec(&["by-code", "--executor-input", &input]).status.success());
    let report = misuse(&["after", "--code", own, "--executor-input", &input]);
    assert!(
        report.contains("in the image: not known, since the component is built without `code`"),
        "{report}"
    );
    assert!(misuse(&["by-code", "--code", own, "--code", own]).contains("`--code` is given twice"));
}

#[test]
fn an_executor_input_that_cannot_be_read_is_explained() {
    let text = golden("executor_input.json").to_string();
    for end in [1, text.len() / 3, text.len() / 2, text.len() - 1] {
        let end = (0..=end).rev().find(|i| text.is_char_boundary(*i)).unwrap();
        let report = misuse(&["everything", "--executor-input", &text[..end]]);
        assert!(report.starts_with("error: the executor input cannot be read: "), "{report}");
    }
    for (input, expected) in [
        ("", "help: it is empty"),
        (
            "{{$}}",
            "help: the placeholder `{{$}}` is filled in by KFP's launcher, which did not start this program",
        ),
        ("[]", "expected a map"),
        (r#"{"inputs": 3}"#, "expected a map"),
        (
            r#"{"inputs": {"artifacts": {"a": {"artifacts": [{"uri": 3}]}}}}"#,
            "inputs.artifacts.a.artifacts[0].uri",
        ),
        ("@/no/such/file", "cannot read the executor input from `/no/such/file`: No such file or directory"),
    ] {
        let report = misuse(&["everything", "--executor-input", input]);
        assert!(report.contains(expected), "{report}");
    }
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(misuse(&["everything", "--executor-input", &deep]).contains("cannot be read"));
}

#[test]
fn a_container_component_is_no_function() {
    let pod = Pod::new();
    let report = pod.fail("container", &json!({}));
    assert!(report.contains("it is a container component, which runs its own image"), "{report}");
}

/// `SlicedClassificationMetrics` of the SDK fails in a component, so this is not run by its executor.
#[test]
fn sliced_metrics_have_the_shape_of_the_sdk() {
    let metrics = kfp_dsl::run::Output::<kfp_dsl::kinds::SlicedClassificationMetrics>::at("m");
    for name in ["us", "eu"] {
        metrics.slice(name).set_confusion_matrix_categories(&["a", "b"]).unwrap();
        metrics.slice(name).log_confusion_matrix_row("a", &[3, 1]).unwrap();
    }
    metrics.slice("us").log_confusion_matrix_cell("b", "b", 5).unwrap();
    let ours = kfp_ir::model::Value::Struct(kfp_ir::model::Struct(metrics.metadata()));
    assert_eq!(Value::from(ours), golden("sliced.json"));
}
