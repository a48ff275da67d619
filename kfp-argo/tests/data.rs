//! Values are never code: each way in which a value travels, with texts that Argo would expand.
//!
//! Argo replaces tags in its own results again, so the only safe text is one without tags. These tests look at what is
//! written; that the forms arrive unchanged was seen on a real controller.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

mod common;

use common::{lines, lower_text, lower_unchecked, task, with_component};
use kfp_argo::Options;
use serde_json::Value;

/// Texts that Argo, Kubernetes, YAML or a shell could take for something else.
const HOSTILE: &[&str] = &[
    "{{workflow.name}}",
    "{{=1+1}}",
    "{{= foo(}}",
    "{{inputs.parameters.x}}",
    "{{item}}",
    "{{ name }}",
    "{{{{",
    "}}",
    "a {{ b",
    "{",
    "'single' \"double\" `back` \\ \\n",
    "two\nlines\n\n",
    "$HOME $(HOME) $$ $(KFP_BRACE)",
    "x\" == \"x\" || \"",
    "\u{1}\u{1b}\u{7f} \u{2028} ü 😀",
    "yes",
    "1e3",
    "",
];

const ECHO: &str = "{image: busybox, command: [echo, \"{{$.inputs.parameters['x']}}\"]}";
const X: &str = "{inputDefinitions: {parameters: {x: {parameterType: STRING}}}}";

fn yaml(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f")
}

fn constant(text: &str) -> String {
    format!("{{x: {{runtimeValue: {{constant: {}}}}}}}", yaml(text))
}

fn workflow(text: &str) -> Value {
    let lowered = lower_text(text, &Options::default()).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
    common::for_each_text(&json, &mut |text| assert_tags(text));
    json
}

/// All tags of a text are ours: an expression that no brace ends early, or one of the plain tags that the lowering writes.
fn assert_tags(text: &str) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let (tag, tail) = after.split_once("}}").unwrap_or_else(|| panic!("an open tag: {text}"));
        assert!(!tag.contains("{{"), "a tag in a tag: {text}");
        let ours = ["workflow.uid", "item", "retries"].contains(&tag)
            || ["inputs.parameters.", "inputs.artifacts.", "tasks."].iter().any(|start| {
                tag.strip_prefix(start).is_some_and(|name| !name.contains([' ', '{', '"']) && name != "x")
            });
        assert!(tag.starts_with('=') || ours, "not a tag of ours: {text}");
        rest = tail;
    }
}

fn template<'v>(workflow: &'v Value, name: &str) -> &'v Value {
    let templates = workflow["spec"]["templates"].as_array().unwrap();
    templates.iter().find(|t| t["name"] == name).unwrap()
}

/// What a program sees of a text in a command: Argo finds no tag in it, then Kubernetes replaces `$(...)`.
fn expanded(text: &str) -> String {
    assert!(!text.contains("{{"), "{text}");
    text.replace("$$", "\0").replace("$(KFP_BRACE)", "{").replace('\0', "$")
}

#[test]
fn a_text_into_an_argument() {
    for hostile in HOSTILE {
        let workflow = workflow(&with_component(ECHO, X, &task(&constant(hostile))));
        let argument = &template(&workflow, "main")["dag"]["tasks"][0]["arguments"]["parameters"][0]["value"];
        let carried: String = serde_json::from_str(argument.as_str().unwrap()).unwrap();
        assert_eq!(carried, *hostile);
        assert_eq!(
            template(&workflow, "step")["container"]["command"][1],
            r#"{{=replace(replace(fromJSON(inputs.parameters['x']), "$", "$$"), "{\u007b", "{$(KFP_BRACE)")}}"#
        );
    }
}

#[test]
fn a_text_of_a_run_into_an_argument() {
    for hostile in HOSTILE {
        let inputs = format!(
            "  inputDefinitions: {{parameters: {{y: {{parameterType: STRING, defaultValue: {}}}}}}}\n",
            yaml(hostile)
        );
        let workflow =
            workflow(&(with_component(ECHO, X, &task("{x: {componentInputParameter: y}}")) + &inputs));
        let argument = workflow["spec"]["arguments"]["parameters"][0]["value"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<String>(argument).unwrap(), *hostile);
        let passed = &template(&workflow, "main")["dag"]["tasks"][0]["arguments"]["parameters"][0]["value"];
        assert_eq!(passed, "{{=inputs.parameters['y']}}");
    }
}

#[test]
fn a_text_into_the_executor_input() {
    for hostile in HOSTILE {
        let workflow =
            workflow(&with_component("{image: app, command: [app, '{{$}}']}", X, &task(&constant(hostile))));
        let command = template(&workflow, "step")["container"]["command"][1].as_str().unwrap();
        let start = "{{=replace(replace(replace(toJson({\"inputs\": {\"parameterValues\": {\"x\": fromJSON(inputs.parameters['x'])}";
        assert!(command.starts_with(start), "{command}");
        let end = r#""{\u007b", "{\\u007b"), "\u007f", "\\u007f"), "$", "$$")}}"#;
        assert!(command.ends_with(end), "{command}");
    }
}

/// Rust components read the executor input from a file, which may be of any length.
#[test]
fn a_text_into_a_file() {
    for (command, read) in [
        ("[app, exec, x, --executor-input, '{{$}}']", true),
        ("[app, run, x, --executor-input, '{{$}}']", false),
        ("[app, exec, x, --executor_input, '{{$}}']", false),
    ] {
        let container = format!("{{image: app, command: {command}}}");
        let workflow = workflow(&with_component(&container, X, &task(&constant("a"))));
        let step = template(&workflow, "step");
        let word = step["container"]["command"][4].as_str().unwrap();
        assert_eq!(word == "@/tmp/kfp/executor_input.json", read, "{word}");
        let file = &step["inputs"]["artifacts"][0];
        assert_eq!(file["path"] == "/tmp/kfp/executor_input.json", read, "{file}");
        if read {
            let data = file["raw"]["data"].as_str().unwrap();
            assert!(data.starts_with("{{=replace(replace(toJson({\"inputs\": "), "{data}");
            assert!(data.ends_with(r#""{\u007b", "{\\u007b"), "\u007f", "\\u007f")}}"#), "{data}");
        }
    }
}

/// Argo passes the name of a file in place of a long text of `args`.
#[test]
fn words_with_values_stand_in_the_command() {
    for (word, value) in [
        ("{{$.inputs.parameters['x']}}", true),
        ("$(HOME)", true),
        ("{{$.pipeline_job_name}}", true),
        ("{{workflow.name}}", true),
        ("fixed", false),
    ] {
        let container = format!("{{image: busybox, command: [echo], args: [a, \"{word}\"]}}");
        let workflow = workflow(&with_component(&container, X, &task(&constant("a"))));
        let container = &template(&workflow, "step")["container"];
        let words = |key: &str| container[key].as_array().map_or(0, Vec::len);
        assert_eq!((words("command"), words("args")), if value { (3, 0) } else { (1, 2) }, "{word}");
    }
}

/// A program need not report what it stored; an index of nothing would stop the workflow.
#[test]
fn an_artifact_that_is_not_reported() {
    let ports = "{outputDefinitions: {artifacts: {y: {artifactType: {schemaTitle: system.Dataset, schemaVersion: 0.0.1}}}}}";
    let next = "      next:\n        taskInfo: {name: next}\n        componentRef: {name: comp-next}\n        dependentTasks: [step]\n        inputs: {artifacts: {y: {taskOutputArtifact: {producerTask: step, outputArtifactKey: y}}}}\n";
    let text = with_component("{image: app, command: [app, '{{$}}']}", ports, &(task("{}") + next)).replace(
        "components:\n",
        "components:\n  comp-next:\n    executorLabel: exec-step\n    inputDefinitions: {artifacts: {y: {artifactType: {schemaTitle: system.Dataset, schemaVersion: 0.0.1}}}}\n",
    );
    let workflow = workflow(&text).to_string();
    assert!(workflow.contains("first(fromJSON(tasks['step'].outputs.parameters['kfp-out'])?.artifacts?.y?.artifacts)?.metadata ?? {}"), "{workflow}");
}

#[test]
fn every_type_through_a_task() {
    let ports = "{inputDefinitions: {parameters: {x: {parameterType: TYPE}}}, outputDefinitions: {parameters: {y: {parameterType: TYPE}}}}";
    let ports = ports.replace("}}}, out", "}}}\n    out").replacen('{', "", 1);
    for (kind, read) in [
        ("STRING", "tasks['step'].outputs.parameters['y']"),
        ("NUMBER_INTEGER", "int(trim(tasks['step'].outputs.parameters['y']))"),
        ("NUMBER_DOUBLE", "float(trim(tasks['step'].outputs.parameters['y']))"),
        ("LIST", "fromJSON(tasks['step'].outputs.parameters['y'])"),
        ("STRUCT", "fromJSON(tasks['step'].outputs.parameters['y'])"),
    ] {
        let container = "{image: busybox, command: [cp, \"{{$.inputs.parameters['x']}}\", \"{{$.outputs.parameters['y'].output_file}}\"]}";
        let next = "      next:\n        taskInfo: {name: next}\n        componentRef: {name: comp-step}\n        dependentTasks: [step]\n        inputs: {parameters: {x: {taskOutputParameter: {producerTask: step, outputParameterKey: y}}}}\n";
        let text = with_component(
            container,
            &format!("{{{}", ports.replace("TYPE", kind)),
            &(task("{x: {componentInputParameter: z}}") + next),
        ) + &format!("  inputDefinitions: {{parameters: {{z: {{parameterType: {kind}}}}}}}\n");
        let workflow = workflow(&text);
        let tasks = template(&workflow, "main")["dag"]["tasks"].as_array().unwrap();
        let next = tasks.iter().find(|t| t["name"] == "next").unwrap();
        let carried = format!(
            r#"{{{{=replace(replace(toJson({read}), "{{\u007b", "{{\\u007b"), "\u007f", "\\u007f")}}}}"#
        );
        assert_eq!(next["arguments"]["parameters"][0]["value"], carried, "{kind}");
    }
}

#[test]
fn a_text_in_a_condition() {
    for hostile in HOSTILE.iter().filter(|text| !text.contains(['\'', '\\', '\n', '\u{1}'])) {
        let condition = format!("inputs.parameter_values['x'] == '{hostile}'");
        let conditional =
            format!("      step:\n        triggerPolicy: {{condition: {}}}\n", yaml(&condition));
        let text = with_component(ECHO, X, &task("{x: {componentInputParameter: y}}"))
            .replace("      step:\n", &conditional)
            + "  inputDefinitions: {parameters: {y: {parameterType: STRING}}}\n";
        let workflow = workflow(&text);
        let when = template(&workflow, "main")["dag"]["tasks"][0]["when"].as_str().unwrap();
        let literal = when
            .strip_prefix("{{=fromJSON(inputs.parameters['y']) == ")
            .and_then(|when| when.strip_suffix("}}"))
            .unwrap_or_else(|| panic!("{when}"));
        assert_eq!(serde_json::from_str::<String>(literal).unwrap(), *hostile);
    }
}

#[test]
fn a_text_as_item_of_a_loop() {
    let items = serde_json::to_string(HOSTILE).unwrap();
    let text = with_component(ECHO, X, &task("{}")).replace(
        "      step:\n",
        &format!(
            "      step:\n        parameterIterator: {{itemInput: x, items: {{raw: {}}}}}\n",
            yaml(&items)
        ),
    );
    let workflow = workflow(&text);
    let list = template(&workflow, "main")["dag"]["tasks"][0]["arguments"]["parameters"][0]["value"]
        .as_str()
        .unwrap();
    assert_eq!(serde_json::from_str::<Vec<String>>(list).unwrap(), HOSTILE);
    let iteration = &template(&workflow, "step-items")["dag"]["tasks"][0];
    assert_eq!(iteration["withSequence"]["count"], "{{=len(fromJSON(inputs.parameters['kfp-items']))}}");
    assert_eq!(
        iteration["arguments"]["parameters"][0]["value"],
        r#"{{=replace(replace(toJson(fromJSON(inputs.parameters['kfp-items'])[int(item)]), "{\u007b", "{\\u007b"), "\u007f", "\\u007f")}}"#
    );
}

#[test]
fn a_constant_of_the_environment() {
    for hostile in HOSTILE {
        // What Kubernetes replaces in a variable is meant by the author.
        let container =
            format!("{{image: busybox, command: [env, {0}], env: [{{name: A, value: {0}}}]}}", yaml(hostile));
        let workflow = workflow(&with_component(&container, "{}", &task("{}")));
        let container = &template(&workflow, "step")["container"];
        let variables = container["env"].as_array().unwrap();
        let value = variables.iter().find(|v| v["name"] == "A").unwrap()["value"].as_str().unwrap();
        for written in [value, container["command"][1].as_str().unwrap()] {
            assert_eq!(expanded(written), expanded(&hostile.replace("{{", "{$(KFP_BRACE)")), "{hostile}");
        }
        assert_eq!(value.contains("KFP_BRACE"), hostile.contains("{{") || hostile.contains("KFP_BRACE"));
        assert!(
            !value.contains("KFP_BRACE") || variables[0]["name"] == "KFP_BRACE" || !hostile.contains("{{")
        );
    }
}

#[test]
fn a_uri_as_key_of_an_artifact() {
    for hostile in HOSTILE.iter().filter(|text| !text.contains(['\n', '\u{1}'])) {
        let uri = yaml(&format!("s3://my-bucket/{hostile}"));
        let kind = "{schemaTitle: system.Model, schemaVersion: 0.0.1}";
        let text = format!(
            "pipelineInfo: {{name: small}}\nschemaVersion: 2.1.0\ndeploymentSpec:\n  executors:\n    exec-load:\n      importer: {{artifactUri: {{constant: {uri}}}, typeSchema: {kind}}}\n    exec-step:\n      container: {{image: busybox, command: [cat, \"{{{{$.inputs.artifacts['a'].path}}}}\"]}}\ncomponents:\n  comp-load:\n    executorLabel: exec-load\n    outputDefinitions: {{artifacts: {{a: {{artifactType: {kind}}}}}}}\n  comp-step:\n    executorLabel: exec-step\n    inputDefinitions: {{artifacts: {{a: {{artifactType: {kind}}}}}}}\nroot:\n  dag:\n    tasks:\n      load: {{taskInfo: {{name: load}}, componentRef: {{name: comp-load}}}}\n      step: {{taskInfo: {{name: step}}, componentRef: {{name: comp-step}}, dependentTasks: [load], inputs: {{artifacts: {{a: {{taskOutputArtifact: {{producerTask: load, outputArtifactKey: a}}}}}}}}}}\n"
        );
        let lowered = lower_unchecked(&text, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
        let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
        let key = json["spec"]["templates"][0]["dag"]["tasks"][0]["arguments"]["artifacts"][0]["s3"]["key"]
            .as_str()
            .unwrap();
        match hostile.contains("{{") {
            false => assert_eq!(key, *hostile),
            true => {
                let literal = key.strip_prefix("{{=").and_then(|k| k.strip_suffix("}}")).unwrap();
                assert_eq!(serde_json::from_str::<String>(literal.trim_end()).unwrap(), *hostile);
                assert!(!literal.contains("{{") && !literal.contains("}}"), "{key}");
            }
        }
    }
}

#[test]
fn a_constant_that_no_process_can_be_given() {
    for (length, expected) in [(130_000, &[][..]), (131_072, &["AR123"][..])] {
        let container = format!("{{image: busybox, command: [echo, {}]}}", "x".repeat(length));
        let text = with_component(&container, "{}", &task("{}"));
        assert_eq!(lines(&lower_unchecked(&text, &Options::default())), expected);
        let container =
            format!("{{image: busybox, command: [env], env: [{{name: A, value: {}}}]}}", "x".repeat(length));
        let text = with_component(&container, "{}", &task("{}"));
        assert_eq!(lines(&lower_unchecked(&text, &Options::default())), expected);
    }
}

#[test]
fn large_values_between_tasks() {
    let large = "{{workflow.name}}".repeat(20_000);
    let workflow = workflow(&with_component(ECHO, X, &task(&constant(&large))));
    let argument = &template(&workflow, "main")["dag"]["tasks"][0]["arguments"]["parameters"][0]["value"];
    assert!(serde_json::from_str::<String>(argument.as_str().unwrap()).unwrap() == large);
}
