//! Importers in the IR.

use kfp_ir::model::{
    ArtifactTypeSchema, ComponentSpec, ExecutorSpec, ImporterSpec, PipelineTaskSpec, Value,
    ValueOrRuntimeParameter,
};

use super::interface::{self, add_output};
use super::registry::Registry;
use crate::author::graph::ImporterNode;
use crate::author::importer::{ARTIFACT, URI};
use crate::kinds::KindSpec;

impl Registry {
    /// The name of the component of an importer; equal importers share one.
    pub(super) fn importer(&mut self, node: &ImporterNode) -> String {
        let (interface, executor) = (interface_of(node), executor(node));
        let key = format!("{interface:?}{executor:?}");
        if let Some(name) = self.importers.get(&key) {
            return name.clone();
        }
        let (name, label) = self.claim("importer");
        self.components
            .insert(name.clone(), ComponentSpec { executor_label: Some(label.clone()), ..interface });
        self.executors.insert(label, executor);
        self.importers.insert(key, name.clone());
        name
    }
}

pub(super) fn interface_of(node: &ImporterNode) -> ComponentSpec {
    let mut component = ComponentSpec::default();
    for (name, kind) in &node.inputs {
        let input = interface::Input { name, kind: *kind, optional: false, default: None, docs: "" };
        interface::add_input(&mut component, input);
    }
    add_output(&mut component, ARTIFACT, node.importer.kind, "");
    component
}

fn executor(node: &ImporterNode) -> ExecutorSpec {
    let importer = &node.importer;
    let uri = match &importer.uri {
        Some(text) => ValueOrRuntimeParameter {
            constant: Some(Value::String(text.clone())),
            ..ValueOrRuntimeParameter::default()
        },
        None => ValueOrRuntimeParameter {
            runtime_parameter: Some(URI.to_owned()),
            ..ValueOrRuntimeParameter::default()
        },
    };
    let type_schema = match importer.kind {
        KindSpec::Artifact { title, version } | KindSpec::ArtifactList { title, version } => {
            Some(ArtifactTypeSchema {
                schema_title: Some(title.to_owned()),
                schema_version: version.to_owned(),
                ..ArtifactTypeSchema::default()
            })
        }
        KindSpec::Parameter { .. } => None,
    };
    let spec = ImporterSpec {
        artifact_uri: Some(uri),
        type_schema,
        reimport: importer.reimport,
        metadata: (!node.metadata.0.is_empty()).then(|| node.metadata.clone()),
        download_to_workspace: importer.workspace,
        ..ImporterSpec::default()
    };
    ExecutorSpec { importer: Some(Box::new(spec)), ..ExecutorSpec::default() }
}

/// Whether KFP could not run an importer where it is: it finds its address only among the inputs of the graph around
/// it, and does not wait for tasks (kfp: `importer_launcher.go`, `argocompiler/importer.go`).
pub(super) fn needs_hop(task: &PipelineTaskSpec) -> bool {
    let uri = task.inputs.as_ref().and_then(|inputs| inputs.parameters.get(URI));
    let elsewhere = uri.is_some_and(|uri| {
        uri.task_output_parameter.is_some() || !uri.parameter_expression_selector.is_empty()
    });
    elsewhere || !task.dependent_tasks.is_empty()
}
