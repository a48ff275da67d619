//! Workflows lowered from KFP's own pipelines and from ours are what Argo accepts.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::fs;
use std::path::{Path, PathBuf};

use kfp_argo::{
    Concurrency, Limits, ObjectKind, Options, PodGc, Profile, Schedule, Security, lower, to_yaml,
};
use kfp_ir::codec::{Format, read};
use kfp_ir::valid::check;
use kfp_tests::{Engine, corpus, files_below};

/// Lowers every file of a folder that can be lowered; gives the files of the workflows.
fn lowered(folder: &Path, out: &Path, profile: Profile) -> Vec<PathBuf> {
    let mut workflows = Vec::new();
    for path in files_below(folder, &["yaml"]).unwrap() {
        let document = read(&fs::read_to_string(&path).unwrap(), Format::Yaml).unwrap().document;
        let Some(info) = check(&document, &profile.target()).info else { continue };
        let Ok(lowered) = lower(&document, &info, &Options::new(profile)) else { continue };
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace(['/', '\\'], "-");
        let file = out.join(format!("{}-{name}", profile.name()));
        fs::write(&file, to_yaml(&lowered.manifests).unwrap()).unwrap();
        workflows.push(file);
    }
    workflows
}

/// The small pipeline of the gate as an object of every kind, with every option, for every version.
#[test]
fn every_kind_for_every_version() {
    let out = tempfile::tempdir().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kfp-argo/tests/ir/gate.yaml");
    let document = read(&fs::read_to_string(path).unwrap(), Format::Yaml).unwrap().document;
    let cron = Schedule {
        timezone: Some("Europe/Berlin".into()),
        concurrency: Concurrency::Forbid,
        starting_deadline_seconds: Some(60),
        suspend: true,
        successful_history: Some(1),
        failed_history: Some(2),
        ..Schedule::of(["0 3 * * *", "@hourly"])
    };
    let kinds = [
        ObjectKind::Workflow,
        ObjectKind::WorkflowTemplate,
        ObjectKind::ClusterWorkflowTemplate,
        ObjectKind::CronWorkflow(cron),
        ObjectKind::TemplateAndRun { cluster: false },
        ObjectKind::TemplateAndRun { cluster: true },
    ];
    let mut files = Vec::new();
    for profile in Profile::ALL {
        let info = check(&document, &profile.target()).info.unwrap();
        for (i, kind) in kinds.iter().enumerate() {
            for (j, gc) in PodGc::ALL.iter().enumerate() {
                let options = Options {
                    kind: kind.clone(),
                    namespace: Some("ml".into()),
                    labels: [("team".into(), "a".into())].into(),
                    image_pull_secrets: vec!["registry".into()],
                    ttl_failure_seconds: Some(60),
                    pod_gc: Some(*gc),
                    archive_logs: true,
                    security: Security::Restricted,
                    run_as_user: Some(1000),
                    ..Options::new(*profile)
                };
                let lowered = lower(&document, &info, &options).unwrap();
                for (n, manifest) in lowered.manifests.iter().enumerate() {
                    let file = out.path().join(format!("{}-{i}-{j}-{n}.yaml", profile.name()));
                    fs::write(&file, to_yaml(std::slice::from_ref(manifest)).unwrap()).unwrap();
                    files.push(file);
                }
            }
        }
    }
    assert_eq!(files.len(), 4 * 4 * 8);
    judge(&files);
}

/// A pipeline that is too large for one object, with more components than Argo takes templates.
#[test]
fn a_pipeline_in_several_workflows() {
    let out = tempfile::tempdir().unwrap();
    let mut text =
        String::from("pipelineInfo: {name: large}\nschemaVersion: 2.1.0\nsdkVersion: kfp-2.17.0\n");
    let (mut executors, mut components, mut tasks) = (String::new(), String::new(), String::new());
    for i in 0..600 {
        executors +=
            &format!("    exec-{i}: {{container: {{image: 'app:{i}', command: [run, '{{{{$}}}}']}}}}\n");
        components += &format!(
            "  comp-{i}: {{executorLabel: exec-{i}, inputDefinitions: {{parameters: {{x: {{parameterType: STRING}}}}}}, outputDefinitions: {{parameters: {{y: {{parameterType: STRING}}}}}}}}\n"
        );
        let (after, from) = match i % 10 {
            0 => (String::new(), "componentInputParameter: first".to_owned()),
            _ => (
                format!("dependentTasks: [t{}], ", i - 1),
                format!("taskOutputParameter: {{producerTask: t{}, outputParameterKey: y}}", i - 1),
            ),
        };
        tasks += &format!(
            "      t{i}: {{taskInfo: {{name: t{i}}}, componentRef: {{name: comp-{i}}}, {after}inputs: {{parameters: {{x: {{{from}}}}}}}}}\n"
        );
    }
    text += &format!(
        "deploymentSpec:\n  executors:\n{executors}components:\n{components}root:\n  inputDefinitions: {{parameters: {{first: {{parameterType: STRING}}}}}}\n  dag:\n    tasks:\n{tasks}"
    );
    let document = read(&text, Format::Yaml).unwrap().document;
    let info = check(&document, &Profile::V4_1.target()).info.unwrap();
    let limits = Limits { bytes: 140_000, ..Limits::of(Profile::V4_1) };
    let lowered = lower(&document, &info, &Options { limits, ..Options::new(Profile::V4_1) }).unwrap();
    assert!(lowered.manifests.len() > 2, "{}", lowered.stats.bytes);
    let mut files = Vec::new();
    for (n, manifest) in lowered.manifests.iter().enumerate() {
        files.push(out.path().join(format!("{n}.yaml")));
        fs::write(files.last().unwrap(), to_yaml(std::slice::from_ref(manifest)).unwrap()).unwrap();
    }
    judge(&files);
}

fn judge(workflows: &[PathBuf]) {
    for engine in [Engine::Argo, Engine::ArgoValidate, Engine::Kubernetes, Engine::HeraModels] {
        if let Some(verdicts) = engine.judge(workflows) {
            verdicts.assert_accepted();
        }
    }
}

#[test]
fn small_documents() {
    let out = tempfile::tempdir().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kfp-argo/tests/ir");
    let workflows: Vec<PathBuf> =
        Profile::ALL.iter().flat_map(|profile| lowered(&folder, out.path(), *profile)).collect();
    assert_eq!(workflows.len(), 14 * Profile::ALL.len());
    judge(&workflows);
}

#[test]
fn pipelines_of_kfp() {
    let Some(corpus) = corpus() else { return };
    let out = tempfile::tempdir().unwrap();
    let workflows = lowered(&corpus.join("kfp-ir"), out.path(), Profile::V4_1);
    assert!(workflows.len() > 80, "only {} were lowered", workflows.len());
    judge(&workflows);
}
