//! Files that are broken, or meant to break the reader: always an error that says where and why, never a panic.

use kfp_ir::codec::{Format, MAX_DEPTH, ReadError, Source, json, proto, read, read_bytes, yaml};
use kfp_ir::model::{ExecutorInput, PipelineSpec, PlatformSpec, Value};
use kfp_ir::path::IrPath;
use kfp_ir::valid::{Finding, Severity};
use proptest::prelude::*;

use crate::corpus;

const HEAD: &str = "pipelineInfo:\n  name: p\n";

fn read_yaml(text: &str) -> Result<Source, ReadError> {
    read(text, Format::Yaml)
}

/// What an error says: code, line, column, path, message.
fn errors(result: Result<Source, ReadError>) -> Vec<String> {
    let describe = |f: &Finding| {
        let place = f.position.map_or("nowhere".to_owned(), |p| format!("{}:{}", p.line, p.column));
        let help = f.help.as_ref().map_or(String::new(), |h| format!(" ({h})"));
        format!("{} {place} {}: {}{help}", f.code, f.path, f.message)
    };
    result.unwrap_err().findings.iter().map(describe).collect()
}

fn warnings(text: &str) -> Vec<&'static str> {
    let findings = read_yaml(text).unwrap_or_else(|e| panic!("{e}")).findings;
    assert!(findings.iter().all(|f| f.severity == Severity::Warning && f.position.is_some()), "{findings:?}");
    findings.iter().map(|f| f.code).collect()
}

#[test]
fn all_errors_come_at_once_with_their_places() {
    let text = "pipelineInfo:\n  name: [p]\n  nmae: q\nroot:\n  dag:\n    tasks:\n      t:\n        dependentTask: [x]\n        \
                retryPolicy: {maxRetryCount: 99999999999, backoffDuration: 3 hours, backoffFactor: fast}\n        \
                triggerPolicy: {strategy: ALL_UPSTREAM_TASKS_FAILED}\n        cachingOptions: {enableCache: maybe}\n        \
                dependentTasks: x\n  inputDefinitions: {parameters: {a: {parameterType: string}}}\n";
    let found = errors(read_yaml(text));
    let expected = [
        "IR006 2:9 pipelineInfo.name: expected text, found a list",
        "IR005 3:3 pipelineInfo.nmae: `PipelineInfo` has no field `nmae` (did you mean `name`?)",
        "IR005 8:9 root.dag.tasks.t.dependentTask: `PipelineTaskSpec` has no field `dependentTask` (did you mean `dependentTasks`?)",
        "IR008 9:38 root.dag.tasks.t.retryPolicy.maxRetryCount: `99999999999` is outside -2147483648..=2147483647",
        "IR006 9:68 root.dag.tasks.t.retryPolicy.backoffDuration: expected a duration in seconds, such as `3600s`, found `3 hours`",
        "IR006 9:92 root.dag.tasks.t.retryPolicy.backoffFactor: expected a number, found `fast`",
        "IR007 10:35 root.dag.tasks.t.triggerPolicy.strategy: unknown name `ALL_UPSTREAM_TASKS_FAILED` (did you mean `ALL_UPSTREAM_TASKS_COMPLETED`?)",
        "IR006 11:39 root.dag.tasks.t.cachingOptions.enableCache: expected `true` or `false`, found `maybe`",
        "IR006 12:25 root.dag.tasks.t.dependentTasks: expected a list, found `x`",
        "IR007 13:54 root.inputDefinitions.parameters.a.parameterType: unknown name `string` (did you mean `STRING`?)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn documents_are_told_apart_by_their_keys() {
    let platform = "platforms:\n  kubernetes: {}\n";
    for text in [format!("{HEAD}---\n{platform}"), format!("---\n{platform}---\n---\n{HEAD}---\n")] {
        let document = read_yaml(&text).unwrap().document;
        assert!(document.platform.unwrap().platforms.contains_key("kubernetes"), "{text}");
    }
    let two = errors(read_yaml(&format!("{HEAD}---\n{HEAD}")));
    assert!(two[0].starts_with("IR009 4:1 : more than one document with pipelines"), "{two:?}");
    for text in ["", "# nothing\n", "---\n", platform] {
        assert!(errors(read_yaml(text))[0].starts_with("IR009"), "{text}");
    }
    let json =
        r#"{"pipeline_spec": {"pipelineInfo": {"name": "p"}}, "platform_spec": {"platforms": {"x": {}}}}"#;
    assert!(read(json, Format::Json).unwrap().document.platform.is_some());
}

#[test]
fn duplicate_keys_are_errors() {
    let found = errors(read_yaml("pipelineInfo: {name: p, name: q}\n"));
    assert_eq!(
        found,
        [
            "IR004 1:25 pipelineInfo.name: the key `name` is here twice (readers keep either of them: remove one)"
        ]
    );
    let found = errors(read_yaml("pipelineInfo: {name: p, displayName: a, display_name: b}\n"));
    assert_eq!(
        found,
        ["IR004 1:41 pipelineInfo: `display_name` and `displayName` are the same field (keep one of them)"]
    );
    let many: String = (0..100).chain([50]).map(|i| format!("  k{i}: {{}}\n")).collect();
    let found = errors(read_yaml(&format!("{HEAD}components:\n{many}")));
    assert!(found.len() == 1 && found[0].starts_with("IR004 104:3 components.k50"), "{found:?}");
    let found = errors(read(r#"{"pipelineInfo": {"name": "p", "name": "p"}}"#, Format::Json));
    assert!(found.len() == 1 && found[0].starts_with("IR004 1:32"), "{found:?}");
}

#[test]
fn nesting_has_a_limit() {
    let constant = |value: &str| {
        format!("{HEAD}root: {{inputDefinitions: {{parameters: {{p: {{defaultValue: {value}}}}}}}}}\n")
    };
    // The constant stands below five maps.
    let nested = |depth: usize| constant(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    let source = read_yaml(&nested(MAX_DEPTH - 5)).unwrap();
    let text = yaml::to_string(&source.document.pipeline).unwrap();
    assert_eq!(read_yaml(&text).unwrap().document, source.document);
    assert!(errors(read_yaml(&nested(MAX_DEPTH - 4)))[0].starts_with("IR003 3:"));
    for depth in [1_000, 100_000] {
        assert!(errors(read_yaml(&nested(depth)))[0].starts_with("IR003 3:"), "{depth}");
        let block: String = (0..depth.min(2_000)).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
        assert!(errors(read_yaml(&block))[0].starts_with("IR003"), "{depth}");
        assert!(errors(read_yaml(&"- ".repeat(depth)))[0].starts_with("IR003"), "{depth}");
        for open in ["[", "{\"a\":"] {
            assert!(errors(read(&open.repeat(depth), Format::Json))[0].starts_with("IR003"), "{depth}");
        }
    }
    let mut value = Value::Null;
    for _ in 0..MAX_DEPTH {
        value = Value::List(vec![value]);
    }
    let pipeline = |value: Value| {
        let mut pipeline = source.document.pipeline.clone();
        let inputs = pipeline.root.as_mut().unwrap().input_definitions.as_mut().unwrap();
        inputs.parameters.get_mut("p").unwrap().default_value = Some(value);
        pipeline
    };
    for error in
        [yaml::to_string(&pipeline(value.clone())).unwrap_err(), proto::encode(&pipeline(value)).unwrap_err()]
    {
        let path = error.path.to_string();
        assert!(path.starts_with("root.inputDefinitions.parameters.p.defaultValue[0]"), "{path}");
        assert!(error.message.contains("nested deeper than"), "{error}");
    }
}

/// The writers refuse what has no form in JSON, and say where it is.
#[test]
fn numbers_that_are_none_are_refused() {
    for number in [f64::NAN, f64::INFINITY] {
        let mut input = ExecutorInput::default();
        let values = &mut input.inputs.get_or_insert_default().parameter_values;
        values.insert("a b".to_owned(), Value::List(vec![Value::Null, Value::Number(number)]));
        let errors = [
            yaml::to_string(&input).unwrap_err(),
            json::to_string(&input).unwrap_err(),
            proto::encode(&input).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.path.to_string(), "inputs.parameterValues.\"a b\"[1]");
        }
    }
    assert!(
        errors(read_yaml(&format!(
            "{HEAD}root: {{inputDefinitions: {{parameters: {{p: {{defaultValue: .inf}}}}}}}}\n"
        )))[0]
            .starts_with("IR008 3:")
    );
}

#[test]
fn aliases_are_expanded_but_not_without_end() {
    let source = read_yaml(&format!("{HEAD}components:\n  a: &a {{executorLabel: e}}\n  b: *a\n")).unwrap();
    assert_eq!(source.document.pipeline.components["a"], source.document.pipeline.components["b"]);
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..40 {
        let alias = format!("*a{}, ", i - 1).repeat(10);
        bomb.push_str(&format!("a{i}: &a{i} [{}]\n", alias.trim_end_matches(", ")));
    }
    let found = errors(read_yaml(&bomb));
    assert!(found[0].starts_with("IR010"), "{found:?}");
    let itself = errors(read_yaml("a: &a [*a]\n"));
    assert!(itself[0].starts_with("IR010") || itself[0].starts_with("IR001"), "{itself:?}");
    let chain: String = (1..200).map(|i| format!("a{i}: &a{i} [*a{}]\n", i - 1)).collect();
    assert!(errors(read_yaml(&format!("a0: &a0 []\n{chain}")))[0].starts_with("IR003"));
}

#[test]
fn what_ir_files_do_not_use_is_refused() {
    for (text, code) in [
        ("a: &a {name: p}\npipelineInfo: {<<: *a}\n", "IR011 2:"),
        ("? [a]\n: b\n", "IR011 1:"),
        ("pipelineInfo: !!python/object {name: p}\n", "IR011 1:"),
        ("pipelineInfo: {name: !x p}\n", "IR011 1:"),
        ("pipelineInfo: {name: p\n", "IR001"),
        ("pipelineInfo: \"x\n", "IR001"),
        ("a: b: c\n", "IR001"),
        ("pipelineInfo: *nothing\n", "IR001"),
    ] {
        let found = errors(read_yaml(text));
        assert!(found[0].starts_with(code), "{text}: {found:?}");
    }
    for text in [
        "{",
        "{\"a\"",
        "[1,]",
        "{\"a\":01}",
        "\"\\ud800\"",
        "\"\u{1}\"",
        "nul",
        "{} {}",
        "{'a': 1}",
        "-",
        "1.",
        "+1",
    ] {
        let found = errors(read(text, Format::Json));
        assert!(found[0].starts_with("IR001 1:") || found[0].starts_with("IR002 1:"), "{text}: {found:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let found = errors(read_bytes(b"pipelineInfo:\n  name: \xff\n", None));
    assert!(found[0].starts_with("IR002 2:9 : not UTF-8: the byte 0xff"), "{found:?}");
    assert!(errors(read_bytes(b"\x0a\x05\xc3\x28", None))[0].starts_with("IR002"));
    let source = read_bytes("\u{feff}pipelineInfo: {name: p}\n".as_bytes(), None).unwrap();
    assert_eq!(source.document.pipeline.pipeline_info.unwrap().name, "p");
    assert!(read_bytes(b" {\"pipelineInfo\": {\"name\": \"p\"}}", None).is_ok());
}

#[test]
fn differences_between_readers_are_warned_about() {
    let constant = |value: &str| {
        format!("{HEAD}root: {{inputDefinitions: {{parameters: {{p: {{defaultValue: {value}}}}}}}}}\n")
    };
    for (value, expected) in [
        ("1e3", Value::from("1e3")),
        ("y", Value::from("y")),
        ("yes", Value::from(true)),
        ("012", Value::from(10)),
        ("09", Value::from("09")),
        ("1_000", Value::from(1000)),
        ("2001-01-01", Value::from("2001-01-01")),
        ("'12'", Value::from("12")),
        ("~", Value::Null),
    ] {
        let text = constant(value);
        let source = read_yaml(&text).unwrap();
        let root = source.document.pipeline.root.unwrap();
        let parameter = &root.input_definitions.unwrap().parameters["p"];
        assert_eq!(parameter.default_value.as_ref(), Some(&expected), "{value}");
        let differ = matches!(value, "1e3" | "yes" | "09" | "2001-01-01");
        assert_eq!(source.findings.len(), usize::from(differ), "{value}: {:?}", source.findings);
        assert!(source.findings.iter().all(|f| f.code == "IR012"));
    }
    assert_eq!(warnings("pipelineInfo: {name: p}\nschemaVersion: 2.1\n"), ["IR012"]);
    assert_eq!(warnings(&format!("{HEAD}components: {{1: {{}}, y: {{}}}}\n")), ["IR012"]);
    assert_eq!(
        warnings(&format!("{HEAD}deploymentSpec: {{executors: {{e: {{container: {{imge: x}}}}}}}}\n")),
        ["IR013"]
    );
}

#[test]
fn findings_of_a_check_get_their_places() {
    let text = format!(
        "{HEAD}root:\n  dag:\n    tasks:\n      a: {{}}\n      b:\n        dependentTasks:\n        - a\n---\nplatforms:\n  x: {{}}\n"
    );
    let source = read_yaml(&text).unwrap();
    let place = |path: IrPath| source.places.find(&path).map(|p| (p.line, p.column));
    let task = IrPath::new(["root", "dag", "tasks", "b"]);
    assert_eq!(place(task.key("dependentTasks").index(0)), Some((9, 11)));
    assert_eq!(place(task.key("dependentTasks").index(7)), Some((8, 9)));
    assert_eq!(place(task.key("inputs").key("parameters")), Some((7, 7)));
    assert_eq!(place(IrPath::new(["platforms", "x"])), Some((12, 3)));
    assert_eq!(place(IrPath::default()), Some((1, 1)));
    let mut findings = vec![Finding {
        code: "IR100",
        severity: Severity::Error,
        message: "x".to_owned(),
        path: task,
        position: None,
        help: None,
    }];
    source.locate(&mut findings);
    assert_eq!(findings[0].position.map(|p| p.offset), text.find("b:\n"));
}

#[test]
fn no_part_of_a_file_makes_the_reader_panic() {
    let Some(folder) = corpus::folder("no_part_of_a_file_makes_the_reader_panic") else { return };
    let files = corpus::files(&folder.join("kfp-ir"), "yaml");
    for file in files.iter().filter(|f| std::fs::metadata(f).unwrap().len() < 4_000).step_by(7) {
        let bytes = std::fs::read(file).unwrap();
        let source = read_bytes(&bytes, None).unwrap();
        let json = json::to_string(&source.document.pipeline).unwrap();
        let binary = proto::encode(&source.document.pipeline).unwrap();
        for end in (0..bytes.len()).step_by(11) {
            let _ = read_bytes(&bytes[..end], None);
        }
        for end in (0..json.len() - 2).step_by(3) {
            assert!(read_bytes(&json.as_bytes()[..end], Some(Format::Json)).is_err());
        }
        for end in 0..binary.len() {
            let _ = proto::decode::<PipelineSpec>(&binary[..end]);
        }
    }
}

#[test]
fn objects_around_a_pipeline_are_one_finding() {
    for text in [
        r#"{"run_id": "1", "display_name": "r", "pipeline_spec": {"pipeline_spec": {}}, "state": "FAILED"}"#,
        r#"{"pipelineSpec": {"pipelineInfo": {"name": "p"}}, "runtimeConfig": {}, "displayName": "p"}"#,
    ] {
        let found = errors(read(text, Format::Json));
        assert!(found.len() == 1 && found[0].contains("an object around a pipeline"), "{found:?}");
    }
}

#[test]
fn names_have_two_spellings_and_no_more() {
    let read = |field: &str| read_yaml(&format!("{HEAD}root:\n  {field}: {{}}\n"));
    for field in ["inputDefinitions", "input_definitions"] {
        assert!(read(field).is_ok(), "{field}");
    }
    for field in ["input__definitions", "_input_definitions", "input_definitions_", "input_Definitions"] {
        assert!(errors(read(field))[0].starts_with("IR005"), "{field}");
    }
    let platform =
        |field: &str| read_yaml(&format!("{HEAD}---\nplatforms: {{kubernetes: {{{field}: {{}}}}}}\n"));
    assert!(platform("pipelineConfig").is_ok());
    assert!(errors(platform("pipeline_config"))[0].starts_with("IR005"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_bytes(&bytes, None);
        let _ = proto::decode::<PipelineSpec>(&bytes);
        let _ = proto::decode::<PlatformSpec>(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[-\\[\\]{}:,&*!|>'\"%@?# \\n\\ta-c0-9.eE+\\\\]{0,60}") {
        let _ = read(&text, Format::Yaml);
        let _ = read(&text, Format::Json);
    }
}
