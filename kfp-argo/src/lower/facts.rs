//! What is known about each component before anything is emitted: its ports, what it stores and what it asks for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use kfp_ir::Document;
use kfp_ir::graph;
use kfp_ir::lang::argument::Argument;
use kfp_ir::model::platform::argo::ArgoExecutorConfig;
use kfp_ir::model::{
    ComponentInputParameter, ComponentSpec, DagSpec, ImporterSpec, ParameterType, PipelineSpec,
    PipelineTaskSpec, PlatformSpec, TaskInputArtifact, TaskInputParameter,
};
use kfp_ir::path::IrPath;
use kfp_ir::valid::{DagInfo, Info};

use crate::loss::Report;
use crate::lower::hook::Hooks;
use crate::lower::leaf::Leaf;
use crate::lower::looping;
use crate::lower::ports::Ports;
use crate::names::{self, Names};
use crate::options::Options;

/// The key under which the root is kept, as in [`graph::components`].
pub(super) const ROOT: &str = "";

/// One component.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) path: IrPath,
    pub(super) spec: &'a ComponentSpec,
    pub(super) body: Body<'a>,
    /// What templates of it are called.
    pub(super) base: String,
    pub(super) inputs: Ports,
    pub(super) outputs: Ports,
    /// Whether it, or something inside it, stores artifacts.
    pub(super) stores: bool,
    /// The input artifacts of which uri, type or metadata are asked for.
    pub(super) asks: BTreeSet<String>,
    /// The inputs whose presence decides about an argument.
    pub(super) decides: BTreeSet<String>,
    /// Inputs that a container reads without declaring them: the SDK gives them to the task for its resources.
    pub(super) undeclared: BTreeMap<String, String>,
}

/// What runs behind a component.
#[derive(Debug)]
pub(super) enum Body<'a> {
    Graph(Graph<'a>),
    Container(Leaf<'a>),
    Importer(&'a ImporterSpec),
    /// An error has been reported.
    Unknown,
}

/// A graph of tasks.
#[derive(Debug)]
pub(super) struct Graph<'a> {
    pub(super) dag: &'a DagSpec,
    pub(super) analysis: Cow<'a, DagInfo>,
    /// The tasks in name order, and what they are called in Argo.
    pub(super) tasks: Vec<(&'a str, &'a PipelineTaskSpec)>,
    pub(super) names: Vec<String>,
}

impl Graph<'_> {
    /// The position of a task.
    pub(super) fn position(&self, task: &str) -> Option<usize> {
        self.tasks.binary_search_by_key(&task, |(name, _)| name).ok()
    }
}

impl Facts<'_> {
    /// Whether it is a component that makes uris of its own.
    pub(super) fn chooses_uris(&self) -> bool {
        matches!(&self.body, Body::Container(leaf) if leaf.chosen.uris)
    }

    /// Whether an input may be without a value although the task was given one.
    pub(super) fn nullable(&self, input: &str) -> bool {
        self.parameter(input).is_some_and(|p| p.is_optional && p.default_value.is_none())
            || self.artifact_optional(input)
    }

    pub(super) fn parameter(&self, input: &str) -> Option<&ComponentInputParameter> {
        self.spec.input_definitions.as_ref()?.parameters.get(input).map(Box::as_ref)
    }

    pub(super) fn artifact_optional(&self, input: &str) -> bool {
        let artifacts = self.spec.input_definitions.as_ref().map(|d| &d.artifacts);
        artifacts.and_then(|a| a.get(input)).is_some_and(|a| a.is_optional)
    }

    pub(super) fn input_is_list(&self, input: &str) -> bool {
        let artifacts = self.spec.input_definitions.as_ref().map(|d| &d.artifacts);
        artifacts.and_then(|a| a.get(input)).is_some_and(|a| a.is_artifact_list)
    }
}

/// All components by name, and the names in an order in which each comes after those that it uses.
#[derive(Debug, Default)]
pub(super) struct Components<'a> {
    map: HashMap<&'a str, Facts<'a>>,
    platform: Option<&'a PlatformSpec>,
    /// Whether results of earlier runs are looked for.
    memoize: bool,
}

impl<'a> Components<'a> {
    /// The Argo settings of an executor.
    pub(super) fn argo(&self, label: &str) -> Option<&'a ArgoExecutorConfig> {
        self.platform?.argo(label)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Facts<'a>> {
        self.map.get(name)
    }

    /// Looks at every component; those that are not there or cannot run are reported.
    pub(super) fn collect(
        document: &'a Document,
        bodies: &'a BTreeMap<String, ComponentSpec>,
        hooks: &'a Hooks,
        info: &'a Info,
        options: &Options,
        report: &mut Report,
    ) -> Option<Self> {
        let pipeline = &document.pipeline;
        let Ok(order) = graph::order(&graph::components(pipeline)) else {
            report.error(
                "AR101",
                IrPath::new(["components"]),
                "the components use each other in a circle",
                "a pipeline cannot contain itself; check the document first",
            );
            return None;
        };
        let mut all = Components {
            map: HashMap::with_capacity(order.len() + bodies.len()),
            platform: document.platform.as_ref(),
            memoize: options.memoize.is_some(),
        };
        for name in order {
            let spec = if name == ROOT { pipeline.root.as_ref() } else { pipeline.components.get(name) };
            let Some(spec) = spec else { continue };
            let facts = all.look(name, spec, pipeline, info, report);
            all.map.insert(name, facts);
            if let Some((key, body)) = bodies.get_key_value(&looping::body_of(name)) {
                let facts = all.look(key, body, pipeline, info, report);
                all.map.insert(key, facts);
            }
        }
        for hook in hooks.components() {
            let container = Leaf::new(hook.key, hook.path.key("container"), hook.container, None, report);
            let facts = Facts {
                path: hook.path.clone(),
                spec: hook.spec,
                body: Body::Container(container),
                base: hook.base.to_owned(),
                inputs: Ports::default(),
                outputs: Ports::default(),
                stores: false,
                asks: BTreeSet::new(),
                decides: BTreeSet::new(),
                undeclared: BTreeMap::new(),
            };
            all.map.insert(hook.key, facts);
        }
        Some(all)
    }

    fn look(
        &self,
        name: &'a str,
        spec: &'a ComponentSpec,
        pipeline: &'a PipelineSpec,
        info: &'a Info,
        report: &mut Report,
    ) -> Facts<'a> {
        let path = match (name, looping::component_of(name)) {
            (ROOT, _) => IrPath::new(["root"]),
            (_, Some(component)) => IrPath::new(["components", component]),
            _ => IrPath::new(["components", name]),
        };
        let body = body(self, name, spec, pipeline, &path, info, report);
        let inputs = spec.input_definitions.as_ref();
        let outputs = spec.output_definitions.as_ref();
        let mut inputs =
            inputs.map(|d| Ports::new(d.parameters.keys(), d.artifacts.keys())).unwrap_or_default();
        if name == ROOT {
            inputs.take_uris();
        }
        let mut facts = Facts {
            base: base_name(name),
            inputs,
            outputs: outputs.map(|d| Ports::new(d.parameters.keys(), d.artifacts.keys())).unwrap_or_default(),
            path,
            spec,
            body,
            stores: false,
            asks: BTreeSet::new(),
            decides: BTreeSet::new(),
            undeclared: BTreeMap::new(),
        };
        match &facts.body {
            Body::Graph(graph) => {
                let tasks: Vec<(&PipelineTaskSpec, &Facts)> = graph
                    .dag
                    .tasks
                    .values()
                    .filter_map(|task| Some((task, self.map.get(component_name(task)?)?)))
                    .collect();
                facts.stores = tasks.iter().any(|(_, child)| child.stores);
                for (task, child) in tasks {
                    let inputs = task.inputs.iter().flat_map(|i| &i.artifacts);
                    let asked = inputs.filter(|(name, _)| child.asks.contains(*name));
                    facts.asks.extend(asked.filter_map(|(_, i)| i.component_input_artifact.clone()));
                    let decided = task.inputs.iter().flat_map(|i| passed_on(&i.parameters, &i.artifacts));
                    let decided = decided.filter(|(name, _)| child.decides.contains(*name));
                    facts.decides.extend(decided.map(|(_, from)| from.clone()));
                }
            }
            Body::Container(leaf) => {
                facts.stores = leaf.chosen.uris || outputs.is_some_and(|d| !d.artifacts.is_empty());
                facts.decides =
                    leaf.arguments().flat_map(Argument::deciding_inputs).map(str::to_owned).collect();
                if leaf.instead.is_some() {
                    facts.decides.extend(facts.inputs.parameters.keys().cloned());
                }
                facts.undeclared = leaf.undeclared(&facts.inputs);
                // The artifacts that a component is given decide what it makes, whatever it asks of them.
                if leaf.whole || (self.memoize && leaf.instead.is_none()) {
                    facts.asks = facts.inputs.artifacts.keys().cloned().collect();
                } else {
                    facts.asks = leaf.asks();
                }
            }
            Body::Importer(_) | Body::Unknown => {}
        }
        facts
    }
}

/// Inputs that are handed down, with the input of the outer component that each comes from.
fn passed_on<'t>(
    parameters: &'t BTreeMap<String, Box<TaskInputParameter>>,
    artifacts: &'t BTreeMap<String, Box<TaskInputArtifact>>,
) -> impl Iterator<Item = (&'t String, &'t String)> {
    let parameters = parameters.iter().filter_map(|(n, i)| Some((n, i.component_input_parameter.as_ref()?)));
    parameters.chain(artifacts.iter().filter_map(|(n, i)| Some((n, i.component_input_artifact.as_ref()?))))
}

/// The component of a task.
pub(super) fn component_name(task: &PipelineTaskSpec) -> Option<&str> {
    task.component_ref.as_ref().map(|r| r.name.as_str())
}

fn base_name(name: &str) -> String {
    if name == ROOT {
        return "main".to_owned();
    }
    let plain = looping::component_of(name).unwrap_or(name);
    let base = names::resource(plain.strip_prefix("comp-").filter(|n| !n.is_empty()).unwrap_or(plain));
    if plain == name { base } else { base + "-each" }
}

fn body<'a>(
    all: &Components<'a>,
    name: &str,
    spec: &'a ComponentSpec,
    pipeline: &'a PipelineSpec,
    path: &IrPath,
    info: &'a Info,
    report: &mut Report,
) -> Body<'a> {
    if let Some(dag) = &spec.dag {
        return match graph_of(name, dag, info) {
            Some(graph) => Body::Graph(graph),
            None => {
                report.error(
                    "AR101",
                    path,
                    "the tasks wait for each other in a circle",
                    "check the document first",
                );
                Body::Unknown
            }
        };
    }
    let Some(label) = &spec.executor_label else {
        report.error(
            "AR102",
            path,
            "the component has neither tasks nor an executor",
            "check the document first",
        );
        return Body::Unknown;
    };
    let executors = pipeline.deployment_spec.as_ref().map(|d| &d.executors);
    let Some((label, executor)) = executors.and_then(|e| e.get_key_value(label)) else {
        let message = format!("there is no executor `{label}`");
        report.error("AR102", path.key("executorLabel"), message, "check the document first");
        return Body::Unknown;
    };
    let at = IrPath::new(["deploymentSpec", "executors", label]);
    if let Some(container) = &executor.container {
        task_config(spec, path, report);
        return Body::Container(Leaf::new(label, at.key("container"), container, all.argo(label), report));
    }
    if let Some(importer) = &executor.importer {
        return Body::Importer(importer);
    }
    let (kind, help) = if executor.resolver.is_some() {
        ("resolver", "KFP's own backend refuses it, too; import the artifact by its uri instead")
    } else if executor.custom_job.is_some() {
        ("custom job", "it exists on Google Cloud only; describe the container instead")
    } else {
        ("empty executor", "check the document first")
    };
    report.error("AR103", &at, format!("Argo has nothing for a {kind}"), help);
    Body::Unknown
}

/// KFP hands settings of a task to its component, and takes them away from the pod.
fn task_config(spec: &ComponentSpec, path: &IrPath, report: &mut Report) {
    let inputs = spec.input_definitions.iter().flat_map(|d| &d.parameters);
    let input = inputs.into_iter().find(|(_, input)| input.parameter_type == ParameterType::TaskConfig);
    let help = "give the component ordinary inputs for what it needs to know";
    if let Some((name, _)) = input {
        let path = path.key("inputDefinitions").key("parameters").key(name);
        report.error(
            "AR122",
            &path,
            format!("nothing in Argo tells `{name}` the settings of the task"),
            help,
        );
    } else if !spec.task_config_passthroughs.is_empty() {
        let path = path.key("taskConfigPassthroughs");
        report.error("AR122", &path, "nothing in Argo takes settings away from a task", help);
    }
}

fn graph_of<'a>(name: &str, dag: &'a DagSpec, info: &'a Info) -> Option<Graph<'a>> {
    let known = if name == ROOT { Some(info.root()) } else { info.component(name) };
    // The analysis of the check, unless it is of another document or of a graph that lowering made up.
    let analysis = match known.filter(|i| i.order().len() == dag.tasks.len()) {
        Some(info) => Cow::Borrowed(info),
        None => Cow::Owned(graph::analyse(dag).ok()?),
    };
    let mut names: Vec<String> = dag.tasks.keys().map(|task| names::resource(task)).collect();
    if !dag.tasks.keys().eq(&names) {
        let mut taken = Names::default();
        names = names.into_iter().map(|name| taken.unique(name)).collect();
    }
    let tasks = dag.tasks.iter().map(|(name, task)| (name.as_str(), task)).collect();
    Some(Graph { dag, analysis, tasks, names })
}
