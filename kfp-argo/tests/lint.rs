//! Checks of Argo files: what they find, and that they find nothing in files that are right.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests may panic as tests do"
)]

mod common;

use kfp_argo::lint::lint;
use kfp_argo::object::read;
use kfp_argo::{Limits, Options, lower, to_yaml};
use kfp_ir::codec::Format;
use kfp_ir::target::Target;
use kfp_ir::valid::{Finding, Severity, check};

fn findings(text: &str) -> Vec<Finding> {
    lint(&[read(text, None).unwrap_or_else(|e| panic!("{e}\n{text}"))], &Limits::default()).remove(0)
}

/// A sound workflow with something for each code to go wrong.
const BASE: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: base
spec:
  entrypoint: main
  arguments:
    parameters:
    - {name: mode, value: fast}
  templates:
  - name: main
    dag:
      tasks:
      - name: first
        template: say
        arguments:
          parameters:
          - {name: word, value: '{{workflow.parameters.mode}}'}
      - name: each
        template: say
        depends: first.Succeeded
        withItems: [a, b]
        arguments:
          parameters:
          - {name: word, value: '{{item}}'}
      - name: after
        template: say
        depends: first && each.AnySucceeded
        when: '{{=tasks.first.outputs.parameters.said == "a"}}'
        arguments:
          parameters:
          - {name: word, value: '{{tasks.each.outputs.parameters.said}}'}
  - name: say
    inputs:
      parameters:
      - {name: word}
      - {name: times, value: "1"}
    outputs:
      parameters:
      - {name: said, valueFrom: {path: /said}}
    memoize:
      key: '{{=sprig.sha256sum(toJson(inputs.parameters))}}'
      maxAge: ""
      cache: {configMap: {name: said}}
    retryStrategy:
      limit: 3
      expression: asInt(lastRetry.exitCode) > 2
      backoff: {duration: 10s, factor: 2}
    container:
      image: busybox
      command: [echo]
      args: ['{{inputs.parameters.word}}', '{{=asInt(inputs.parameters.times) + 1}}']
"#;

type Edit = (&'static str, String);

/// What has the code, the text that the position points to, and what is near it.
fn edits(code: &str) -> (Edit, &'static str, Edit) {
    let edit = |from: &'static str, to: &str| (from, to.to_owned());
    let plus = "asInt(inputs.parameters.times) + 1";
    let when = "'{{=tasks.first.outputs.parameters.said == \"a\"}}'";
    let depends = "depends: first && each.AnySucceeded";
    let key = "'{{=sprig.sha256sum(toJson(inputs.parameters))}}'";
    let factor = "factor: 2";
    let word = "{name: word, value: '{{workflow.parameters.mode}}'}";
    match code {
        "AR311" => (edit(plus, "asInt(inputs.parameters.times +"), "}}']", edit(plus, "1 + 2 ** 3")),
        "AR312" => (
            edit(plus, "inputs.parameters.times + 1"),
            "+ 1}}",
            edit(plus, "inputs.parameters.times + string(1)"),
        ),
        "AR313" => {
            (edit(when, &when.replace("\"a\"", "3")), "== 3", edit(when, &when.replace("\"a\"", "\"3\"")))
        }
        "AR321" => (
            edit(word, &format!("{word}\n          - {{name: tims, value: x}}")),
            "name: tims",
            edit(word, &format!("{word}\n          - {{name: times, value: x}}")),
        ),
        "AR322" => (
            edit("{name: times, value: \"1\"}", "{name: times}"),
            "arguments:",
            edit("{name: times, value: \"1\"}", "{name: times, default: \"1\"}"),
        ),
        "AR323" => (
            edit("'{{inputs.parameters.word}}'", "'{{inputs.parameters.words}}'"),
            "{{inputs.parameters.words}}",
            edit("'{{inputs.parameters.word}}'", "'{{inputs.parameters.times}}{{ words }}'"),
        ),
        "AR324" => (edit(depends, "depends: each"), "tasks.after", edit(depends, "depends: each")),
        "AR325" => (
            edit(when, &when.replace("said", "says")),
            "tasks.first.outputs.parameters.says",
            edit(when, &when.replace("outputs.parameters.said", "outputs.result")),
        ),
        "AR326" => (
            edit("entrypoint: main", "entrypoint: mian"),
            "entrypoint: mian",
            edit("entrypoint: main", "entrypoint: '{{workflow.parameters.mode}}'"),
        ),
        "AR327" => (
            edit("withItems: [a, b]", "withItems: [a, b]\n        when: '{{=1 < 2}}'"),
            "{{tasks.each",
            edit("withItems: [a, b]", "withItems: []"),
        ),
        "AR328" => (
            edit(depends, "depends: first && eech"),
            "eech",
            edit(depends, "depends: (first.Succeeded || first.Failed) && !each.Failed"),
        ),
        "AR331" => (
            edit(key, "'{{=sprig.sha256sum(toJson(inputs.parameters))}}/a'"),
            "key:",
            edit(key, "'{{=sprig.sha256sum(toJson(inputs.parameters))}}-a'"),
        ),
        "AR332" => (edit(factor, "factor: 1.5"), "factor: 1.5", edit(factor, "factor: '3'")),
        "AR333" => (
            edit(when, "'{{tasks.first.outputs.parameters.said}} == a'"),
            "{{tasks.first",
            edit(when, "'{{tasks.first.status}} == Succeeded'"),
        ),
        "AR343" => {
            (edit("- name: first", "- name: fir.st"), "name: fir.st", edit("- name: first", "- name: first"))
        }
        "AR344" => (
            edit("- {name: times, value: \"1\"}", "- {name: word}"),
            "name: word}\n    outputs",
            edit("- {name: word}\n", "- {name: wordy, value: a}\n      - {name: word}\n"),
        ),
        _ => (edit("name: base", "name: base"), "", edit("name: base", "name: base")),
    }
}

fn edited((from, to): &Edit) -> String {
    assert_eq!(BASE.matches(from).count(), 1, "{from}");
    BASE.replace(from, to)
}

fn with(code: &str, findings: &[Finding]) -> Option<Finding> {
    findings.iter().find(|finding| finding.code == code).cloned()
}

#[test]
fn the_base_has_no_findings() {
    assert_eq!(findings(BASE), []);
}

macro_rules! codes {
    ($($code:ident)*) => {$(
        #[expect(non_snake_case, reason = "the module is called as the code is")]
        mod $code {
            use super::*;

            #[test]
            fn is_reported() {
                let (edit, at, _) = edits(stringify!($code));
                let text = edited(&edit);
                let found = findings(&text);
                let finding = with(stringify!($code), &found).unwrap_or_else(|| panic!("{found:#?}"));
                assert!(!finding.message.ends_with('.') && !finding.message.is_empty());
                let rest = text.get(finding.position.unwrap().offset..).unwrap();
                assert!(rest.starts_with(at), "{finding}\n{rest}");
            }

            #[test]
            fn is_not_reported() {
                let (_, _, edit) = edits(stringify!($code));
                assert_eq!(with(stringify!($code), &findings(&edited(&edit))), None);
            }
        }
    )*};
}

codes! {
    AR311
    AR312
    AR313
    AR321
    AR322
    AR323
    AR325
    AR326
    AR327
    AR328
    AR331
    AR332
    AR333
    AR343
    AR344
}

#[test]
fn a_task_that_is_not_waited_for() {
    let text = BASE.replace("        depends: first && each.AnySucceeded\n", "");
    let text = text
        .replace("'{{tasks.each.outputs.parameters.said}}'", "'pre-{{tasks.each.outputs.parameters.said}}'");
    let found: Vec<_> = findings(&text).into_iter().filter(|f| f.code == "AR324").collect();
    let places: Vec<&str> =
        found.iter().map(|f| text.get(f.position.unwrap().offset..).unwrap().get(..12).unwrap()).collect();
    assert_eq!(places, ["tasks.first.", "{{tasks.each"]);
    // Whoever waits for a task waits for those before it.
    assert_eq!(
        with("AR324", &findings(&BASE.replace("depends: first && each.AnySucceeded", "depends: each"))),
        None
    );
    let steps = "kind: Workflow\nspec:\n  entrypoint: a\n  templates:\n  - name: a\n    steps:\n    - - {name: one, template: b}\n      - {name: two, template: b, when: '{{=steps.one.outputs.result == \"x\"}}'}\n  - {name: b, container: {image: c, command: [d]}}\n";
    assert_eq!(with("AR324", &findings(steps)).unwrap().position.unwrap().line, 8);
    let later = steps.replace("      - {name: two", "    - - {name: two");
    assert_eq!(findings(&later), []);
}

/// A workflow with one template of so many tasks.
fn many(tasks: usize) -> String {
    use std::fmt::Write as _;

    let mut text = "kind: Workflow\nspec:\n  entrypoint: a\n  templates:\n  - {name: b, container: {image: c, command: [d]}}\n  - name: a\n    dag:\n      tasks:\n".to_owned();
    for i in 0..tasks {
        let _ = writeln!(text, "      - {{name: t{i}, template: b}}");
    }
    text
}

#[test]
fn a_file_without_objects() {
    for text in ["", "pipelineInfo: {name: a}\n", "[1, 2]\n"] {
        assert_eq!(findings(text).iter().map(|f| f.code).collect::<Vec<_>>(), ["AR304"], "{text}");
    }
    assert_eq!(findings("apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n"), []);
}

#[test]
fn counts() {
    assert_eq!(findings(&many(200)), []);
    let found = findings(&many(201));
    assert_eq!(found.iter().map(|f| (f.code, f.position.unwrap().line)).collect::<Vec<_>>(), [("AR341", 8)]);
    assert_eq!(with("AR341", &findings(&many(0))).unwrap().position.unwrap().line, 8);
    let long = |length: usize| {
        BASE.replace("command: [echo]", &format!("command: [echo, '{}']", "x".repeat(length)))
    };
    assert_eq!(findings(&long((128 << 10) - 1)), []);
    assert_eq!(with("AR345", &findings(&long(128 << 10))).unwrap().position.unwrap().line, 51);
    assert_eq!(findings(&long(1 << 20)).iter().map(|f| f.code).collect::<Vec<_>>(), ["AR342", "AR345"]);
}

/// What a template in another file takes and gives is known when both files are given.
#[test]
fn templates_of_another_file() {
    let library = "kind: WorkflowTemplate\nmetadata: {name: lib}\nspec:\n  templates:\n  - name: say\n    inputs: {parameters: [{name: word}]}\n    container: {image: c, command: [d]}\n";
    let user = "kind: Workflow\nspec:\n  entrypoint: a\n  templates:\n  - name: a\n    dag:\n      tasks:\n      - {name: t, templateRef: {name: lib, template: say}}\n      - {name: u, templateRef: {name: lib, template: sya}}\n";
    assert_eq!(findings(user), []);
    let sources = [read(library, None).unwrap(), read(user, None).unwrap()];
    let found = lint(&sources, &Limits::default());
    let codes: Vec<_> = found
        .iter()
        .map(|f| f.iter().map(|f| (f.code, f.position.unwrap().line)).collect::<Vec<_>>())
        .collect();
    assert_eq!(codes, [vec![], vec![("AR322", 8), ("AR326", 9)]]);
}

#[test]
fn expressions() {
    let of = |expression: &str| {
        let text = BASE.replace("asInt(inputs.parameters.times) + 1", &expression.replace('\'', "''"));
        findings(&text).into_iter().map(|f| f.code).collect::<Vec<_>>()
    };
    for right in [
        "true ? 1 : 2",
        "inputs.parameters['word'] contains 'a' and not (inputs.parameters.word matches '^b')",
        "map(filter([1, 2], # > 1), {# * 2})[0]",
        "reduce([1, 2], #acc + #, 0)",
        "let x = fromJSON(inputs.parameters.word); x?.a ?? x['b c'] ?? 'none'",
        "toJson({\"a\": {\"b\": [1, 0x1f, 1.5e3]} })",
        "inputs.parameters.word not in ['a', 'b']",
        "sprig.trim(inputs.parameters.word) | upper()",
        "if 1 < 2 { 'a' } else { 'b' } ",
        "fromJSON(inputs.parameters.word)[1:3]",
        "len(inputs.parameters.word) > 0 || workflow.name startsWith \"a\\u007b\"",
        "1..3",
        "1 < len(inputs.parameters.word) <= 3",
        "(inputs.parameters.word ?? 'a') + 'b'",
    ] {
        assert_eq!(of(right), [""; 0], "{right}");
    }
    for (wrong, code) in [
        ("inputs.parameters.word ?? 'a' + 'b'", "AR311"),
        ("1 +", "AR311"),
        ("'a", "AR311"),
        ("a b", "AR311"),
        ("{\"a\": {\"b\": 1}}", "AR311"),
        ("# > 1", "AR311"),
        ("asint('1')", "AR312"),
        ("sprig.trimmed('a')", "AR312"),
        ("sprig.env('HOME')", "AR312"),
        ("replace('a', 'b')", "AR312"),
        ("filter('abc', # > 1)", "AR312"),
        ("'1' == 1", "AR312"),
        ("!inputs.parameters.word", "AR312"),
        ("inputs.parameters.word - 1", "AR312"),
        ("'a' in inputs.parameters.word", "AR312"),
        ("inputs.parameters.word == true", "AR313"),
        ("input.parameters.word", "AR323"),
        ("workflow.nam", "AR323"),
        ("item", "AR323"),
        ("tasks.first.status", "AR323"),
    ] {
        assert!(of(wrong).contains(&code), "{wrong}: {:?}", of(wrong));
    }
    let hyphen = BASE.replace("asInt(inputs.parameters.times) + 1", "inputs.parameters.to-say");
    let help = with("AR323", &findings(&hyphen)).unwrap().help.unwrap();
    assert_eq!(help, "a name with a hyphen needs brackets: `parameters['to-say']`");
}

#[test]
fn examples_have_no_errors() {
    let Some(files) = common::corpus("argo-examples") else { return };
    let sources: Vec<_> = files.iter().map(|(_, text)| read(text, None).unwrap()).collect();
    let mut wrong = Vec::new();
    for ((name, _), findings) in files.iter().zip(lint(&sources, &Limits::default())) {
        for finding in findings {
            if finding.severity == Severity::Error {
                wrong.push(format!("{}: {finding}", name.rsplit("argo-examples/").next().unwrap()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What KFP's own compiler makes for Argo has none, either.
#[test]
fn workflows_of_kfp_have_no_errors() {
    let Some(files) = common::corpus("kfp-argo-golden") else { return };
    assert!(files.len() > 80);
    for (name, text) in files {
        let errors = findings(&text).into_iter().filter(|f| f.severity == Severity::Error);
        assert_eq!(errors.collect::<Vec<_>>(), [], "{name}");
    }
}

#[test]
fn what_we_emit_of_our_own_files_has_no_findings() {
    let mut files = Vec::new();
    common::files(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir"), &mut files);
    let mut seen = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let document = kfp_ir::codec::read(&text, Format::Yaml).unwrap().document;
        let Some(info) = check(&document, &Target::Argo40).info else { continue };
        let Ok(lowered) = lower(&document, &info, &Options::default()) else { continue };
        assert_eq!(findings(&to_yaml(&lowered.manifests).unwrap()), [], "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 8, "only {seen} files");
}

#[test]
fn what_a_run_has_to_give() {
    let text = "kind: Workflow\nspec:\n  entrypoint: a\n  arguments: {parameters: [{name: y}]}\n  templates:\n  - name: a\n    inputs: {parameters: [{name: x}]}\n    container: {image: c, command: [d]}\n";
    assert_eq!(
        findings(text).iter().map(|f| (f.code, f.position.unwrap().line)).collect::<Vec<_>>(),
        [("AR322", 4)]
    );
    assert_eq!(findings(&text.replace("{name: y}", "{name: x}")), []);
    assert_eq!(findings(&text.replace("kind: Workflow", "kind: WorkflowTemplate")), []);
}

/// Whatever is missing, there are findings and never a panic.
#[test]
fn examples_without_any_line() {
    let Some(files) = common::corpus("argo-examples") else { return };
    for (_, text) in files.iter().step_by(3) {
        let lines: Vec<&str> = text.lines().collect();
        for left_out in (0..lines.len()).step_by(2) {
            let rest = lines.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, line)| *line);
            let rest = rest.collect::<Vec<_>>().join("\n");
            if let Ok(source) = read(&rest, None) {
                let found = lint(&[source], &Limits::default()).remove(0);
                assert!(found.iter().all(|f| f.position.is_some() && !f.message.is_empty()), "{found:#?}");
            }
        }
    }
}

#[test]
fn what_we_emit_has_no_findings() {
    let Some(files) = common::corpus("kfp-ir") else { return };
    let mut wrong = Vec::new();
    for (name, text) in files {
        let document = kfp_ir::codec::read(&text, Format::Yaml).unwrap().document;
        let info = check(&document, &Target::Argo40).info.unwrap();
        let Ok(lowered) = lower(&document, &info, &Options::default()) else { continue };
        let text = to_yaml(&lowered.manifests).unwrap();
        wrong.extend(findings(&text).into_iter().map(|finding| format!("{name}: {finding}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
