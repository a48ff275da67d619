//! The command `list`.

use kfp_app::App;

use crate::support::{call, call_app};

#[test]
fn for_people() {
    let outcome = call(["list"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    insta::assert_snapshot!(outcome.text());
}

#[test]
fn for_programs() {
    let outcome = call(["list", "--format", "json"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let line = |l: &str| if l.contains("\"line\":") { "      \"line\": 0,".to_owned() } else { l.to_owned() };
    let text: Vec<_> = outcome.text().lines().map(line).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn a_program_without_pipelines() {
    assert_eq!(call_app(&App::new(), ["list"]).text(), "this program has no pipelines\n");
    let json = call_app(&App::new(), ["list", "--format=json"]);
    assert_eq!(json.text(), "{\n  \"pipelines\": [],\n  \"version\": 1\n}\n");
}
