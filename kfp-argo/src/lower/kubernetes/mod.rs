//! The `kubernetes` platform: what an executor asks of its pod.

mod names;
mod scheduling;
mod volumes;

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::Document;
use kfp_ir::model::platform::PipelineConfig;
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::{PlatformExecutor, Value};
use kfp_ir::path::{At, IrPath};
use kfp_ir::target::WORKSPACE_PATH;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::container::plain;
use crate::lower::entry::{Entry, Patch, list};
use crate::lower::facts::{Body, Facts};
use crate::lower::graph::Scope;
use crate::lower::inputs::Bindings;
use crate::lower::instance::Use;
use crate::lower::leaf::Leaf;
use crate::lower::source::{Bound, Source};
use crate::model::{
    Container, Metadata, Parameter, SecurityContext, Template, VolumeClaimSpec, VolumeClaimTemplate,
};
use names::{Name, argument, executor_path, fixed, item, late, names};

/// The volume of the workspace.
const WORKSPACE: &str = "kfp-workspace";

/// The settings of a document.
#[derive(Debug, Default)]
pub(super) struct Settings<'a> {
    executors: BTreeMap<&'a str, &'a KubernetesExecutorConfig>,
    pub(super) pipeline: Option<&'a PipelineConfig>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(document: &'a Document, report: &mut crate::loss::Report) -> Self {
        let mut settings = Settings::default();
        for (name, platform) in document.platform.iter().flat_map(|p| &p.platforms) {
            let path = IrPath::new(["platforms", name]);
            let executors = platform.deployment_spec.iter().flat_map(|d| &d.executors);
            for (label, executor) in executors {
                match executor {
                    PlatformExecutor::Kubernetes(config) => _ = settings.executors.insert(label, config),
                    PlatformExecutor::Argo(_) => {}
                    PlatformExecutor::Other(_) => report.differs(
                        "AR210",
                        path.key("deploymentSpec").key("executors").key(label),
                        format!("settings for the platform `{name}` have no effect, neither here nor in KFP's own backend"),
                        "",
                    ),
                }
            }
            if name == "kubernetes" {
                settings.pipeline = platform.pipeline_config.as_ref();
            }
        }
        settings
    }
}

impl<'a> Settings<'a> {
    /// Those of an executor.
    pub(super) fn of(&self, label: &str) -> Option<&'a KubernetesExecutorConfig> {
        self.executors.get(label).copied()
    }
}

impl Context<'_> {
    /// The arguments that a task passes for the settings of its pod.
    pub(super) fn kubernetes_arguments(
        &mut self,
        scope: &Scope<'_>,
        child: &Facts<'_>,
        bindings: &Bindings<'_>,
    ) -> Vec<(String, Bound)> {
        let Body::Container(leaf) = &child.body else { return Vec::new() };
        let Some(config) = self.kubernetes.of(leaf.label) else { return Vec::new() };
        let mut arguments = Vec::new();
        for late in late(config, leaf.label) {
            let errors = self.report.errors.len();
            match bindings.source(self, scope, &late.input, None, &At::of(&late.path)) {
                Some(bound) => arguments.push((late.argument, bound)),
                None if self.report.errors.len() == errors => {
                    let source = Source::Constant(Value::Null);
                    arguments.push((late.argument, Bound { source, nullable: true }));
                }
                None => {}
            }
        }
        arguments
    }

    /// The secrets with which all pods pull images.
    pub(super) fn image_pull_secrets(&self) -> Vec<String> {
        let own = self.kubernetes.executors.values().flat_map(|config| {
            let secrets = names(config).into_iter().filter(|(field, _, _)| *field == "imagePullSecret");
            secrets.filter_map(|(_, _, input)| fixed(&input).map(plain)).collect::<Vec<_>>()
        });
        let all: BTreeSet<String> = self.options.image_pull_secrets.iter().cloned().chain(own).collect();
        all.into_iter().filter(|name| !name.is_empty()).collect()
    }

    /// The claim for the workspace of a run.
    pub(super) fn workspace_claims(&self) -> Vec<VolumeClaimTemplate> {
        let Some(workspace) = self.kubernetes.pipeline.and_then(|p| p.workspace.as_ref()) else {
            return Vec::new();
        };
        let patch = workspace.kubernetes.as_ref().and_then(|k| k.pvc_spec_patch.as_ref()).map(|p| &p.0);
        let modes = match patch.and_then(|p| p.get("accessModes")) {
            Some(Value::List(modes)) => modes.iter().map(plain).collect(),
            _ => vec!["ReadWriteOnce".to_owned()],
        };
        let spec = VolumeClaimSpec {
            access_modes: modes,
            storage_class_name: patch.and_then(|p| p.get("storageClassName")).map(plain),
            resources: volumes::storage(&workspace.size),
        };
        let metadata = Metadata { name: Some(WORKSPACE.to_owned()), ..Metadata::default() };
        vec![VolumeClaimTemplate { metadata, spec }]
    }

    /// Puts the settings of an executor into its template.
    pub(super) fn kubernetes_settings(
        &mut self,
        leaf: &Leaf<'_>,
        use_: &Use,
        template: &mut Template,
        container: &mut Container,
        patch: &mut Patch,
    ) {
        if self.kubernetes.pipeline.is_some_and(|p| p.workspace.is_some()) {
            container.volume_mounts.push(volumes::mount(WORKSPACE, WORKSPACE_PATH));
        }
        let Some(config) = self.kubernetes.of(leaf.label) else { return };
        let path = executor_path(leaf.label);
        for late in late(config, leaf.label) {
            template.inputs.parameters.push(Parameter::named(late.argument));
        }
        volumes::environment(config, use_, container, patch);
        volumes::volumes(config, use_, template, container, patch);
        pull_secrets(config, use_, patch);
        scheduling::lower(self.report, config, use_, template, patch, &path);
        let metadata = config.pod_metadata.as_ref().map(|m| Metadata {
            labels: m.labels.clone(),
            annotations: m.annotations.clone(),
            ..Metadata::default()
        });
        template.metadata = metadata.filter(|m| *m != Metadata::default()).map(Box::new);
        if !config.image_pull_policy.is_empty() {
            container.image_pull_policy = Some(config.image_pull_policy.clone());
        }
        template.active_deadline_seconds = Some(config.active_deadline_seconds).filter(|s| *s > 0);
        container.security_context = config.security_context.as_ref().map(|s| SecurityContext {
            run_as_user: s.run_as_user,
            run_as_group: s.run_as_group,
            run_as_non_root: s.run_as_non_root,
            ..SecurityContext::default()
        });
        template.init_containers = config.init_containers.iter().map(volumes::init_container).collect();
    }
}

/// Secrets that only a run knows; fixed ones are those of all pods.
fn pull_secrets(config: &KubernetesExecutorConfig, use_: &Use, patch: &mut Patch) {
    let mut secrets = Vec::new();
    for (field, i, input) in names(config).iter().filter(|(field, _, _)| *field == "imagePullSecret") {
        let named = |name| Expr::Map(vec![("name".into(), name)]);
        if fixed(input).is_none() {
            let json = Expr::Input(argument(field, *i));
            secrets.push(match Name::new(field, *i, input, use_) {
                Name::Text(_) => Entry::Always(named(json.parsed())),
                Name::Maybe(json) => item(&json, named),
            });
        }
    }
    if !secrets.is_empty() {
        patch.pod.push(("imagePullSecrets".to_owned(), Entry::Always(list(secrets))));
    }
}
