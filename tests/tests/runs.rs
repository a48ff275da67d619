//! Emitted workflows run to their end on Argo's own controller, and their tasks make what they are to make.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kfp_argo::{ObjectKind, Options, Schedule, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::target::Target;
use kfp_ir::valid::check;
use kfp_tests::runs::{Ran, Run, local_runs, run};
use kfp_tests::{compile_pairs, corpus};
use serde_json::Value;

/// Pipelines of the corpus whose tasks are all Python functions, so that `kfp.local` runs them, too.
const PYTHON: &[&str] = &[
    "critical/artifact_cache",
    "critical/artifact_crust",
    "critical/component_with_optional_inputs",
    "critical/flip_coin",
    "critical/multiple_parameters_namedtuple",
    "critical/parallel_for_after_dependency",
    "critical/parameter_cache",
    "critical/parameter_oneof",
    "critical/pipeline_with_importer_workspace",
    "critical/pipeline_with_workspace",
    "essential/component_with_env_variable",
    "essential/embedded_artifact",
    "essential/pipeline_with_condition",
    "essential/pipeline_with_metrics_outputs",
    "essential/pipeline_with_nested_conditions",
    "essential/pipeline_with_params_containing_format",
    "essential/pipeline_with_reused_component",
    "if_elif_else_complex",
    "if_else_with_oneof_parameters",
    "local_execution/local_execution_pipeline_with_exit_handler",
    "local_execution/local_execution_pipeline_with_k8s_only_methods",
    "local_execution/local_execution_pipeline_with_oneof",
    "local_execution/pipeline_with_caching",
    "local_execution/pipeline_with_collected_artifacts",
    "parallel_and_nested/loop_consume_upstream",
    "parallel_and_nested/pipeline_with_loops",
    "pipeline_with_string_machine_fields_pipeline_input",
];

/// A task by its path, how often it runs, and what each of these prints or makes.
type Task<'t> = (&'t str, usize, &'t str);

/// Pipelines of the corpus with programs that `kfp.local` does not run, or with shapes that it fails on.
const OTHERS: &[(&str, &[Task<'static>])] = &[
    ("hello_world", &[("echo", 1, "hello world")]),
    ("run_as_user_cache_disabled", &[("echo", 1, "hello world")]),
    ("essential/container_no_input", &[("container-no-input", 1, "hello world")]),
    (
        "essential/pipeline_with_after",
        &[("print-text", 1, "1st task"), ("print-text-2", 1, "2nd task"), ("print-text-3", 1, "3rd task")],
    ),
    (
        "critical/two_step_pipeline_containerized",
        &[("component1", 1, ""), ("component2", 1, "Hello KFP Containerized!")],
    ),
    (
        "critical/producer_consumer_param_pipeline",
        &[
            ("producer", 1, "Hello world, this is an output parameter"),
            ("consumer", 1, "Hello world, this is an output parameter"),
        ],
    ),
    (
        "conditional_producer_and_consumers",
        &[
            // The threshold leaves out the items 0 and 1; what is collected has two values.
            ("for-loop-2.iteration.condition-3.double", 2, "{\"parameterValues\": {\"Output\": "),
            ("condition-4.add", 1, "{\"parameterValues\": {\"Output\": 10}}"),
        ],
    ),
    (
        "components_with_optional_artifacts",
        &[
            ("custom-artifact-printer", 1, "No artifact provided!"),
            ("custom-artifact-printer-2", 1, "No artifact provided!"),
            ("inner-pipeline.python-artifact-printer", 1, ""),
            ("inner-pipeline-2.python-artifact-printer", 1, ""),
        ],
    ),
    (
        "pipeline_with_task_final_status_yaml",
        &[
            ("exit-handler-1.print-op", 1, "Hello World!"),
            ("exit-op", 1, "\"pipelineTaskName\":\"exit-handler-1\",\"state\":\"COMPLETE\""),
        ],
    ),
    (
        "parallel_and_nested/pipeline_in_pipeline_complex",
        &[
            ("print-op1", 1, "{\"parameterValues\": {\"Output\": \"Hello\"}}"),
            ("for-loop-2.iteration.inner-pipeline.print-op1", 2, "{\"parameterValues\": {\"Output\": "),
            ("for-loop-2.iteration.inner-pipeline.condition-1.print-op2", 1, "world"),
            ("for-loop-2.iteration.inner-pipeline.condition-2.print-op", 1, "Bye!"),
        ],
    ),
];

/// What is not as it should be.
fn wrong(ran: &Ran, tasks: &[Task<'_>]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, count, made) in tasks {
        let pods: Vec<_> = ran.pods.iter().filter(|pod| Ran::path(&pod.node) == *path).collect();
        if pods.len() != *count {
            wrong.push(format!("{path} ran {} times, not {count}", pods.len()));
        }
        for pod in pods {
            let node = ran.nodes.iter().find(|node| node.name == pod.node);
            let outputs = node.iter().flat_map(|node| node.outputs.values());
            if !pod.log.contains(made) && !outputs.into_iter().any(|output| output.contains(made)) {
                wrong.push(format!("{} printed {:?}, not {made:?}", pod.node, pod.log));
            }
        }
    }
    let expected: usize = tasks.iter().map(|(_, count, _)| count).sum();
    if ran.phase != "Succeeded" || ran.pods.len() != expected {
        wrong.push(format!("{} pods ran, not {expected}\n{}", ran.pods.len(), ran.story()));
    }
    wrong
}

#[test]
fn other_pipelines_make_what_they_are_to_make() {
    let Some(folder) = corpus().map(|corpus| corpus.join("kfp-ir")) else { return };
    let runs = OTHERS.iter().map(|(name, _)| Run {
        name: (*name).to_owned(),
        yaml: lowered(&folder.join(format!("{name}.yaml"))),
        ..Run::default()
    });
    let Some(ran) = run(&runs.collect::<Vec<_>>(), &[]) else { return };
    let wrong: Vec<_> = OTHERS.iter().flat_map(|(name, tasks)| wrong(&ran[*name], tasks)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where KFP's backend, and so Argo, says something else than `kfp.local`: the state of a group that went well, and
/// where files of a loop are.
const OTHERWISE: &[(&str, &str)] = &[
    ("exit:SUCCEEDED", "exit:COMPLETE"),
    ("ROOT/for-loop-1-iteration-0/create-file/file", "ROOT/for-loop-1/create-file/0/file"),
    ("ROOT/for-loop-1-iteration-1/create-file/file", "ROOT/for-loop-1/create-file/1/file"),
    ("ROOT/for-loop-1-iteration-2/create-file/file", "ROOT/for-loop-1/create-file/2/file"),
];

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runs/kfp_local.json")
}

fn lowered(file: &Path) -> String {
    lowered_text(&fs::read_to_string(file).unwrap())
}

fn lowered_text(text: &str) -> String {
    lowered_within(text, usize::MAX).0
}

/// The objects when none of them may have more bytes, and their number.
fn lowered_within(text: &str, bytes: usize) -> (String, usize) {
    let mut options = Options::default();
    options.limits.bytes = options.limits.bytes.min(bytes);
    lowered_as(text, &options)
}

fn lowered_as(text: &str, options: &Options) -> (String, usize) {
    let document = read(text, Format::Yaml).unwrap().document;
    let info = check(&document, &Target::Argo40).info.unwrap();
    let manifests = lower(&document, &info, options).unwrap().manifests;
    (to_yaml(&manifests).unwrap(), manifests.len())
}

/// What `kfp.local` made of the pipelines, recorded by `KFP_BLESS=1`: to run them takes much longer than Argo does.
fn of_kfp_local(folder: &Path) -> Option<BTreeMap<String, Value>> {
    if std::env::var_os("KFP_BLESS").is_some() {
        let cases = PYTHON
            .iter()
            .map(|name| serde_json::json!({"name": name, "file": folder.join(format!("{name}.yaml"))}));
        let made = local_runs(&cases.collect::<Vec<_>>())?;
        let failed: Vec<_> = made.values().filter(|run| run.get("error").is_some()).collect();
        assert!(failed.is_empty(), "kfp.local does not run {failed:#?}");
        fs::write(recorded(), format!("{}\n", serde_json::to_string_pretty(&made).unwrap())).unwrap();
    }
    let mut text = fs::read_to_string(recorded()).unwrap();
    for (local, backend) in OTHERWISE {
        text = text.replace(local, backend);
    }
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn python_pipelines_make_what_kfp_local_makes() {
    let Some(folder) = corpus().map(|corpus| corpus.join("kfp-ir")) else { return };
    let runs = PYTHON.iter().map(|name| Run {
        name: (*name).to_owned(),
        yaml: lowered(&folder.join(format!("{name}.yaml"))),
        ..Run::default()
    });
    let Some(ran) = run(&runs.collect::<Vec<_>>(), &[]) else { return };
    let Some(expected) = of_kfp_local(&folder) else { return };
    let mut wrong = Vec::new();
    for name in PYTHON {
        let (ran, expected) = (&ran[*name], &expected[*name]);
        let mut wanted = expected.get("tasks").and_then(Value::as_array).unwrap().clone();
        wanted.sort_by_key(Value::to_string);
        if ran.phase != "Succeeded" {
            wrong.push(ran.story());
        } else if ran.made() != wanted {
            let text = |made: &[Value]| made.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
            wrong.push(format!("{name} made\n{}\nkfp.local\n{}", text(&ran.made()), text(&wanted)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), PYTHON.len(), wrong.join("\n"));
}

#[test]
fn a_graph_of_importers_alone() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kfp-argo/tests/ir/imports.yaml");
    let runs = [Run { name: "imports".to_owned(), yaml: lowered(&file), ..Run::default() }];
    let Some(ran) = run(&runs, &[]) else { return };
    let wrong = wrong(&ran["imports"], &[("wait", 1, "waited"), ("show", 1, "s3://my-bucket/data.csv")]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A program makes a text of 27 times NUMBER characters that Argo, Kubernetes and shells know, and a task uses it.
const LONG: &str = r#"
pipelineInfo: {name: long}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec:
  executors:
    exec-make:
      container:
        image: busybox
        command: [sh, -c, "mkdir -p \"${1%/*}\"; yes \"$0\" | head -n NUMBER | tr -d '\\n' > \"$1\"", "{{workflow.name}} $HOME $$$$ "]
        args: ["{{$.outputs.parameters['text'].output_file}}"]
    exec-show:
      container:
        image: busybox
        command: [sh, -c, "mkdir -p \"${2%/*}\"; printf %s \"$1\" > \"$2\"; test \"$0\" = \"$1\""]
        args:
          - "{{$.inputs.parameters['name']}}"
          - "{{$.inputs.parameters['name']}}"
          - "{{$.outputs.parameters['Output'].output_file}}"
    exec-greet: {container: {image: rust, command: [PROGRAM, exec, greet, --executor-input, "{{$}}"]}}
components:
  comp-make: {executorLabel: exec-make, outputDefinitions: {parameters: {text: {parameterType: STRING}}}}
  comp-use:
    executorLabel: exec-USER
    inputDefinitions: {parameters: {name: {parameterType: STRING}}}
    outputDefinitions: {parameters: {Output: {parameterType: STRING}}}
root:
  dag:
    tasks:
      make: {taskInfo: {name: make}, componentRef: {name: comp-make}}
      use:
        taskInfo: {name: use}
        componentRef: {name: comp-use}
        dependentTasks: [make]
        inputs: {parameters: {name: {taskOutputParameter: {producerTask: make, outputParameterKey: text}}}}
"#;

/// Linux gives no text of 128 KiB to a process; Argo would hand over the name of a file in its place.
#[test]
fn long_texts_are_whole_or_stop_the_run() {
    let case = |user: &str, number: usize| Run {
        name: format!("{user}-{number}"),
        yaml: lowered_text(
            &LONG
                .replace("NUMBER", &number.to_string())
                .replace("USER", user)
                .replace("PROGRAM", env!("CARGO_BIN_EXE_examples-program")),
        ),
        ..Run::default()
    };
    let text = |number: usize| "{{workflow.name}} $HOME $$ ".repeat(number);
    let Some(ran) = run(&[case("show", 4000), case("show", 8000), case("greet", 8000)], &[]) else { return };
    // Together longer than what Argo leaves in the pod, each short enough for a process.
    let shown = &ran["show-4000"];
    assert!(shown.output("use", "Output") == Some(&text(4000)), "{}", shown.story());
    let refused = &ran["show-8000"];
    assert!(refused.phase == "Failed", "{}", refused.story());
    assert!(refused.story().contains("argument list too long"), "{}", refused.story());
    // Programs of ours read a file.
    let greeted = &ran["greet-8000"];
    let report: Value = serde_json::from_str(greeted.output("use", "kfp-out").unwrap_or("0")).unwrap();
    let greeting = report.pointer("/parameterValues/Output").and_then(Value::as_str);
    assert!(greeting == Some(&format!("Hello, {}!", text(8000))), "{}", greeted.story());
}

/// Components make uris of their own, and what they store there arrives everywhere.
#[test]
fn files_at_uris_of_components() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("runs");
    let folder = tempfile::tempdir().unwrap();
    let Some(compiled) = compile_pairs(&sources, folder.path()) else { return };
    compiled.assert_accepted();
    let text = fs::read_to_string(folder.path().join("uris.yaml")).unwrap();
    // In one object, and as several workflows that one more starts.
    let (one, _) = lowered_within(&text, usize::MAX);
    let (several, objects) = lowered_within(&text, 30_000);
    assert!(objects > 3, "{objects}");
    let returning = |name: &str, flag: &str, yaml: &str| Run {
        name: name.to_owned(),
        yaml: yaml.to_owned(),
        parameters: BTreeMap::from([("flag".to_owned(), format!("\"{flag}\""))]),
        ..Run::default()
    };
    let runs = [returning("a", "a", &one), returning("b", "b", &one), returning("several", "a", &several)];
    let Some(ran) = run(&runs, &[]) else { return };
    let tasks = |branch: &'static str, task: &'static str, shown: &'static str| -> Vec<Task<'static>> {
        vec![
            ("make", 1, ""),
            ("show", 1, "\"deep/one:1\""),
            ("inner.make", 1, ""),
            ("show-2", 1, "\"inner:2\""),
            (branch, 1, task),
            ("show-3", 1, shown),
            ("for-loop-5.iteration.make-3", 2, ""),
            ("for-loop-5.iteration.show-4", 2, ""),
            ("show-all", 1, "\"x y\""),
            ("both", 1, ""),
            ("show-5", 1, "\":5\""),
            ("show-6", 1, "\":5\""),
            ("show-7", 1, "\":5 plain\""),
            ("away", 1, ""),
            ("uri", 1, "\"https://example.org/data\""),
            ("where", 1, "/where/x\""),
        ]
    };
    let branch = "condition-branches-1.condition-2.make-2";
    let first = tasks(branch, "/condition-2/make-2/a\"", "\"a:3\"");
    let mut faults = wrong(&ran["a"], &first);
    let branch = "condition-branches-1.condition-3.usual";
    faults.extend(wrong(&ran["b"], &tasks(branch, "/condition-3/usual/out\"", "\":4\"")));
    let parts: Vec<String> = (1..objects).map(|n| format!("part-{n}")).collect();
    let parts = parts.iter().map(|part| (&**part, 1, ""));
    // Each part is a task of the workflow that runs it.
    let inside: Vec<String> = first.iter().map(|(path, ..)| format!("part.{path}")).collect();
    let inside = first.iter().zip(&inside).map(|((_, count, made), path)| (&**path, *count, *made));
    faults.extend(wrong(&ran["several"], &inside.chain(parts).collect::<Vec<_>>()));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // All but the reports, in which the ids of the runs are.
    let stored = |run: &str| -> BTreeMap<String, String> {
        let files = ran[run].stored.iter().filter(|(key, _)| !key.ends_with("executor_output.json"));
        files.map(|(key, text)| (key.clone(), text.clone())).collect()
    };
    assert_eq!(stored("several"), stored("a"));
    let stored = |key: &str| ran["a"].stored.get(key).map(String::as_str);
    assert_eq!(stored("make/deep/one"), Some("1"));
    assert_eq!(stored("for-loop-5/make-3/1/y"), Some("y"));
    assert_eq!((stored("both/given"), stored("both/Output")), (Some("5"), Some("5")));
}

/// Three tasks that add to a file, and one that reads a file which no task has written.
const FILES: &str = r#"
pipelineInfo: {name: files}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec:
  executors:
    exec-first: {container: {image: sh, command: [sh, -c, 'printf 1 > "$0"', "{{$.outputs.artifacts['f'].path}}", LONG]}}
    exec-next:
      container:
        image: sh
        command: [sh, -c, '{ cat "$0"; printf 2; } > "$1"', "{{$.inputs.artifacts['a'].path}}", "{{$.outputs.artifacts['f'].path}}", LONG]
    exec-none: {container: {image: sh, command: [sh, -c, "echo {{$.pipeline_job_name}}", "{{$.outputs.artifacts['f'].path}}", LONG]}}
    exec-look: {container: {image: sh, command: [sh, -c, 'ls -A "$0" | wc -l', "{{$.inputs.artifacts['a'].path}}", LONG]}}
components:
  comp-first: {executorLabel: exec-first, outputDefinitions: {artifacts: {f: &f {artifactType: {schemaTitle: system.Artifact, schemaVersion: 0.0.1}}}}}
  comp-next: {executorLabel: exec-next, inputDefinitions: {artifacts: {a: *f}}, outputDefinitions: {artifacts: {f: *f}}}
  comp-none: {executorLabel: exec-none, outputDefinitions: {artifacts: {f: *f}}}
  comp-look: {executorLabel: exec-look, inputDefinitions: {artifacts: {a: *f}}}
root:
  dag:
    tasks:
      first: {taskInfo: {name: first}, componentRef: {name: comp-first}}
      next: {taskInfo: {name: next}, componentRef: {name: comp-next}, dependentTasks: [first], inputs: {artifacts: {a: {taskOutputArtifact: {producerTask: first, outputArtifactKey: f}}}}}
      last: {taskInfo: {name: last}, componentRef: {name: comp-next}, dependentTasks: [next], inputs: {artifacts: {a: {taskOutputArtifact: {producerTask: next, outputArtifactKey: f}}}}}
      none: {taskInfo: {name: none}, componentRef: {name: comp-none}}
      look: {taskInfo: {name: look}, componentRef: {name: comp-look}, dependentTasks: [none], inputs: {artifacts: {a: {taskOutputArtifact: {producerTask: none, outputArtifactKey: f}}}}}
"#;

#[test]
fn files_between_workflows() {
    // No workflow may have more than one task.
    let (yaml, objects) = lowered_within(&FILES.replace("LONG", &"x".repeat(1_500)), 5_500);
    assert_eq!(objects, 6);
    let runs = [Run { name: "files".to_owned(), yaml, ..Run::default() }];
    let Some(ran) = run(&runs, &[]) else { return };
    let ran = &ran["files"];
    let tasks = [("first", ""), ("next", ""), ("last", ""), ("none", "files-"), ("look", "0\n")];
    let tasks = tasks.map(|(task, made)| (format!("part.{task}"), made));
    let parts: Vec<String> = (1..objects).map(|n| format!("part-{n}")).collect();
    let parts = parts.iter().map(|part| (&**part, 1, ""));
    let faults =
        wrong(ran, &tasks.iter().map(|(task, made)| (&**task, 1, *made)).chain(parts).collect::<Vec<_>>());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let stored: Vec<_> = ran.stored.iter().map(|(key, text)| (&**key, &**text)).collect();
    assert_eq!(stored, [("first/f", "1"), ("last/f", "122"), ("next/f", "12")]);
    // All are told the name of the run.
    let run = ran.nodes.iter().find(|node| node.name.ends_with(".part-1")).unwrap();
    let name = run.name.split('.').next().unwrap();
    let none = ran.pods.iter().find(|pod| pod.node.ends_with(".none")).unwrap();
    assert_eq!(none.log.trim_end(), name);
}

/// Somebody decides, and a task tells who and what.
const DECISION: &str = r#"
pipelineInfo: {name: decision}
schemaVersion: 2.1.0
sdkVersion: kfp-dsl
deploymentSpec:
  executors:
    exec-ask: {container: {}}
    exec-tell: {container: {image: busybox, command: [echo, "{{$.inputs.parameters['what']}} by {{$.inputs.parameters['who']}}"]}}
components:
  comp-ask: {executorLabel: exec-ask, outputDefinitions: {parameters: {by: {parameterType: STRING}, decision: {parameterType: STRING}}}}
  comp-tell: {executorLabel: exec-tell, inputDefinitions: {parameters: {what: {parameterType: STRING}, who: {parameterType: STRING}}}}
root:
  dag:
    tasks:
      ask: {taskInfo: {name: ask}, componentRef: {name: comp-ask}}
      go:
        taskInfo: {name: go}
        componentRef: {name: comp-tell}
        dependentTasks: [ask]
        inputs:
          parameters:
            what: {taskOutputParameter: {producerTask: ask, outputParameterKey: decision}}
            who: {taskOutputParameter: {producerTask: ask, outputParameterKey: by}}
        triggerPolicy: {condition: "inputs.parameter_values['what'] == 'approve'"}
      stay:
        taskInfo: {name: stay}
        componentRef: {name: comp-tell}
        dependentTasks: [ask]
        inputs:
          parameters:
            what: {taskOutputParameter: {producerTask: ask, outputParameterKey: decision}}
            who: {taskOutputParameter: {producerTask: ask, outputParameterKey: by}}
        triggerPolicy: {condition: "inputs.parameter_values['what'] != 'approve'"}
---
platforms:
  argo:
    deploymentSpec:
      executors:
        exec-ask: {approval: {choices: [approve, reject], prompt: really?, timeoutSeconds: 2, onTimeout: reject}}
"#;

#[test]
fn decisions_of_people() {
    let yaml = lowered_text(DECISION);
    let case = |name: &str, answer: &[(&str, &str)]| {
        let answer: BTreeMap<_, _> =
            answer.iter().map(|(output, text)| ((*output).to_owned(), (*text).to_owned())).collect();
        let answers = if answer.is_empty() { BTreeMap::new() } else { [("ask".to_owned(), answer)].into() };
        Run { name: name.to_owned(), yaml: yaml.clone(), answers, ..Run::default() }
    };
    let runs = [
        case("approved", &[("decision", "approve"), ("by", "{{workflow.name}} $HOME \"ü\"")]),
        case("rejected", &[("decision", "reject"), ("by", "somebody")]),
        case("late", &[]),
    ];
    let Some(ran) = run(&runs, &[]) else { return };
    let mut faults = wrong(&ran["approved"], &[("go", 1, "approve by {{workflow.name}} $HOME \"ü\"\n")]);
    faults.extend(wrong(&ran["rejected"], &[("stay", 1, "reject by somebody\n")]));
    faults.extend(wrong(&ran["late"], &[("stay", 1, "reject by \n")]));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What Argo's controller makes of a cron workflow when its time has come.
#[test]
fn a_run_by_the_clock() {
    let text = r#"
pipelineInfo: {name: clock}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec:
  executors:
    exec-tell: {container: {image: busybox, command: [echo, "{{$.inputs.parameters['x']}} at {{$.pipeline_job_schedule_time_utc}}"]}}
components:
  comp-tell: {executorLabel: exec-tell, inputDefinitions: {parameters: {x: {parameterType: STRING}}}}
root:
  inputDefinitions: {parameters: {x: {parameterType: STRING, defaultValue: "{{workflow.name}}"}}}
  dag:
    tasks:
      tell: {taskInfo: {name: tell}, componentRef: {name: comp-tell}, inputs: {parameters: {x: {componentInputParameter: x}}}}
"#;
    let kind = ObjectKind::CronWorkflow(Schedule::of(["0 3 * * *"]));
    let (yaml, _) = lowered_as(text, &Options { kind, ..Options::default() });
    let Some(ran) = run(&[Run { name: "clock".to_owned(), yaml, ..Run::default() }], &[]) else { return };
    let faults = wrong(&ran["clock"], &[("tell", 1, "{{workflow.name}} at 20")]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
