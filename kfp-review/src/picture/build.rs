//! What is to be seen of a pipeline, taken from the IR, a plan and a diff.

use std::collections::{BTreeMap, HashMap};

use kfp_ir::flat::{Flat, Task, TaskId, Work};
use kfp_ir::model::{
    ArtifactSource, ComponentOutputsSpec, DagSpec, ImporterSpec, ParameterSource, PipelineTaskSpec,
    RuntimeValue,
};

use crate::diff::{Fate, diff};
use crate::explain::{shown_condition, shown_items};
use crate::picture::{Kind, Link, LinkKind, Picture, Shape, alike};
use crate::plan::{DifferentPipelines, PlannedTask};
use crate::show;
use crate::view::View;

impl Picture {
    /// A picture of a pipeline; with an earlier version, what has changed and which results are used again.
    ///
    /// # Errors
    /// They are different pipelines.
    pub fn new(old: Option<&View<'_>>, view: &View<'_>) -> Result<Self, DifferentPipelines> {
        let diff = old.map(|old| diff(old, view)).transpose()?;
        let flat = &view.flat;
        let mut shapes: Vec<Shape> =
            flat.tasks().iter().enumerate().map(|(id, t)| shape(view, id, t)).collect();
        let mut gone = Vec::new();
        if let Some(diff) = &diff {
            let planned: HashMap<&str, &PlannedTask> =
                diff.plan.tasks.iter().map(|task| (task.path.as_str(), task)).collect();
            let fates: HashMap<&str, Fate> =
                diff.tasks.iter().map(|task| (task.path.as_str(), task.fate)).collect();
            for shape in &mut shapes {
                shape.fate = fates.get(shape.path.as_str()).copied().filter(|fate| *fate != Fate::Removed);
                if let Some(task) = planned.get(shape.path.as_str()) {
                    shape.state = Some(task.kfp.state);
                    let why = task.kfp.causes.iter().chain(task.kfp.roots.iter().map(|(_, cause)| cause));
                    shape.details.extend(why.map(|cause| ("why".to_owned(), cause.to_string())));
                }
            }
            let removed = diff.tasks.iter().filter(|task| task.fate == Fate::Removed);
            gone.extend(removed.map(|task| task.path.clone()));
        }
        let links = links(flat);
        let name = view.pipeline.name().to_owned();
        Ok(alike::put_together(Picture { name, shapes, links, compared: diff.is_some(), gone }))
    }
}

fn shape(view: &View<'_>, id: TaskId, task: &Task<'_>) -> Shape {
    let condition = shown_condition(view, task);
    let items = shown_items(view, task);
    let kind = match (&task.work, &items, &condition) {
        (Work::Graph(_), Some(_), _) => Kind::Loop,
        (Work::Graph(_), _, Some(_)) => Kind::Branch,
        (Work::Graph(dag), ..) if is_choice(dag) => Kind::Choice,
        (Work::Graph(_), ..) => Kind::Pipeline,
        (Work::Container(_), ..) => Kind::Container,
        (Work::Importer(_), ..) => Kind::Importer,
        (Work::Other(_), ..) => Kind::Other,
    };
    let work = match &task.work {
        Work::Container(container) => container.image.clone(),
        Work::Importer(importer) => imported(view, task, importer),
        _ => String::new(),
    };
    let note = match kind {
        Kind::Loop => without_paths(items.as_deref().unwrap_or_default()),
        Kind::Branch => without_paths(condition.as_deref().unwrap_or_default()),
        _ => work.clone(),
    };
    let title = task.spec.task_info.as_ref().map(|info| info.name.as_str()).filter(|name| !name.is_empty());
    let name = match kind {
        // Names that the compiler makes say less than the place does.
        Kind::Container | Kind::Importer | Kind::Other | Kind::Pipeline => title.unwrap_or(task.name),
        _ => task.name,
    };
    let mut details = Vec::new();
    let mut add = |name: &str, text: String| {
        if !text.is_empty() {
            details.push((name.to_owned(), text));
        }
    };
    add("component", task.component_name.to_owned());
    add("image", work);
    add("for each of", items.unwrap_or_default());
    add("if", condition.unwrap_or_default());
    for (name, source) in task.parameters.iter().chain(&task.artifacts) {
        add(&format!("input {name}"), show::source(&view.flat, source));
    }
    let outputs = task.component.output_definitions.as_ref();
    for (name, output) in outputs.iter().flat_map(|o| &o.parameters) {
        add(&format!("output {name}"), output.parameter_type.name().to_owned());
    }
    for name in outputs.iter().flat_map(|o| o.artifacts.keys()) {
        add(&format!("output {name}"), artifact_type(outputs, name));
    }
    let path = view.flat.path(id);
    Shape { name: name.to_owned(), path, kind, parent: task.parent, note, state: None, fate: None, details }
}

/// Whether every task of a graph has a condition.
fn is_choice(dag: &DagSpec) -> bool {
    let conditional = |task: &PipelineTaskSpec| {
        task.trigger_policy.as_ref().is_some_and(|policy| !policy.condition.is_empty())
    };
    dag.tasks.len() > 1 && dag.tasks.values().all(conditional)
}

/// A text in which tasks are called by their last name: the picture shows where they are.
fn without_paths(text: &str) -> String {
    let mut parts = text.split('`');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (i, part) in parts.enumerate() {
        out.push('`');
        let quoted = i % 2 == 0;
        out.push_str(if quoted { part.rsplit('/').next().unwrap_or(part) } else { part });
    }
    out
}

/// What an importer registers.
fn imported(view: &View<'_>, task: &Task<'_>, importer: &ImporterSpec) -> String {
    match importer.artifact_uri.as_ref().and_then(|uri| uri.kind()) {
        Some(RuntimeValue::Constant(value)) => show::value(value),
        Some(RuntimeValue::RuntimeParameter(name)) => {
            task.parameters.get(name).map(|from| show::source(&view.flat, from)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The last part of the name of the type: `Model` of `system.Model`.
fn artifact_type(outputs: Option<&ComponentOutputsSpec>, key: &str) -> String {
    let declared = outputs.and_then(|outputs| outputs.artifacts.get(key));
    let name =
        declared.and_then(|output| output.artifact_type.as_ref()).and_then(|t| t.schema_title.as_deref());
    let name = name.unwrap_or("Artifact");
    name.strip_prefix("system.").unwrap_or(name).to_owned()
}

fn links(flat: &Flat<'_>) -> Vec<Link> {
    let names: HashMap<(Option<TaskId>, &str), TaskId> =
        flat.tasks().iter().enumerate().map(|(id, task)| ((task.parent, task.name), id)).collect();
    let mut found: BTreeMap<(usize, usize), Link> = BTreeMap::new();
    for (to, task) in flat.tasks().iter().enumerate() {
        let mut add = |producer: Option<&str>, kind: LinkKind, name: String, artifact: Option<String>| {
            let from = producer.and_then(|producer| names.get(&(task.parent, producer)).copied());
            let Some(from) = from else { return };
            let link = found.entry((from, to)).or_insert(Link {
                from,
                to,
                kind,
                types: Vec::new(),
                names: Vec::new(),
            });
            link.kind = link.kind.min(kind);
            link.names.push(name);
            if let Some(artifact) = artifact.filter(|artifact| !link.types.contains(artifact)) {
                link.types.push(artifact);
            }
        };
        let Some(inputs) = &task.spec.inputs else { continue };
        for (name, given) in &inputs.artifacts {
            if let Some(ArtifactSource::TaskOutput(output)) = given.source() {
                let producer = names.get(&(task.parent, output.producer_task.as_str()));
                let producer = producer.and_then(|id| flat.task(*id));
                let key = output.output_artifact_key.as_str();
                let kind = artifact_type(producer.and_then(|p| p.component.output_definitions.as_ref()), key);
                add(Some(&output.producer_task), LinkKind::Artifact, format!("{key} → {name}"), Some(kind));
            }
        }
        for (name, given) in &inputs.parameters {
            match given.source() {
                Some(ParameterSource::TaskOutput(output)) => {
                    let name = format!("{} → {name}", output.output_parameter_key);
                    add(Some(&output.producer_task), LinkKind::Parameter, name, None);
                }
                Some(ParameterSource::FinalStatus(status)) => {
                    add(Some(&status.producer_task), LinkKind::Parameter, format!("status → {name}"), None);
                }
                _ => {}
            }
        }
    }
    for (to, task) in flat.tasks().iter().enumerate() {
        for &from in &task.after {
            found.entry((from, to)).or_insert(Link {
                from,
                to,
                kind: LinkKind::Order,
                types: Vec::new(),
                names: Vec::new(),
            });
        }
    }
    found.into_values().collect()
}
