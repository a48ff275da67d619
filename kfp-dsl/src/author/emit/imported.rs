//! Components and pipelines from files: what a file holds becomes part of the document as it is, under names that are
//! free there.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_ir::model::{
    ArtifactTypeKind, ArtifactTypeSchema, ComponentSpec, ContainerSpec, ExecutorSpec, ParameterType,
    PlatformExecutor,
};
use kfp_ir::pass::share::share;

use super::container::place;
use crate::author::{Body, BuildError, ComponentDef};
use crate::kinds::KindSpec;

/// The platform of KFP's own backend.
pub(super) const KUBERNETES: &str = "kubernetes";

/// What a file holds: a document whose root is the component.
pub(super) struct Fragment(Rc<Document>);

/// An imported pipeline under its new names.
pub(super) struct Grafted {
    pub(super) root: ComponentSpec,
    pub(super) components: BTreeMap<String, ComponentSpec>,
    pub(super) executors: BTreeMap<String, ExecutorSpec>,
    /// By executor, then by platform.
    pub(super) platforms: BTreeMap<String, BTreeMap<String, PlatformExecutor>>,
}

impl Fragment {
    /// The fragment of an imported component; `None` for all others.
    pub(super) fn of(def: &ComponentDef, problems: &mut Vec<BuildError>) -> Option<Self> {
        let Body::Imported { ir, .. } = def.body else { return None };
        match read(ir, Format::Json) {
            Ok(source) => Some(Fragment(Rc::new(source.document))),
            Err(error) => {
                let message = format!("the imported component `{}` cannot be read: {error}", def.name);
                let help = "build the crate again: its code is of another version";
                problems.push(BuildError::new("B127", message, place(def)).help(help));
                Some(Fragment(Rc::default()))
            }
        }
    }

    pub(super) fn document(&self) -> Rc<Document> {
        Rc::clone(&self.0)
    }

    /// The interface as the file has it; reports types that Rust has otherwise.
    pub(super) fn interface(&self, def: &ComponentDef, problems: &mut Vec<BuildError>) -> ComponentSpec {
        let root = self.0.pipeline.root.clone().unwrap_or_default();
        let interface = ComponentSpec { dag: None, executor_label: None, ..root };
        let mut check = |what: &str, name: &str, kind: KindSpec, fits: Option<bool>| {
            if fits != Some(true) {
                let file = if fits.is_none() {
                    "the file has none of that name"
                } else {
                    "the file has another type"
                };
                let message = format!("{what} `{name}` of `{}` cannot be {}: {file}", def.name, shown(kind));
                let help = "give it a type that fits, or none, where the component is imported";
                problems.push(BuildError::new("B127", message, place(def)).help(help));
            }
        };
        let inputs = interface.input_definitions.as_ref();
        for input in def.inputs {
            let parameter = inputs.and_then(|i| i.parameters.get(input.name)).map(|p| p.parameter_type);
            let artifact = inputs.and_then(|i| i.artifacts.get(input.name));
            let artifact = artifact.map(|a| (a.artifact_type.as_ref(), a.is_artifact_list));
            check("input", input.name, input.kind, fits(input.kind, parameter, artifact));
        }
        let outputs = interface.output_definitions.as_ref();
        for output in def.outputs {
            let parameter = outputs.and_then(|i| i.parameters.get(output.name)).map(|p| p.parameter_type);
            let artifact = outputs.and_then(|i| i.artifacts.get(output.name));
            let artifact = artifact.map(|a| (a.artifact_type.as_ref(), a.is_artifact_list));
            check("output", output.name, output.kind, fits(output.kind, parameter, artifact));
        }
        interface
    }

    fn label(&self) -> Option<&String> {
        self.0.pipeline.root.as_ref()?.executor_label.as_ref()
    }

    /// The container of a component; an empty one for a pipeline.
    pub(super) fn container(&self) -> ContainerSpec {
        let executor =
            self.label().and_then(|label| self.0.pipeline.deployment_spec.as_ref()?.executors.get(label));
        executor.and_then(|executor| executor.container.clone()).unwrap_or_default()
    }

    /// The settings of a component for platforms.
    pub(super) fn platforms(&self) -> BTreeMap<String, PlatformExecutor> {
        self.label().map(|label| platforms(&self.0, label)).unwrap_or_default()
    }

    /// The pipeline, with equal components once and under new names; `free` gives a name that is not taken.
    pub(super) fn graft(&self, interface: ComponentSpec, free: &mut dyn FnMut(&str) -> String) -> Grafted {
        let mut document = (*self.0).clone();
        share(&mut document);
        let root = document.pipeline.root.take().unwrap_or_default();
        let mut grafted = Grafted {
            root: ComponentSpec { dag: root.dag, ..interface },
            components: BTreeMap::new(),
            executors: BTreeMap::new(),
            platforms: BTreeMap::new(),
        };
        let mut names: HashMap<String, String> = HashMap::new();
        let mut labels: HashMap<String, String> = HashMap::new();
        let old = std::mem::take(&mut document.pipeline.components);
        let executors = document.pipeline.deployment_spec.take().unwrap_or_default().executors;
        for (name, mut component) in old {
            let stem = free(name.strip_prefix("comp-").unwrap_or(&name));
            if let Some(label) = &mut component.executor_label {
                let new = labels.entry(label.clone()).or_insert_with(|| format!("exec-{stem}"));
                if let Some(executor) = executors.get(label) {
                    grafted.executors.insert(new.clone(), executor.clone());
                }
                grafted.platforms.insert(new.clone(), platforms(&document, label));
                label.clone_from(new);
            }
            let new = format!("comp-{stem}");
            grafted.components.insert(new.clone(), component);
            names.insert(name, new);
        }
        let components = std::iter::once(&mut grafted.root).chain(grafted.components.values_mut());
        for task in components.flat_map(|c| c.dag.iter_mut()).flat_map(|dag| dag.tasks.values_mut()) {
            if let Some(reference) = &mut task.component_ref
                && let Some(new) = names.get(&reference.name)
            {
                reference.name.clone_from(new);
            }
        }
        grafted
    }
}

/// The settings of an executor, by platform.
fn platforms(document: &Document, label: &str) -> BTreeMap<String, PlatformExecutor> {
    let platforms = document.platform.iter().flat_map(|platform| &platform.platforms);
    let of_label = platforms.filter_map(|(name, single)| {
        let settings = single.deployment_spec.as_ref()?.executors.get(label)?;
        Some((name.clone(), settings.clone()))
    });
    of_label.collect()
}

/// Whether a type of Rust is that of the file; `None` when the file has nothing of the name.
fn fits(
    kind: KindSpec,
    parameter: Option<ParameterType>,
    artifact: Option<(Option<&ArtifactTypeSchema>, bool)>,
) -> Option<bool> {
    const ANY: &str = "system.Artifact";
    let (own, own_list) = match kind {
        KindSpec::Parameter { ty, .. } => {
            return parameter.map(|parameter| parameter == ty).or(artifact.map(|_| false));
        }
        KindSpec::Artifact { title, .. } => (title, false),
        KindSpec::ArtifactList { title, .. } => (title, true),
    };
    let Some((schema, list)) = artifact else { return parameter.map(|_| false) };
    let title = match schema.and_then(ArtifactTypeSchema::kind) {
        Some(ArtifactTypeKind::Title(title)) => title,
        _ => ANY,
    };
    Some(list == own_list && (title == own || title == ANY || own == ANY))
}

fn shown(kind: KindSpec) -> String {
    match kind {
        KindSpec::Parameter { ty, .. } => format!("a parameter of type {}", ty.name()),
        KindSpec::Artifact { title, .. } => format!("an artifact of type `{title}`"),
        KindSpec::ArtifactList { title, .. } => format!("a list of artifacts of type `{title}`"),
    }
}
