//! `kfpc check`: good files, bad files, and what is no file at all.

use std::fs;
use std::io::Read as _;

use crate::support::{Folder, GOOD, command};

#[test]
fn a_good_file_in_every_form() {
    let folder = Folder::new();
    for to in ["json", "pb"] {
        assert_eq!(folder.call(["convert", "good.yaml", "--to", to, "-o", &format!("good.{to}")]).code, 0);
    }
    folder.write("no-extension", folder.read("good.json"));
    folder.write("binary", folder.read("good.pb"));
    folder.write("mark.yaml", format!("\u{feff}{GOOD}"));
    let files = ["good.yaml", "good.json", "good.pb", "no-extension", "binary", "mark.yaml", "-"];
    let outcome = folder.call_with(["check"].iter().chain(&files), GOOD.as_bytes());
    let expected = files.map(|f| format!("{}: ok\n", if f == "-" { "standard input" } else { f })).concat();
    assert_eq!((outcome.code, outcome.text(), outcome.err.as_str()), (0, expected.as_str(), ""));
}

#[test]
fn every_finding_of_every_file_with_its_line() {
    let folder = Folder::new();
    folder.write(
        "typo.yaml",
        GOOD.replace("componentInputParameter: who", "componentInputParameter: whom").replace(
            "          name: comp-hello\n        dependentTasks",
            "          name: comp-helo\n        dependentTasks",
        ),
    );
    folder.write(
        "field.yaml",
        GOOD.replace("executorLabel", "executorLable").replace("isOptional", "isoptional"),
    );
    let outcome = folder.call(["check", "typo.yaml", "good.yaml", "field.yaml"]);
    insta::assert_snapshot!(outcome.transcript());
}

#[test]
fn findings_for_programs() {
    let folder = Folder::new();
    folder.write("bad.yaml", GOOD.replace("- first\n", "- frist\n"));
    let outcome = folder.call(["check", "--format", "json", "bad.yaml", "good.yaml", "missing.yaml"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (3, ""));
    insta::assert_snapshot!(outcome.text());
}

#[test]
fn warnings_fail_only_when_asked_to() {
    let folder = Folder::new();
    folder.write("warned.yaml", GOOD.replace("constant: again", "constant: 1e3"));
    let outcome = folder.call(["check", "warned.yaml"]);
    assert_eq!((outcome.code, outcome.text()), (0, "warned.yaml: ok, 1 warning\n"));
    assert!(outcome.err.contains("warned.yaml:31:27"), "{}", outcome.err);
    assert_eq!(folder.call(["check", "warned.yaml", "--deny-warnings"]).code, 1);
}

#[test]
fn an_argo_target_also_asks_whether_argo_can_run_it() {
    let folder = Folder::new();
    let outcome = folder.call(["check", "--target", "argo-4.1", "good.yaml"]);
    assert_eq!((outcome.code, outcome.text()), (0, "good.yaml: ok\n"), "{}", outcome.err);
}

#[test]
fn files_that_are_no_pipelines() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("folder")).unwrap();
    let cut = GOOD.find("componentInputParameter").unwrap();
    let files: &[(&str, &[u8])] = &[
        ("empty.yaml", b""),
        ("empty", b""),
        ("truncated.yaml", &GOOD.as_bytes()[..cut]),
        ("truncated.json", b"{\"pipelineInfo\": {\"name\": \"gr"),
        ("tabs.yaml", b"root:\n\tdag: {}\n"),
        ("latin1.yaml", b"pipelineInfo:\n  name: caf\xe9\n"),
        ("twice.yaml", b"pipelineInfo: {name: a}\npipelineInfo: {name: b}\n"),
        ("workflow.yaml", b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {}\n"),
        ("noise.pb", b"\x0a\xff\xff\xff\x00"),
        ("image.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"),
    ];
    for (name, content) in files {
        folder.write(name, content);
    }
    let names = files.iter().map(|(name, _)| *name).chain(["folder", "missing.yaml", "good.yaml/below"]);
    for name in names {
        let outcome = folder.call(["check", name]);
        insta::assert_snapshot!(
            format!("no_pipeline_{}", name.replace(['.', '/'], "_")),
            outcome.transcript()
        );
    }
}

#[test]
fn hostile_files_are_refused_in_little_time() {
    let folder = Folder::new();
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for i in 1..30 {
        let inner = format!("*a{},", i - 1).repeat(10);
        bomb.push_str(&format!("a{i}: &a{i} [{inner}]\n"));
    }
    folder.write("bomb.yaml", bomb);
    folder.write("deep.yaml", "[".repeat(200_000));
    folder.write("deep.json", "{\"a\":".repeat(200_000));
    folder.write(
        "long.json",
        format!("{{\"pipelineInfo\": {{\"nam\": \"{}\"}}}}", "é\u{1b}[31m".repeat(200_000)),
    );
    for name in ["bomb.yaml", "deep.yaml", "deep.json", "long.json"] {
        let outcome = folder.call(["check", name]);
        assert_eq!(outcome.code, 1, "{name}: {}", outcome.err);
        assert!(outcome.err.len() < 5000 && !outcome.err.contains('\u{1b}'), "{name}: {}", outcome.err);
    }
}

#[test]
fn many_findings_stay_readable_and_complete() {
    let folder = Folder::new();
    let tasks: String = (0..2000)
        .map(|i| format!("      t{i}:\n        componentRef:\n          name: missing-{i}\n        taskInfo:\n          name: t{i}\n"))
        .collect();
    folder.write("many.yaml", GOOD.replace("    tasks:\n", &format!("    tasks:\n{tasks}")));
    let outcome = folder.call(["check", "many.yaml"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.text().starts_with("many.yaml: 2000 errors"), "{}", outcome.text());
    assert!((0..2000).all(|i| outcome.err.contains(&format!("missing-{i}`"))));
}

#[test]
fn a_reader_that_leaves_early_does_not_hide_errors() {
    let folder = Folder::new();
    folder.write("bad.yaml", GOOD.replace("executorLabel", "executorLable"));
    let files = vec!["bad.yaml"; 500];
    let args = ["check", "--format", "json"].into_iter().chain(files);
    let mut child = command(folder.path(), args).spawn().unwrap();
    drop(child.stdin.take());
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(1), ""));
}

#[test]
fn standard_input_is_read_once() {
    let outcome = Folder::new().call_with(["check", "-", "-"], GOOD.as_bytes());
    assert_eq!(outcome.code, 3);
    assert!(
        outcome.text().starts_with("standard input: ok\nstandard input: 1 error\n"),
        "{}",
        outcome.text()
    );
    assert!(outcome.err.contains("it can be read only once"), "{}", outcome.err);
}

#[cfg(unix)]
#[test]
fn paths_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new();
    let name = std::ffi::OsStr::from_bytes(b"\xff.yaml");
    folder.write(name, GOOD);
    let outcome = folder.call(["check".as_ref(), name]);
    assert_eq!((outcome.code, outcome.text()), (0, "\u{fffd}.yaml: ok\n"));
}
