//! Emitted workflows run to their end on Argo's own controller, and their tasks make what they are to make.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kfp_argo::{Options, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::target::Target;
use kfp_ir::valid::check;
use kfp_tests::corpus;
use kfp_tests::runs::{Run, local_runs, run};
use serde_json::Value;

/// Pipelines of the corpus whose tasks are all Python functions, so that `kfp.local` runs them, too.
const PYTHON: &[&str] = &[
    "critical/artifact_cache",
    "critical/artifact_crust",
    "critical/component_with_optional_inputs",
    "critical/flip_coin",
    "critical/multiple_parameters_namedtuple",
    "critical/parallel_for_after_dependency",
    "critical/parameter_cache",
    "critical/parameter_oneof",
    "critical/pipeline_with_importer_workspace",
    "critical/pipeline_with_workspace",
    "essential/component_with_env_variable",
    "essential/embedded_artifact",
    "essential/pipeline_with_condition",
    "essential/pipeline_with_metrics_outputs",
    "essential/pipeline_with_nested_conditions",
    "essential/pipeline_with_params_containing_format",
    "essential/pipeline_with_reused_component",
    "if_elif_else_complex",
    "if_else_with_oneof_parameters",
    "local_execution/local_execution_pipeline_with_exit_handler",
    "local_execution/local_execution_pipeline_with_k8s_only_methods",
    "local_execution/local_execution_pipeline_with_oneof",
    "local_execution/pipeline_with_caching",
    "local_execution/pipeline_with_collected_artifacts",
    "parallel_and_nested/loop_consume_upstream",
    "parallel_and_nested/pipeline_with_loops",
    "pipeline_with_string_machine_fields_pipeline_input",
];

/// Where KFP's backend, and so Argo, says something else than `kfp.local`: the state of a group that went well, and
/// where files of a loop are.
const OTHERWISE: &[(&str, &str)] = &[
    ("exit:SUCCEEDED", "exit:COMPLETE"),
    ("ROOT/for-loop-1-iteration-0/create-file/file", "ROOT/for-loop-1/create-file/0/file"),
    ("ROOT/for-loop-1-iteration-1/create-file/file", "ROOT/for-loop-1/create-file/1/file"),
    ("ROOT/for-loop-1-iteration-2/create-file/file", "ROOT/for-loop-1/create-file/2/file"),
];

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runs/kfp_local.json")
}

fn lowered(file: &Path) -> String {
    let document = read(&fs::read_to_string(file).unwrap(), Format::Yaml).unwrap().document;
    let info = check(&document, &Target::Argo40).info.unwrap();
    to_yaml(&lower(&document, &info, &Options::default()).unwrap().manifests).unwrap()
}

/// What `kfp.local` made of the pipelines, recorded by `KFP_BLESS=1`: to run them takes much longer than Argo does.
fn of_kfp_local(folder: &Path) -> Option<BTreeMap<String, Value>> {
    if std::env::var_os("KFP_BLESS").is_some() {
        let cases = PYTHON
            .iter()
            .map(|name| serde_json::json!({"name": name, "file": folder.join(format!("{name}.yaml"))}));
        let made = local_runs(&cases.collect::<Vec<_>>())?;
        let failed: Vec<_> = made.values().filter(|run| run.get("error").is_some()).collect();
        assert!(failed.is_empty(), "kfp.local does not run {failed:#?}");
        fs::write(recorded(), format!("{}\n", serde_json::to_string_pretty(&made).unwrap())).unwrap();
    }
    let mut text = fs::read_to_string(recorded()).unwrap();
    for (local, backend) in OTHERWISE {
        text = text.replace(local, backend);
    }
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn python_pipelines_make_what_kfp_local_makes() {
    let Some(folder) = corpus().map(|corpus| corpus.join("kfp-ir")) else { return };
    let runs = PYTHON.iter().map(|name| Run {
        name: (*name).to_owned(),
        yaml: lowered(&folder.join(format!("{name}.yaml"))),
        ..Run::default()
    });
    let Some(ran) = run(&runs.collect::<Vec<_>>(), &[]) else { return };
    let Some(expected) = of_kfp_local(&folder) else { return };
    let mut wrong = Vec::new();
    for name in PYTHON {
        let (ran, expected) = (&ran[*name], &expected[*name]);
        let mut wanted = expected.get("tasks").and_then(Value::as_array).unwrap().clone();
        wanted.sort_by_key(Value::to_string);
        if ran.phase != "Succeeded" {
            wrong.push(ran.story());
        } else if ran.made() != wanted {
            let text = |made: &[Value]| made.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
            wrong.push(format!("{name} made\n{}\nkfp.local\n{}", text(&ran.made()), text(&wanted)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), PYTHON.len(), wrong.join("\n"));
}
