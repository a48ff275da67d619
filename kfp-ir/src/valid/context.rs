//! What every rule sees: the document, its names, and where findings go.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::codec::suggest::nearest;
use crate::model::{
    ComponentInputArtifact, ComponentInputParameter, ComponentOutputArtifact, ComponentOutputParameter,
    ComponentSpec, Document, ExecutorSpec, PipelineSpec, PipelineTaskSpec,
};
use crate::path::At;
use crate::target::{Capabilities, Engine, Target};
use crate::valid::Finding;
use crate::valid::rules::Rule;

/// Nobody reads more suggestions, and comparing 100,000 wrong names with as many right ones would take minutes.
const SUGGESTIONS: usize = 200;

pub(crate) struct Context<'a> {
    pub(crate) document: &'a Document,
    pub(crate) pipeline: &'a PipelineSpec,
    pub(crate) target: Target,
    pub(crate) can: Capabilities,
    /// Inputs that tasks give to components that do not declare them: the SDK does so for values inside constants,
    /// images and resources.
    pub(crate) injected: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The components that loops run, and all components inside these.
    pub(crate) looped: BTreeSet<&'a str>,
    pub(crate) findings: Vec<Finding>,
    /// How many suggestions may still be looked for.
    suggestions: Cell<usize>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(document: &'a Document, target: Target) -> Self {
        let pipeline = &document.pipeline;
        let mut injected: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut looped = BTreeSet::new();
        for task in pipeline.root.iter().chain(pipeline.components.values()).flat_map(tasks_of) {
            let Some(name) = task.component_ref.as_ref().map(|c| c.name.as_str()) else { continue };
            if iterates(task) {
                looped.insert(name);
            }
            let Some(component) = pipeline.components.get(name) else { continue };
            for input in task.inputs.iter().flat_map(|inputs| inputs.parameters.keys()) {
                if input_parameter(component, input).is_none() {
                    injected.entry(name).or_default().insert(input);
                }
            }
        }
        let mut open: Vec<&str> = looped.iter().copied().collect();
        while let Some(component) = open.pop().and_then(|name| pipeline.components.get(name)) {
            let inner =
                tasks_of(component).filter_map(|task| Some(task.component_ref.as_ref()?.name.as_str()));
            open.extend(inner.filter(|name| looped.insert(name)));
        }
        let can = target.capabilities();
        Context {
            document,
            pipeline,
            target,
            can,
            injected,
            looped,
            findings: Vec::new(),
            suggestions: Cell::new(SUGGESTIONS),
        }
    }

    pub(crate) fn kfp(&self) -> bool {
        self.can.engine == Engine::Kfp
    }

    pub(crate) fn report(&mut self, rule: Rule, at: &At<'_>, message: String, help: Option<String>) {
        let Rule { code, severity, .. } = rule;
        self.findings.push(Finding { code, severity, message, path: at.path(), position: None, help });
    }

    /// "did you mean", or the names that exist when there are few.
    pub(crate) fn similar<'n>(
        &self,
        name: &str,
        known: impl IntoIterator<Item = &'n String>,
    ) -> Option<String> {
        self.suggestions.set(self.suggestions.get().checked_sub(1)?);
        let known: Vec<&str> = known.into_iter().take(1000).map(String::as_str).collect();
        if let Some(near) = nearest(name, known.iter().copied()) {
            return Some(format!("did you mean `{near}`?"));
        }
        match known.as_slice() {
            [] => Some("there is none".to_owned()),
            few if few.len() <= 6 => Some(format!(
                "there is {}",
                few.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
            )),
            _ => None,
        }
    }

    /// The component that a task runs, if it exists.
    pub(crate) fn component(&self, task: &PipelineTaskSpec) -> Option<&'a ComponentSpec> {
        self.pipeline.components.get(&task.component_ref.as_ref()?.name)
    }

    pub(crate) fn executor(&self, component: &ComponentSpec) -> Option<&'a ExecutorSpec> {
        self.pipeline.deployment_spec.as_ref()?.executors.get(component.executor_label.as_ref()?)
    }
}

pub(crate) fn tasks_of(component: &ComponentSpec) -> impl Iterator<Item = &PipelineTaskSpec> {
    component.dag.iter().flat_map(|dag| dag.tasks.values())
}

pub(crate) fn iterates(task: &PipelineTaskSpec) -> bool {
    task.parameter_iterator.is_some() || task.artifact_iterator.is_some()
}

/// The input that an iterator fills.
pub(crate) fn item_input(task: &PipelineTaskSpec) -> Option<&str> {
    let parameter = task.parameter_iterator.as_ref().map(|i| i.item_input.as_str());
    parameter.or_else(|| task.artifact_iterator.as_ref().map(|i| i.item_input.as_str()))
}

pub(crate) fn input_parameter<'a>(c: &'a ComponentSpec, name: &str) -> Option<&'a ComponentInputParameter> {
    c.input_definitions.as_ref()?.parameters.get(name).map(Box::as_ref)
}

pub(crate) fn input_artifact<'a>(c: &'a ComponentSpec, name: &str) -> Option<&'a ComponentInputArtifact> {
    c.input_definitions.as_ref()?.artifacts.get(name).map(Box::as_ref)
}

pub(crate) fn output_parameter<'a>(c: &'a ComponentSpec, name: &str) -> Option<&'a ComponentOutputParameter> {
    c.output_definitions.as_ref()?.parameters.get(name).map(Box::as_ref)
}

pub(crate) fn output_artifact<'a>(c: &'a ComponentSpec, name: &str) -> Option<&'a ComponentOutputArtifact> {
    c.output_definitions.as_ref()?.artifacts.get(name).map(Box::as_ref)
}
