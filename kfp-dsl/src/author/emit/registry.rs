//! The components and executors of a document: each is written once, however many tasks use it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::rc::Rc;

use kfp_ir::Document;
use kfp_ir::model::platform::argo::ArgoExecutorConfig;
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::{ComponentSpec, ContainerSpec, DagSpec, EnvVar, ExecutorSpec, PlatformExecutor};

use super::container::{Present, container, deciding, place, resolve_arguments};
use super::imported::{Fragment, KUBERNETES};
use super::interface::{self, add_output};
use super::names::{Unique, sanitize};
use super::settings::{ExecutorSettings, set_env};
use super::task_config;
use crate::author::{Body, BuildError, ComponentDef};

/// The platform of what Argo has and KFP has not.
pub(super) const ARGO: &str = "argo";

/// The variable that keeps apart two components with one command line but different inputs or outputs.
///
/// KFP's compiler files component specs under the hash of their container alone, so without it one of them would be
/// run with the interface of the other.
const MARKER: &str = "KFP_COMPONENT";

/// A component function that some task uses.
struct Known {
    def: &'static ComponentDef,
    /// What the function says, until a task takes it: most components have one task.
    fresh: Option<Box<Made>>,
    /// The inputs whose presence decides about its arguments; empty when it has no conditional ones.
    deciding: Vec<String>,
    /// What its file holds, when it is imported.
    fragment: Option<Fragment>,
    /// Component names by the settings of their executors.
    variants: HashMap<String, String>,
}

/// What a component function says, without the settings of any task.
struct Made {
    interface: ComponentSpec,
    container: ContainerSpec,
    /// What Argo does instead of the container.
    argo: Option<Box<ArgoExecutorConfig>>,
}

impl Made {
    fn by(
        def: &ComponentDef,
        fragment: Option<&Fragment>,
        executable: &str,
        problems: &mut Vec<BuildError>,
    ) -> Self {
        if let Some(fragment) = fragment {
            let interface = fragment.interface(def, problems);
            return Made { interface, container: fragment.container(), argo: None };
        }
        let interface = leaf_interface(def, problems);
        let (container, argo) = container(def, executable, problems);
        Made { interface, container, argo }
    }
}

impl Known {
    fn take(&mut self, executable: &str) -> Made {
        // Its problems were found the first time.
        let again = || Made::by(self.def, self.fragment.as_ref(), executable, &mut Vec::new());
        self.fresh.take().map_or_else(again, |made| *made)
    }
}

/// Everything that has been put into the document so far.
#[derive(Default)]
pub(super) struct Registry {
    pub(super) components: BTreeMap<String, ComponentSpec>,
    pub(super) executors: BTreeMap<String, ExecutorSpec>,
    pub(super) platform: BTreeMap<String, PlatformExecutor>,
    /// The same for other platforms.
    pub(super) other_platforms: BTreeMap<String, BTreeMap<String, PlatformExecutor>>,
    /// The imported pipelines as their files have them, by the names of their components.
    pub(super) imported: BTreeMap<String, Rc<Document>>,
    names: Unique,
    known: Vec<Known>,
    by_address: HashMap<usize, usize>,
    by_name: HashMap<&'static str, Vec<usize>>,
    /// The first component with each container, by the hash of that.
    containers: HashMap<u64, Vec<String>>,
    pub(super) importers: HashMap<String, String>,
}

impl Registry {
    /// The functions behind all leaf components, in the order of first use.
    pub(super) fn functions(&self) -> Vec<&'static ComponentDef> {
        self.known.iter().map(|known| known.def).collect()
    }

    /// Drops what is needed only while components are added.
    pub(super) fn forget(&mut self) {
        self.known = Vec::new();
        self.containers = HashMap::new();
    }

    /// Adds a component that is a graph.
    pub(super) fn add_dag(&mut self, name: &str, component: ComponentSpec) -> String {
        let name = format!("comp-{}", self.names.take(name));
        self.components.insert(name.clone(), component);
        name
    }

    /// What the file of an imported component says of its pod.
    pub(super) fn file_settings(
        &mut self,
        def: &'static ComponentDef,
        executable: &str,
        problems: &mut Vec<BuildError>,
    ) -> Option<KubernetesExecutorConfig> {
        let index = self.find(def, executable, problems);
        match self.known.get(index)?.fragment.as_ref()?.platforms().remove(KUBERNETES)? {
            PlatformExecutor::Kubernetes(config) => Some(*config),
            PlatformExecutor::Argo(_) | PlatformExecutor::Other(_) => None,
        }
    }

    /// The name of the component that runs the function with those settings.
    pub(super) fn leaf(
        &mut self,
        def: &'static ComponentDef,
        settings: ExecutorSettings,
        present: Option<&Present<'_>>,
        executable: &str,
        problems: &mut Vec<BuildError>,
    ) -> String {
        let index = self.find(def, executable, problems);
        let mut variant =
            if settings == ExecutorSettings::default() { String::new() } else { format!("{settings:?}") };
        let Some(known) = self.known.get_mut(index) else { return String::new() };
        let present = present.filter(|_| !known.deciding.is_empty());
        if let Some(present) = present {
            let _ = write!(
                variant,
                "{:?}",
                known.deciding.iter().map(|input| present(input)).collect::<Vec<_>>()
            );
        }
        if let Some(name) = known.variants.get(&variant) {
            return name.clone();
        }
        let stem = self.names.take(&sanitize(def.name));
        let (name, label) = labels(&stem);
        known.variants.insert(variant, name.clone());
        let Made { interface, mut container, argo } = known.take(executable);
        let mut platforms = known.fragment.as_ref().map(Fragment::platforms).unwrap_or_default();
        for EnvVar { name, value } in &settings.env {
            set_env(&mut container.env, name, value);
        }
        if let Some(present) = present {
            resolve_arguments(&mut container, present);
        }
        if settings.resources.is_some() {
            container.resources = settings.resources.map(Box::new);
        }
        if let Some(image) = settings.image {
            container.image = image;
        }
        if let Some(command) = settings.command {
            container.command = command;
        }
        if !matches!(def.body, Body::Rust { .. }) {
            let hash = container.short_hash();
            match self.first_with(hash, &container) {
                Some(first) if !same_interface(first, &interface) => {
                    set_env(&mut container.env, MARKER, &stem);
                }
                Some(_) => {}
                None => self.containers.entry(hash).or_default().push(name.clone()),
            }
        }
        let component = ComponentSpec { executor_label: Some(label.clone()), ..interface };
        self.components.insert(name.clone(), component);
        if let Some(platform) = settings.platform {
            platforms.insert(KUBERNETES.to_owned(), platform);
        }
        let mut argo = argo.unwrap_or_default();
        argo.extend(settings.argo);
        if *argo != ArgoExecutorConfig::default() {
            platforms.insert(ARGO.to_owned(), PlatformExecutor::Argo(argo));
        }
        self.add_platforms(&label, platforms);
        self.executors.insert(label, ExecutorSpec { container: Some(container), ..ExecutorSpec::default() });
        name
    }

    /// What a leaf component runs.
    pub(super) fn executor(&self, component: &str) -> Option<&ExecutorSpec> {
        self.executors.get(self.components.get(component)?.executor_label.as_ref()?)
    }

    /// The first component with an equal container, which has that hash.
    fn first_with(&self, hash: u64, container: &ContainerSpec) -> Option<&ComponentSpec> {
        let equal =
            |name: &&String| self.executor(name).is_some_and(|e| e.container.as_ref() == Some(container));
        self.components.get(self.containers.get(&hash)?.iter().find(equal)?)
    }

    /// What only Argo does for a component: its container has no image.
    pub(super) fn argo_only(&self, component: &str) -> Option<&'static str> {
        let settings = self.other_platforms.get(ARGO)?;
        let label = self.components.get(component)?.executor_label.as_ref()?;
        let container = self.executors.get(label)?.container.as_ref()?;
        match settings.get(label)? {
            PlatformExecutor::Argo(settings) if container.image.is_empty() => settings.instead(),
            _ => None,
        }
    }

    /// A free name for a component with an executor, and the label of that.
    pub(super) fn claim(&mut self, stem: &str) -> (String, String) {
        labels(&self.names.take(stem))
    }

    /// The name of the component that runs an imported pipeline. `retries` tells calls apart that hand down different
    /// retries.
    pub(super) fn graft(
        &mut self,
        def: &'static ComponentDef,
        retries: &str,
        problems: &mut Vec<BuildError>,
    ) -> String {
        let index = self.find(def, "", problems);
        let Some(known) = self.known.get_mut(index) else { return String::new() };
        if let Some(name) = known.variants.get(retries) {
            return name.clone();
        }
        let name = format!("comp-{}", self.names.take(&sanitize(def.name)));
        known.variants.insert(retries.to_owned(), name.clone());
        let Made { interface, .. } = known.take("");
        let Some(fragment) = known.fragment.as_ref() else { return name };
        let names = &mut self.names;
        let grafted = fragment.graft(interface, &mut |stem| names.take(&sanitize(stem)));
        self.imported.insert(name.clone(), fragment.document());
        self.components.insert(name.clone(), grafted.root);
        self.components.extend(grafted.components);
        self.executors.extend(grafted.executors);
        for (label, platforms) in grafted.platforms {
            self.add_platforms(&label, platforms);
        }
        name
    }

    fn add_platforms(&mut self, label: &str, platforms: BTreeMap<String, PlatformExecutor>) {
        for (platform, settings) in platforms {
            let executors = match platform.as_str() {
                KUBERNETES => &mut self.platform,
                _ => self.other_platforms.entry(platform).or_default(),
            };
            executors.insert(label.to_owned(), settings);
        }
    }

    fn find(
        &mut self,
        def: &'static ComponentDef,
        executable: &str,
        problems: &mut Vec<BuildError>,
    ) -> usize {
        let address = std::ptr::from_ref(def).addr();
        if let Some(index) = self.by_address.get(&address) {
            return *index;
        }
        let same_name = self.by_name.entry(def.name).or_default();
        for index in same_name.iter() {
            let Some(other) = self.known.get(*index).map(|known| known.def) else { continue };
            if (other.module, other.file, other.line) == (def.module, def.file, def.line) {
                self.by_address.insert(address, *index);
                return *index;
            }
            if matches!((&other.body, &def.body), (Body::Rust { .. }, Body::Rust { .. })) {
                let message = format!("two Rust components are called `{}`", def.name);
                let error = BuildError::new("B109", message, place(def))
                    .note("the other one is", place(other))
                    .note("names are unique in a program: `exec` finds a component by its name alone", None)
                    .help("give one of them another name: `#[component(name = \"..\")]`");
                problems.push(error);
            }
        }
        same_name.push(self.known.len());
        let fragment = Fragment::of(def, problems);
        let made = Made::by(def, fragment.as_ref(), executable, problems);
        let deciding = deciding(&made.container);
        self.known.push(Known {
            def,
            fresh: Some(Box::new(made)),
            deciding,
            fragment,
            variants: HashMap::new(),
        });
        self.by_address.insert(address, self.known.len() - 1);
        self.known.len() - 1
    }
}

/// Whether two leaf components have the same inputs and outputs.
fn same_interface(a: &ComponentSpec, b: &ComponentSpec) -> bool {
    a.input_definitions == b.input_definitions
        && a.output_definitions == b.output_definitions
        && a.single_platform_specs == b.single_platform_specs
        && a.task_config_passthroughs == b.task_config_passthroughs
}

fn labels(stem: &str) -> (String, String) {
    (format!("comp-{stem}"), format!("exec-{stem}"))
}

fn leaf_interface(def: &ComponentDef, problems: &mut Vec<BuildError>) -> ComponentSpec {
    let mut component = ComponentSpec::default();
    let mut seen = Vec::new();
    for input in def.inputs {
        let default = match input.default.map(|make| make()) {
            Some(Ok(value)) => {
                if let Some(fault) = super::constant::fault(&value, &input.kind) {
                    problems.push(bad_default(def, input.name, &fault));
                }
                Some(value)
            }
            Some(Err(fault)) => {
                problems.push(bad_default(def, input.name, &fault));
                None
            }
            None => None,
        };
        twice(&mut seen, def, "inputs", input.name, problems);
        let (name, kind, optional) = (input.name, input.kind, input.optional);
        interface::add_input(
            &mut component,
            interface::Input { name, kind, optional, default, docs: input.docs },
        );
    }
    seen.clear();
    for output in def.outputs.iter().chain(def.returns) {
        twice(&mut seen, def, "outputs", output.name, problems);
        add_output(&mut component, output.name, output.kind, output.docs);
    }
    task_config::check_component(def, problems);
    component.task_config_passthroughs = def.task_config.iter().map(|passthrough| passthrough.ir()).collect();
    component
}

fn twice<'a>(
    seen: &mut Vec<&'a str>,
    def: &ComponentDef,
    what: &str,
    name: &'a str,
    problems: &mut Vec<BuildError>,
) {
    if seen.contains(&name) {
        let message = format!("two {what} of component `{}` are called `{name}`", def.name);
        problems.push(BuildError::new("B103", message, place(def)).help("rename one of them"));
    }
    seen.push(name);
}

fn bad_default(def: &ComponentDef, input: &str, fault: &str) -> BuildError {
    let message =
        format!("the default of input `{input}` of component `{}` cannot be written: {fault}", def.name);
    BuildError::new("B106", message, place(def))
}

/// A component that is a graph of tasks.
pub(super) fn dag_component(component: ComponentSpec, dag: DagSpec) -> ComponentSpec {
    ComponentSpec { dag: Some(dag), ..component }
}
