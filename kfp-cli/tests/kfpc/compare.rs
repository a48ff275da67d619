//! `kfpc compare`: what a pipeline costs on KFP and on Argo.

use crate::support::Folder;

#[test]
fn every_format() {
    let folder = Folder::new();
    let text = folder.call(["compare", "good.yaml"]);
    let markdown = folder.call(["compare", "good.yaml", "--format", "markdown"]);
    insta::assert_snapshot!([text.transcript(), markdown.transcript()].join("\n"));
    let json = folder.call(["compare", "good.yaml", "good.yaml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.out).unwrap();
    let pipelines = json["pipelines"].as_array().unwrap();
    assert_eq!((&json["version"], pipelines.len()), (&1.into(), 2));
    assert_eq!(pipelines[0]["argo"]["pods"]["number"], 2);
    assert_eq!(folder.call(["compare", "nothing.yaml"]).code, 3);
}
