//! `kfpc lint`: what is wrong in files for Argo, and where.

use crate::support::Folder;

const WRONG: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: wrong-}
spec:
  entrypoint: main
  templates:
  - name: main
    inputs:
      parameters:
      - {name: n, value: "1"}
    dag:
      tasks:
      - name: add
        template: add
        arguments:
          parameters:
          - {name: m, value: '{{=inputs.parameters.n + 1}}'}
      - name: again
        template: add
        when: '{{inputs.parameters.n}} > 3'
        arguments:
          parameters:
          - {name: n, value: 'pre-{{tasks.add.outputs.result}}'}
  - name: add
    inputs: {parameters: [{name: n}]}
    container: {image: busybox, comand: [echo]}
"#;

#[test]
fn every_finding_with_its_line() {
    let folder = Folder::new();
    folder.write("wrong.yaml", WRONG);
    folder.call(["argo", "good.yaml", "-o", "good.argo.yaml"]);
    let outcome = folder.call(["lint", "wrong.yaml", "good.argo.yaml", "good.yaml"]);
    insta::assert_snapshot!(outcome.transcript());
}

#[test]
fn findings_for_programs() {
    let folder = Folder::new();
    folder.write("wrong.yaml", WRONG);
    folder.write("noise.yaml", b"\xff\xfe");
    folder.write("tabs.yaml", "a:\n\t- b\n");
    let outcome =
        folder.call(["lint", "--format", "json", "wrong.yaml", "noise.yaml", "tabs.yaml", "missing.yaml"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (3, ""));
    insta::assert_snapshot!(outcome.text());
}

#[test]
fn what_we_emit_is_sound() {
    let folder = Folder::new();
    let lowered = folder.call(["argo", "good.yaml"]);
    let outcome = folder.call_with(["lint", "-", "--deny-warnings"], &lowered.out);
    assert_eq!((outcome.code, outcome.text()), (0, "standard input: ok\n"));
}
