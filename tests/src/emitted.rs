//! Every file that can be made of a pipeline, judged by every engine that takes such a file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what cannot be emitted fails the test")]

use std::path::PathBuf;

use kfp_argo::{LowerErrors, Options, Profile, lower, to_yaml};
use kfp_ir::Document;
use kfp_ir::back::kfp::{self, ManifestOptions};
use kfp_ir::target::Target;
use kfp_ir::valid::{Info, check};
use tempfile::TempDir;

use crate::{Engine, Verdicts};

/// Files made of pipelines, in a temporary folder.
#[derive(Debug)]
pub struct Emitted {
    folder: TempDir,
    pipelines: Vec<PathBuf>,
    manifests: Vec<PathBuf>,
    messages: Vec<PathBuf>,
    workflows: Vec<PathBuf>,
}

impl Default for Emitted {
    fn default() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (pipelines, manifests, messages, workflows) = Default::default();
        Self { folder, pipelines, manifests, messages, workflows }
    }
}

impl Emitted {
    /// Writes a pipeline in every form that KFP takes. The messages must be those of `reference`, a file of the SDK, or
    /// where there is none, those of the YAML.
    ///
    /// # Panics
    ///
    /// When the check refuses the document or a back end fails.
    #[track_caller]
    pub fn add_kfp(&mut self, name: &str, document: &Document, reference: Option<PathBuf>) {
        let info = checked(name, document, &Target::Kfp217);
        let binary = kfp::binary(document, &info).unwrap();
        let options = ManifestOptions {
            name: Some(name.replace('_', "-").to_lowercase()),
            ..ManifestOptions::default()
        };
        let yaml = self.write(name, "kfp.yaml", kfp::yaml(document, &info).unwrap());
        let manifest = self.write(name, "manifest.yaml", kfp::manifest(document, &info, &options).unwrap());
        let mut same = vec![
            self.write(name, "kfp.json", kfp::json(document, &info).unwrap()),
            self.write(name, "pb", binary.pipeline),
            manifest.clone(),
        ];
        if let Some(platform) = binary.platform {
            same.push(self.write(name, "platform.pb", platform));
        }
        if reference.is_some() {
            same.push(yaml.clone());
        }
        let reference = reference.unwrap_or_else(|| yaml.clone());
        self.messages.extend(same.into_iter().flat_map(|path| [path, reference.clone()]));
        self.pipelines.push(yaml);
        self.manifests.push(manifest);
    }

    /// Lowers a pipeline to Argo, for every version.
    ///
    /// # Errors
    ///
    /// When it cannot be lowered.
    ///
    /// # Panics
    ///
    /// When the check refuses the document or the writer fails.
    #[track_caller]
    pub fn add_argo(&mut self, name: &str, document: &Document) -> Result<(), LowerErrors> {
        let info = checked(name, document, &Target::Argo40);
        for profile in Profile::ALL {
            let options = Options { profile: *profile, ..Options::default() };
            let lowered = lower(document, &info, &options)?;
            let text = to_yaml(&lowered.manifests).unwrap();
            let path = self.write(name, &format!("{}.argo.yaml", profile.name()), text);
            self.workflows.push(path);
        }
        Ok(())
    }

    /// Asks all engines; each must accept all files it takes.
    ///
    /// # Panics
    ///
    /// When an engine refuses a file, with its reasons.
    #[track_caller]
    pub fn assert_accepted(&self) {
        for (engine, files) in [
            (Engine::KfpMessage, &self.messages),
            (Engine::KfpApiServer, &self.pipelines),
            (Engine::KfpSdk, &self.pipelines),
            (Engine::Kubernetes, &self.manifests),
            (Engine::Kubernetes, &self.workflows),
            (Engine::Argo, &self.workflows),
            (Engine::ArgoValidate, &self.workflows),
            (Engine::HeraModels, &self.workflows),
        ] {
            if !files.is_empty() {
                engine.judge(files).as_ref().map(Verdicts::assert_accepted);
            }
        }
    }

    fn write(&self, name: &str, extension: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(format!("{name}.{extension}"));
        std::fs::write(&path, content).unwrap();
        path
    }
}

#[track_caller]
fn checked(name: &str, document: &Document, target: &Target) -> Info {
    let checked = check(document, target);
    checked.info.unwrap_or_else(|| panic!("{name}: {:#?}", checked.findings))
}
