//! Every example in every format: as snapshots for reviewers, and judged by the engines.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::path::PathBuf;

use kfp_app::{App, File, Format, Request, Target};
use kfp_ir::codec;
use kfp_ir::model::PipelineSpec;
use kfp_tests::Engine;

fn apps() -> [App; 3] {
    [App::new().pipeline(train_deploy::train_deploy), ladder::app(), imported::app()]
}

/// Every example in one format.
fn emitted(format: Format, targets: &[Target]) -> Vec<File> {
    let request = Request { targets: targets.to_vec(), format, ..Request::default() };
    apps().iter().flat_map(|app| app.compile(&request).unwrap().files).collect()
}

/// The binary form of every example, without the files of platform settings beside it.
fn pipelines_in_binary() -> Vec<File> {
    let mut files = emitted(Format::Pb, &[Target::Kfp]);
    files.retain(|file| !file.name.ends_with(".platform.pb"));
    files
}

fn text(file: &File) -> &str {
    str::from_utf8(&file.bytes).unwrap()
}

fn snapshots(files: &[File]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in files {
            insta::assert_snapshot!(file.name.as_str(), text(file));
        }
    });
}

#[test]
fn kfp_yaml() {
    snapshots(&emitted(Format::Yaml, &[Target::Kfp]));
}

#[test]
fn kfp_json() {
    snapshots(&emitted(Format::Json, &[Target::Kfp]));
}

#[test]
fn argo_yaml() {
    snapshots(&emitted(Format::Yaml, &[Target::Argo]));
}

#[test]
fn kubernetes_manifests() {
    snapshots(&emitted(Format::Yaml, &[Target::Manifest]));
}

/// A snapshot of bytes says nothing to a reviewer: the binary form must hold what the YAML form shows.
#[test]
fn kfp_protobuf() {
    let yaml = emitted(Format::Yaml, &[Target::Kfp]);
    for binary in pipelines_in_binary() {
        let twin = yaml.iter().find(|file| file.pipeline == binary.pipeline).unwrap();
        let shown = codec::read(text(twin), codec::Format::Yaml).unwrap().document.pipeline;
        assert_eq!(codec::proto::decode::<PipelineSpec>(&binary.bytes).unwrap(), shown, "{}", binary.name);
    }
}

/// Compiling again gives the same bytes.
#[test]
fn output_is_stable() {
    for targets in [[Target::Kfp], [Target::Argo], [Target::Manifest]] {
        assert_eq!(emitted(Format::Yaml, &targets), emitted(Format::Yaml, &targets));
    }
}

/// Lets an engine judge files that were written to `folder`.
#[track_caller]
fn accepted(engine: Engine, folder: &std::path::Path, files: &[File]) {
    let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(&file.name)).collect();
    for (path, file) in paths.iter().zip(files) {
        std::fs::write(path, &file.bytes).unwrap();
    }
    if let Some(verdicts) = engine.judge(&paths) {
        verdicts.assert_accepted();
    }
}

#[test]
fn kfp_takes_every_example() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = emitted(Format::Yaml, &[Target::Kfp]);
    accepted(Engine::KfpSdk, folder.path(), &yaml);
    accepted(Engine::KfpApiServer, folder.path(), &yaml);
    let binary = pipelines_in_binary();
    let pairs: Vec<File> = binary.into_iter().zip(yaml).flat_map(|(binary, yaml)| [binary, yaml]).collect();
    accepted(Engine::KfpMessage, folder.path(), &pairs);
}

#[test]
fn argo_and_kubernetes_take_every_example() {
    let folder = tempfile::tempdir().unwrap();
    let workflows = emitted(Format::Yaml, &[Target::Argo]);
    accepted(Engine::Argo, folder.path(), &workflows);
    accepted(Engine::ArgoValidate, folder.path(), &workflows);
    accepted(Engine::HeraModels, folder.path(), &workflows);
    accepted(Engine::Kubernetes, folder.path(), &workflows);
    accepted(Engine::Kubernetes, folder.path(), &emitted(Format::Yaml, &[Target::Manifest]));
}
