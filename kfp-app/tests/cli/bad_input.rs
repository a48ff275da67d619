//! Everything that a user can get wrong: the message, the exit code, and that nothing is written.

use std::fs;
use std::io::{self, Write};

use kfp_app::App;

use crate::support::{app, call, call_app, churn, empty, names, sweep, transcript};

mod twin {
    //! A pipeline and a component with names that others have.

    use kfp_dsl::prelude::*;

    /// Another component called `train`.
    #[component(image = "ghcr.io/acme/other:1")]
    pub(crate) fn train(rows: i64) -> Result<()> {
        assert!(rows > 0);
        Ok(())
    }

    /// Another pipeline called `churn`.
    #[pipeline(name = "churn")]
    pub(crate) fn other(p: &mut Scope) {
        p.task(train().rows(1));
    }

    /// A pipeline with another `train`.
    #[pipeline]
    pub(crate) fn third(p: &mut Scope) {
        p.task(train().rows(1));
    }
}

/// Hides line numbers of this file, which change with every edit.
fn stable(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(".rs:") {
        let (head, tail) = rest.split_at(at + 4);
        out.push_str(head);
        out.push('N');
        rest = tail.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out.push_str(rest);
    out
}

#[test]
fn mistakes_on_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_str().unwrap();
    for (name, args) in [
        ("unknown pipeline", &["-p", "chrun", "-p", "weekly"][..]),
        (
            "unknown and wrong parameters",
            &["--param", "rowz=1", "--param", "rows=many", "--param", "rates=1"],
        ),
        ("parameter of one pipeline", &["-p", "churn", "--param", "whatever=1"]),
        ("parameter without value", &["--param", "rows"]),
        ("unknown target", &["--target", "airflow"]),
        ("target without that form", &["--target", "argo", "--target", "manifest", "--format", "json"]),
        ("unknown option", &["--outt", "x"]),
    ] {
        let outcome = call(["compile", "--out", out].iter().chain(args));
        assert_eq!(outcome.code, 2, "{name}");
        insta::assert_snapshot!(
            format!("usage_{}", name.replace(' ', "_")),
            transcript(&outcome, dir.path())
        );
    }
    assert!(names(dir.path()).is_empty());
}

#[test]
fn standard_output_takes_one_file() {
    let outcome = call(["compile", "--out", "-"]);
    assert_eq!((outcome.code, outcome.out.len()), (2, 0));
    insta::assert_snapshot!(outcome.err);
    let outcome = call(["compile", "--out", "-", "--check"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("name the folder"), "{}", outcome.err);
}

#[test]
fn pipelines_with_errors_show_the_lines_and_write_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let app = app().pipeline(empty);
    let outcome = call_app(&app, ["compile".as_ref(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(outcome.code, 1);
    assert!(!out.exists());
    insta::assert_snapshot!(outcome.err);
    let outcome = call_app(&app, ["compile", "-p", "churn", "-o", out.to_str().unwrap()]);
    assert_eq!(outcome.code, 0, "the other pipelines still compile: {}", outcome.err);
}

#[test]
fn two_of_one_name() {
    let pipelines = App::new().pipeline(churn).pipeline(twin::other);
    let components = App::new().pipeline(sweep).pipeline(twin::third);
    for (name, app) in [("two_pipelines_of_one_name", pipelines), ("two_components_of_one_name", components)]
    {
        let outcome = call_app(&app, ["compile", "-o", "-", "-t", "kfp"]);
        assert_eq!((outcome.code, outcome.out.len()), (1, 0), "{name}");
        insta::assert_snapshot!(name, stable(&outcome.err));
    }
}

#[test]
fn a_program_without_pipelines_says_so() {
    let outcome = call_app(&App::new(), ["compile", "-p", "x"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("this program has no pipelines"), "{}", outcome.err);
    let dir = tempfile::tempdir().unwrap();
    let outcome = call_app(&App::new(), ["compile", "-o", dir.path().to_str().unwrap()]);
    assert_eq!(outcome.code, 2, "{}", outcome.err);
}

#[test]
fn unwritable_output() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let out = dir.path().join("file/below");
    let outcome = call(["compile".as_ref(), "--out".as_ref(), out.as_os_str()]);
    insta::assert_snapshot!("unwritable_folder", transcript(&outcome, dir.path()));

    let out = dir.path().join("out");
    fs::create_dir_all(out.join("churn.kfp.yaml")).unwrap();
    let outcome = call(["compile".as_ref(), "--out".as_ref(), out.as_os_str()]);
    insta::assert_snapshot!("folder_in_the_place_of_a_file", transcript(&outcome, dir.path()));
    assert_eq!(names(&out), ["churn.kfp.yaml"], "no half of the output");

    let outcome = call(["compile".as_ref(), "--check".as_ref(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(outcome.code, 3);
}

#[test]
fn exec_is_refused_where_streams_are_not_the_process() {
    let outcome = call(["exec", "train", "--executor-input", "{}"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("`exec` needs a process of its own"), "{}", outcome.err);
}

#[cfg(unix)]
#[test]
fn paths_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    let outcome = call(["compile".as_ref(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert_eq!(names(&out).len(), 4);
}

/// A reader that is gone, or a full disk.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
    let mut err = Vec::new();
    for args in [&["pipelines", "list"][..], &["pipelines", "--help"], &["pipelines", "completions", "bash"]]
    {
        let code = app().run_from(args, &mut Broken(io::ErrorKind::BrokenPipe), &mut err);
        assert_eq!((code, err.len()), (0, 0), "{args:?}");
        let code = app().run_from(args, &mut Broken(io::ErrorKind::StorageFull), &mut io::sink());
        assert_eq!(code, 3, "{args:?}");
        let code = app().run_from(
            args,
            &mut Broken(io::ErrorKind::StorageFull),
            &mut Broken(io::ErrorKind::BrokenPipe),
        );
        assert_eq!(code, 3, "{args:?}");
    }
    // What is wrong is told to who still listens.
    let stale = ["pipelines", "compile", "--check", "--out", "no/such/folder"];
    let code = app().run_from(stale, &mut Broken(io::ErrorKind::BrokenPipe), &mut err);
    let told = String::from_utf8(err).unwrap();
    assert!(code == 1 && told.contains("not up to date"), "{code}: {told}");
}
