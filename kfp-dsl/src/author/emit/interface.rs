//! What components take and give, as the IR declares it.

use kfp_ir::model::{
    ArtifactTypeSchema, ComponentInputArtifact, ComponentInputParameter, ComponentInputsSpec,
    ComponentOutputArtifact, ComponentOutputParameter, ComponentOutputsSpec, ComponentSpec, ParameterType,
    Value,
};

use crate::kinds::KindSpec;

fn artifact_type(title: &str, version: &str) -> Option<ArtifactTypeSchema> {
    Some(ArtifactTypeSchema {
        schema_title: Some(title.to_owned()),
        schema_version: version.to_owned(),
        ..ArtifactTypeSchema::default()
    })
}

/// One declared input.
pub(super) struct Input<'a> {
    pub(super) name: &'a str,
    pub(super) kind: KindSpec,
    pub(super) optional: bool,
    pub(super) default: Option<Value>,
    pub(super) docs: &'a str,
}

/// Adds an input to a component.
pub(super) fn add_input(component: &mut ComponentSpec, input: Input<'_>) {
    let inputs = component.input_definitions.get_or_insert_with(ComponentInputsSpec::default);
    let Input { name, kind, optional, default, docs } = input;
    match kind {
        KindSpec::Parameter { ty, literals, .. } => {
            let parameter = ComponentInputParameter {
                parameter_type: ty,
                is_optional: optional
                    || default.is_some()
                    || matches!(ty, ParameterType::TaskFinalStatus | ParameterType::TaskConfig),
                default_value: default,
                description: docs.to_owned(),
                literals: literals.map(|list| list()).unwrap_or_default(),
                ..ComponentInputParameter::default()
            };
            inputs.parameters.insert(name.to_owned(), Box::new(parameter));
        }
        KindSpec::Artifact { title, version } | KindSpec::ArtifactList { title, version } => {
            let artifact = ComponentInputArtifact {
                artifact_type: artifact_type(title, version),
                is_artifact_list: is_artifact_list(kind),
                is_optional: optional,
                description: docs.to_owned(),
            };
            inputs.artifacts.insert(name.to_owned(), Box::new(artifact));
        }
    }
}

/// Adds an output to a component.
pub(super) fn add_output(component: &mut ComponentSpec, name: &str, kind: KindSpec, docs: &str) {
    let outputs = component.output_definitions.get_or_insert_with(ComponentOutputsSpec::default);
    match kind {
        KindSpec::Parameter { ty, .. } => {
            let parameter = ComponentOutputParameter {
                parameter_type: ty,
                description: docs.to_owned(),
                ..ComponentOutputParameter::default()
            };
            outputs.parameters.insert(name.to_owned(), parameter.into());
        }
        KindSpec::Artifact { title, version } | KindSpec::ArtifactList { title, version } => {
            let artifact = ComponentOutputArtifact {
                artifact_type: artifact_type(title, version),
                is_artifact_list: is_artifact_list(kind),
                description: docs.to_owned(),
                ..ComponentOutputArtifact::default()
            };
            outputs.artifacts.insert(name.to_owned(), Box::new(artifact));
        }
    }
}

/// Whether values of the type travel by reference.
pub(super) fn is_artifact(kind: KindSpec) -> bool {
    !matches!(kind, KindSpec::Parameter { .. })
}

fn is_artifact_list(kind: KindSpec) -> bool {
    matches!(kind, KindSpec::ArtifactList { .. })
}

/// The parameter type; `Unspecified` for artifacts.
pub(super) fn parameter_type(kind: KindSpec) -> ParameterType {
    match kind {
        KindSpec::Parameter { ty, .. } => ty,
        _ => ParameterType::Unspecified,
    }
}
