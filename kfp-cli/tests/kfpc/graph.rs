//! `kfpc graph`: pictures in every format.

use crate::support::Folder;

#[test]
fn every_format() {
    let folder = Folder::new();
    for (format, start) in
        [("mermaid", "flowchart TB\n"), ("dot", "digraph "), ("svg", "<svg "), ("html", "<!doctype html>\n")]
    {
        let outcome = folder.call(["graph", "good.yaml", "--format", format]);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
        assert!(outcome.text().starts_with(start), "{}", outcome.text());
        let out = format!("out.{format}");
        let written = folder.call(["graph", "good.yaml", "--format", format, "-o", &out]);
        assert_eq!((written.code, written.out.len()), (0, 0));
        assert_eq!(folder.read(&out), outcome.out);
    }
}

#[test]
fn an_earlier_version_gives_colours() {
    let folder = Folder::new();
    let outcome = folder.call(["graph", "good.yaml", "--old", "good.yaml"]);
    assert!(outcome.code == 0 && outcome.text().contains("classDef never"), "{}", outcome.text());
    let other =
        String::from_utf8(folder.read("good.yaml")).unwrap().replacen("  name: ", "  name: other-", 1);
    folder.write("other.yaml", other);
    let outcome = folder.call(["graph", "good.yaml", "--old", "other.yaml", "--format", "html"]);
    assert!(outcome.code == 1 && outcome.err.contains("the pipelines are different ones"), "{}", outcome.err);
    assert_eq!(folder.call(["graph", "nothing.yaml"]).code, 3);
}

#[test]
fn what_is_too_large_for_places_is_drawn_by_others() {
    let folder = Folder::new();
    let task = |i: usize| {
        let after = if i == 0 { String::new() } else { format!(", dependentTasks: [t{}]", i / 2) };
        format!("      t{i}: {{componentRef: {{name: comp-c}}, taskInfo: {{name: t{i}}}{after}}}\n")
    };
    let tasks: String = (0..=1000).map(task).collect();
    folder.write(
        "large.yaml",
        format!(
            "pipelineInfo: {{name: large}}\nschemaVersion: 2.1.0\nsdkVersion: kfp-2.17.0\nroot:\n  dag:\n    tasks:\n{tasks}\
             components: {{comp-c: {{executorLabel: exec-c}}}}\n\
             deploymentSpec: {{executors: {{exec-c: {{container: {{image: busybox, command: [\"true\"]}}}}}}}}\n"
        ),
    );
    let outcome = folder.call(["graph", "large.yaml", "--format", "svg"]);
    assert_eq!(outcome.code, 1, "{}", outcome.err);
    assert!(outcome.err.contains("1001 tasks that hang together"), "{}", outcome.err);
    assert_eq!(folder.call(["graph", "large.yaml", "--format", "dot"]).code, 0);
}
