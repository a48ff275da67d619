//! `kfpc size`: how much of the limit a workflow takes.

use crate::support::Folder;

#[test]
fn of_a_pipeline_and_of_its_workflow() {
    let folder = Folder::new();
    let outcome = folder.call(["size", "good.yaml"]);
    insta::assert_snapshot!(outcome.transcript());
    folder.call(["argo", "good.yaml", "-o", "good.argo.yaml"]);
    assert_eq!(folder.call(["size", "good.argo.yaml"]).text(), outcome.text());
    assert_eq!(folder.call_with(["size", "-"], &folder.read("good.argo.yaml")).text(), outcome.text());
    let report = folder.call(["size", "good.yaml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(report.text()).unwrap();
    assert_eq!(report["fits"], true);
    assert_eq!(report["objects"][0]["kind"], "Workflow");
}

#[test]
fn what_does_not_fit() {
    let folder = Folder::new();
    let long = "x".repeat(1 << 20);
    folder.write(
        "large.yaml",
        format!("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  entrypoint: a\n  templates:\n  - name: a\n    container: {{image: b, args: ['{long}']}}\n"),
    );
    let outcome = folder.call(["size", "large.yaml"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.text().contains("bytes too many"), "{}", outcome.text());
    assert_eq!(folder.call(["size", "missing.yaml"]).code, 3);
}
