//! Files of one component: what v1 files become, and which mistakes are found in them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use kfp_ir::import::{Form, import};
use kfp_ir::model::{ContainerSpec, ParameterType, Value};

/// A v1 component with one input and these words in its command.
fn v1(input: &str, words: &str) -> String {
    format!(
        "name: Do it\ninputs:\n- {{{input}}}\noutputs:\n- {{name: Out Data, type: Dataset}}\n- {{name: n, type: Integer}}\n\
         implementation:\n  container:\n    image: busybox\n    command: [{words}]\n"
    )
}

fn container(text: &str) -> ContainerSpec {
    let import = import(text).unwrap_or_else(|e| panic!("{e}"));
    let executors = import.document.pipeline.deployment_spec.unwrap().executors;
    executors.into_values().next().unwrap().container.unwrap()
}

/// The parameter that an input becomes: its type and default.
fn parameter(input: &str) -> Option<(ParameterType, Option<Value>, bool)> {
    let import = import(&v1(&format!("name: In, {input}"), "x")).unwrap_or_else(|e| panic!("{input}: {e}"));
    let inputs = import.component()?.input_definitions.clone()?;
    let found = inputs.parameters.get("in")?;
    Some((found.parameter_type, found.default_value.clone(), found.is_optional))
}

/// Everything that is wrong with a text: message, line and column.
fn mistakes(text: &str) -> Vec<(String, usize, usize)> {
    let error = import(text).err().unwrap_or_else(|| panic!("{text} is accepted"));
    let place = |f: &kfp_ir::valid::Finding| f.position.map_or((0, 0), |p| (p.line, p.column));
    error.findings.iter().map(|f| (f.message.clone(), place(f).0, place(f).1)).collect()
}

#[test]
fn words_are_those_of_the_sdk() {
    let words = "go, {inputValue: In}, {outputPath: Out Data}, {outputUri: Out Data}, {outputPath: n}, {executorInput: null}, \
                 {concat: [a, {inputValue: In}]}, {if: {cond: {isPresent: In}, then: [b, {inputValue: In}], else: c}}";
    assert_eq!(
        container(&v1("name: In, type: String", words)).command,
        [
            "go",
            "{{$.inputs.parameters['in']}}",
            "{{$.outputs.artifacts['out_data'].path}}",
            "{{$.outputs.artifacts['out_data'].uri}}",
            "{{$.outputs.parameters['n'].output_file}}",
            "{{$}}",
            r#"{"Concat": ["a", "{{$.inputs.parameters['in']}}"]}"#,
            r#"{"IfPresent": {"InputName": "in", "Then": ["b", "{{$.inputs.parameters['in']}}"], "Else": "c"}}"#,
        ]
    );
    let words = "{inputPath: In}, {inputUri: In}";
    let expected = ["{{$.inputs.artifacts['in'].path}}", "{{$.inputs.artifacts['in'].uri}}"];
    assert_eq!(container(&v1("name: In", words)).command, expected);
}

#[test]
fn types_and_defaults_are_those_of_the_sdk() {
    use ParameterType::{Boolean, List, NumberDouble, NumberInteger, String, Struct, TaskFinalStatus};
    let text = |text: &str| Some(Value::from(text));
    for (input, expected) in [
        ("type: String", (String, None, false)),
        ("type: str, default: 3", (String, text("3"), true)),
        ("type: text, default: true", (String, text("True"), true)),
        ("type: Integer, default: ' 7 '", (NumberInteger, Some(Value::Number(7.0)), true)),
        ("type: Int, optional: true", (NumberInteger, None, true)),
        ("type: Float, default: 1", (NumberDouble, Some(Value::Number(1.0)), true)),
        ("type: double, default: 1e-3", (NumberDouble, Some(Value::Number(0.001)), true)),
        ("type: Bool, default: 'off'", (Boolean, Some(Value::Bool(false)), true)),
        ("type: 'typing.List[int]', default: '[1, 2]'", (List, Some(Value::from(vec![1, 2])), true)),
        ("type: JsonObject, default: '{}'", (Struct, Some(Value::Struct(Default::default())), true)),
        ("type: PipelineTaskFinalStatus", (TaskFinalStatus, None, true)),
    ] {
        assert_eq!(parameter(input), Some(expected), "{input}");
    }
    for artifact in
        ["type: Model", "type: GCSPath", "type: {CSV: {header: true}}", "type: Artifact, default: ''"]
    {
        assert_eq!(parameter(artifact), None, "{artifact}");
    }
}

#[test]
fn mistakes_are_at_their_place() {
    for (input, words, expected) in [
        ("name: In", "{inputValue: In}", ("the input `In` is an artifact, and has no value", 10, 28)),
        ("name: In, type: String", "{inputPath: In}", ("the input `In` is a parameter, and no file", 10, 27)),
        ("name: In", "{outputUri: n}", ("the output `n` is a parameter, and has no address", 10, 27)),
        ("name: In", "{inputUri: Out}", ("the component has no input `Out`", 10, 26)),
        ("name: In", "{inputMetadata: In}", ("v2 has no placeholder `inputMetadata`", 10, 16)),
        ("name: In", "{concat: [a], if: b}", ("expected a placeholder, found a map with 2 keys", 10, 15)),
        ("name: In", "{if: {cond: true, then: [a]}}", ("a condition that is not `isPresent`", 10, 20)),
        ("name: In", "{if: {cond: {isPresent: In}}}", ("an `if` without `then`", 10, 20)),
        (
            "name: In",
            "{concat: [{if: {cond: {isPresent: In}, then: [a]}}]}",
            ("an `if` with lists inside `concat`", 10, 24),
        ),
        ("name: In", "3", ("expected text, found `3`", 10, 15)),
        ("type: String", "x", ("an `InputSpec` without a name", 3, 3)),
        ("name: 入", "x", ("`入` has no letter or digit that a name in v2 can have", 3, 10)),
        ("name: In, tpye: String", "x", ("`InputSpec` has no field `tpye`", 3, 14)),
        ("name: In, type: Integer, default: 1.5", "x", ("expected an integer, found `1.5`", 3, 38)),
        ("name: In, type: Integer, default: true", "x", ("expected an integer, found `true`", 3, 38)),
        (
            "name: In, type: List, default: a",
            "x",
            ("expected a list, or the JSON text of one, found `a`", 3, 35),
        ),
    ] {
        let found = mistakes(&v1(input, words));
        let found: Vec<_> = found.iter().map(|(m, line, column)| (m.as_str(), *line, *column)).collect();
        assert_eq!(found, [expected], "{input} {words}");
    }
}

#[test]
fn all_mistakes_are_told() {
    let text = "name: x\ninputs:\n- {name: a b}\n- {name: a_b}\nimplementation:\n  container:\n    args: [{inputValue: c}]\n    \
                env: {A: {inputValue: a b}}\n    fileOutputs: {x: /y}\n";
    let messages: Vec<_> = mistakes(text).into_iter().map(|(message, ..)| message).collect();
    assert_eq!(
        messages,
        [
            "`a_b` becomes `a_b` in v2, and so does a name before it",
            "the component has no input `c`",
            "a placeholder in an environment variable",
            "outputs at fixed paths",
            "the container has no image",
        ]
    );
    for (text, message) in [
        ("implementation: {container: {}}\nname: 3\n", "expected text, found `3`"),
        ("name: x\nimplementation: {graph: {}}\n", "a component that is a graph"),
        ("name: x\nimplementation: {}\n", "the implementation has no container"),
        ("name: x\nimplementation: 3\n", "expected an implementation, found `3`"),
        ("name: [\n", "not YAML"),
        ("", "no pipeline in this text"),
        ("name: x\n", "`PipelineSpec` has no field `name`"),
        ("apiVersion: v1\nkind: Pod\n", "this is a Kubernetes object of the kind `Pod`, not a component"),
    ] {
        let found = mistakes(text);
        assert!(found.iter().any(|(found, ..)| found.starts_with(message)), "{text}: {found:?}");
    }
}

/// A pipeline of one task, in which parts were replaced.
fn wrapped(replaced: &[(&str, &str)]) -> Form {
    let text = "
# PIPELINE DEFINITION
# Name: scale
# Description: Scales.
#              Twice.
components:
  comp-scale:
    executorLabel: exec-scale
    inputDefinitions: {parameters: {n: {parameterType: NUMBER_INTEGER}, s: {parameterType: TASK_FINAL_STATUS, isOptional: true}}}
    outputDefinitions: {parameters: {m: {parameterType: NUMBER_INTEGER}}}
deploymentSpec:
  executors:
    exec-scale: {container: {image: busybox, command: [scale]}}
pipelineInfo: {name: scale}
root:
  dag:
    outputs: {parameters: {m: {valueFromParameter: {producerSubtask: scale, outputParameterKey: m}}}}
    tasks:
      scale:
        cachingOptions: {enableCache: true}
        componentRef: {name: comp-scale}
        inputs: {parameters: {n: {componentInputParameter: n}, s: {componentInputParameter: s}}}
        taskInfo: {name: scale}
  inputDefinitions: {parameters: {n: {parameterType: NUMBER_INTEGER}, s: {parameterType: TASK_FINAL_STATUS, isOptional: true}}}
  outputDefinitions: {parameters: {m: {parameterType: NUMBER_INTEGER}}}
schemaVersion: 2.1.0
";
    let text = replaced.iter().fold(text.trim_start().to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    let import = import(&text).unwrap_or_else(|e| panic!("{replaced:?}: {e}"));
    assert_eq!(import.description(), "Scales.\nTwice.");
    let root = import.component().unwrap();
    assert_eq!(root.dag.is_some(), import.form == Form::Pipeline);
    assert_eq!(import.document.pipeline.components.is_empty(), import.form == Form::Component);
    import.form
}

#[test]
fn a_compiled_component_is_taken_out_of_its_pipeline() {
    assert_eq!(wrapped(&[]), Form::Component);
    assert_eq!(
        wrapped(&[(", s: {componentInputParameter: s}", "")]),
        Form::Component,
        "the engine fills it in"
    );
}

#[test]
fn a_pipeline_of_one_task_stays_one() {
    // Without the status, which no run can give.
    let status = ", s: {parameterType: TASK_FINAL_STATUS, isOptional: true}";
    for (from, to) in [
        ("taskInfo: {name: scale}", "taskInfo: {name: scale}\n        retryPolicy: {maxRetryCount: 2}"),
        ("pipelineInfo: {name: scale}", "pipelineInfo: {name: other}"),
        ("n: {componentInputParameter: n}", "n: {runtimeValue: {constant: 3}}"),
    ] {
        let form = wrapped(&[(status, ""), (", s: {componentInputParameter: s}", ""), (from, to)]);
        assert_eq!(form, Form::Pipeline, "{to}");
    }
}
