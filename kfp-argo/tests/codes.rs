//! For each code of lowering a document that triggers it, and one that comes near and does not.
#![expect(clippy::panic, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeSet;
use std::path::Path;

use kfp_argo::{ArtifactStore, Options, lower};
use kfp_ir::codec::{Format, read};
use kfp_ir::model::Value;
use kfp_ir::target::Target;
use kfp_ir::valid::check;

/// A document that has one of everything.
const BASE: &str = include_str!("../../kfp-ir/tests/check/base.yaml");

const NOTIFY: &str = "        args: ['--executor_input', '{{$}}']\n        command: [notify]\n";
const SAY: &str = "    executorLabel: exec-say\n    inputDefinitions:\n      parameters:\n        word: {parameterType: STRING}\n";
const WORD: &str = "\"{{$.inputs.parameters['word']}}\"";
const TOLERANT: &str = "        triggerPolicy: {strategy: ALL_UPSTREAM_TASKS_COMPLETED}\n";

type Edits = Vec<(&'static str, String)>;

fn edit(from: &'static str, to: &str) -> Edits {
    vec![(from, to.to_owned())]
}

/// `word` may be absent, from the input of the pipeline down to the container, which asks for it.
fn asked_for(argument: &str) -> Edits {
    let optional = "{parameterType: STRING, isOptional: true}";
    vec![
        ("      greeting: {parameterType: STRING}\n", format!("      greeting: {optional}\n")),
        (
            "        word: {parameterType: STRING}\n    outputDefinitions:\n      parameters:\n        chosen",
            format!("        word: {optional}\n    outputDefinitions:\n      parameters:\n        chosen"),
        ),
        (SAY, SAY.replace("{parameterType: STRING}", optional)),
        (WORD, argument.to_owned()),
    ]
}

/// Graphs in graphs, that many.
fn nested(depth: usize) -> Edits {
    let mut components = String::new();
    for i in 0..depth {
        let inner = if i == 0 { "comp-notify".to_owned() } else { format!("comp-n{}", i - 1) };
        components = format!(
            "{components}  comp-n{i}: {{dag: {{tasks: {{t: {{componentRef: {{name: {inner}}}}}}}}}}}\n"
        );
    }
    vec![
        ("  comp-import:\n", format!("{components}  comp-import:\n")),
        (
            "      part:\n",
            format!("      deep: {{componentRef: {{name: comp-n{}}}}}\n      part:\n", depth - 1),
        ),
    ]
}

/// What has the code, and what is near it.
fn edits(code: &str) -> [Edits; 2] {
    let part = "      part:\n";
    let uri = "{runtimeParameter: uri}";
    match code {
        "AR101" => {
            let waits = edit(part, "      part:\n        dependentTasks: [branches]\n");
            let branches = "        componentRef: {name: comp-branches}\n";
            let circle = edit(branches, &format!("{branches}        dependentTasks: [part]\n"));
            [[waits.clone(), circle].concat(), waits]
        }
        "AR102" => [edit("executorLabel: exec-say", "executorLabel: exec-none"), vec![]],
        "AR103" => {
            let container = "      container:\n        args: ['--executor_input', '{{$}}']\n        command: [notify]\n        image: notify:1\n";
            [edit(container, "      resolver: {}\n"), vec![]]
        }
        "AR105" => [edit(NOTIFY, ""), edit(NOTIFY, "        args: [notify]\n")],
        "AR106" => [edit("componentInputParameter: greeting", "componentInputParameter: greetings"), vec![]],
        "AR107" => [
            edit("parseJson(string_value)[\"word\"]", "string_value"),
            edit("parseJson(string_value)[\"word\"]", "parseJson(string_value)[\"words\"][0]"),
        ],
        "AR108" => [
            edit("{constant: fast}", "{runtimeParameter: mode}"),
            edit("{constant: fast}", "{constant: slow}"),
        ],
        "AR109" => {
            let condition = "condition: inputs.parameter_values['word'] == 'a'";
            [
                edit(condition, "condition: inputs.parameter_values['word'] in ['a']"),
                edit(condition, "condition: inputs.parameter_values['word'] != 'b'"),
            ]
        }
        "AR110" => [edit(uri, "{constant: 's3://elsewhere/x'}"), edit(uri, "{constant: 's3://own/x'}")],
        "AR111" => [
            asked_for("'{\"IfPresent\": {\"InputName\": \"word\", \"Then\": \"a\"}}'"),
            asked_for("'{\"IfPresent\": {\"InputName\": \"word\", \"Then\": \"a\", \"Else\": \"b\"}}'"),
        ],
        "AR113" => [edit("              rate: {componentInputParameter: rate}\n", ""), vec![]],
        "AR121" => [nested(200), nested(3)],
        "AR122" => {
            let settings = "        settings: {isOptional: true, parameterType: STRUCT}\n";
            let config =
                format!("{settings}        config: {{isOptional: true, parameterType: TASK_CONFIG}}\n");
            [edit(settings, &config), vec![]]
        }
        "AR201" => [vec![], edit("          cachingOptions: {enableCache: true}\n", "")],
        "AR202" => [
            edit("backoffFactor: 2.0", "backoffFactor: 1.5"),
            edit("backoffFactor: 2.0", "backoffFactor: 3.0"),
        ],
        "AR204" => [edit(TOLERANT, ""), edit(TOLERANT, "")],
        "AR205" => [
            edit("{constant: b}", "{constant: '{{$.pipeline_job_schedule_time_utc}}'}"),
            edit("{constant: b}", "{constant: '{{$.pipeline_job_name}}'}"),
        ],
        "AR207" => {
            let image = "        image: notify:1\n";
            let lifecycle = format!("{image}        lifecycle: {{preCacheCheck: {{command: [a]}}}}\n");
            [edit(image, &lifecycle), vec![]]
        }
        "AR208" => [vec![], edit(uri, "{constant: 's3://own/x'}")],
        "AR209" => [edit("value: info}", &format!("value: {WORD}}}")), edit("value: info}", "value: debug}")],
        "AR210" => {
            let other =
                "platforms:\n  other: {deploymentSpec: {executors: {exec-train: {a: b}}}}\n  kubernetes:\n";
            [edit("platforms:\n  kubernetes:\n", other), vec![]]
        }
        _ => [vec![], vec![]],
    }
}

fn options(code: &str, triggers: bool) -> Options {
    let mut options = Options { store: ArtifactStore::s3("own"), ..Options::default() };
    let limits = &mut options.limits;
    let parameter = |name: &str| [(name.to_owned(), Value::from("x"))].into();
    match (code, triggers) {
        ("AR116", true) => limits.templates = 2,
        ("AR117", true) => limits.bytes = 1000,
        ("AR118", true) => limits.parameters = 1,
        ("AR204", true) => limits.tasks = 3,
        ("AR120", true) => options.parameters = parameter("greetings"),
        ("AR120", false) => options.parameters = parameter("greeting"),
        _ => {}
    }
    options
}

fn codes_of(code: &str, triggers: bool) -> BTreeSet<&'static str> {
    let [with, without] = edits(code);
    let mut text = BASE.to_owned();
    for (from, to) in if triggers { with } else { without } {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, &to);
    }
    let document = read(&text, Format::Yaml).unwrap_or_else(|e| panic!("{e}\n{text}")).document;
    // A back end has to refuse by itself what the check would have found.
    let info = check(&document, &Target::Argo41).info.unwrap_or_default();
    match lower(&document, &info, &options(code, triggers)) {
        Ok(lowered) => lowered.losses.iter().map(|loss| loss.code).collect(),
        Err(errors) => errors.0.iter().map(|error| error.code).collect(),
    }
}

macro_rules! codes {
    ($($code:ident)*) => {
        const TESTED: &[&str] = &[$(stringify!($code)),*];

        $(
            #[expect(non_snake_case, reason = "the module is called as the code is")]
            mod $code {
                #[test]
                fn is_reported() {
                    let codes = super::codes_of(stringify!($code), true);
                    assert!(codes.contains(stringify!($code)), "{codes:?}");
                }

                #[test]
                fn is_not_reported() {
                    let codes = super::codes_of(stringify!($code), false);
                    assert!(!codes.contains(stringify!($code)), "{codes:?}");
                }
            }
        )*
    };
}

codes! {
    AR101
    AR102
    AR103
    AR105
    AR106
    AR107
    AR108
    AR109
    AR110
    AR111
    AR113
    AR116
    AR117
    AR118
    AR120
    AR121
    AR122
    AR201
    AR202
    AR204
    AR205
    AR207
    AR208
    AR209
    AR210
}

/// A new code without an entry fails here.
#[test]
fn every_code_is_explained_and_tested() {
    let explained: Vec<&str> = kfp_argo::codes::ALL.iter().map(|e| e.code).collect();
    let here = kfp_argo::codes::ALL.iter().filter(|e| e.tests[0].starts_with("kfp-argo/codes::"));
    assert_eq!(here.map(|e| e.code).collect::<Vec<_>>(), TESTED);
    let mut used = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("src/codes.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let codes = text.match_indices("\"AR").filter_map(|(at, _)| text.get(at + 1..at + 7));
                used.extend(codes.filter_map(|code| code.strip_suffix('"')).map(str::to_owned));
            }
        }
    }
    assert_eq!(used.iter().map(String::as_str).collect::<Vec<_>>(), explained);
}
