//! Files that hold one component: compiled components and pipelines of v2, and `component.yaml` files of v1.
//!
//! All become one form: a [`Document`] whose root is the component itself, with an executor for a component and a graph
//! for a pipeline. A compiled component of the SDK is a pipeline of one task; here it is taken out of that again, as
//! `components.load_component_from_file` does.

use crate::Document;
use crate::codec::reading::Reading;
use crate::codec::{ReadError, code, read_bytes, v1, yaml_read};
use crate::model::{ComponentSpec, DagSpec, ParameterType, PipelineInfo, PipelineSpec, PipelineTaskSpec};
use crate::path::At;
use crate::target::Target;
use crate::valid::{self, Finding, Severity};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A v1 component.
    V1Component,
    /// A compiled v2 component.
    Component,
    /// A compiled v2 pipeline.
    Pipeline,
}

/// A component that was read from a file.
#[derive(Clone, Debug)]
pub struct Import {
    /// The component as the root of a document, with all that it needs.
    pub document: Document,
    /// What the file holds.
    pub form: Form,
    /// Warnings.
    pub findings: Vec<Finding>,
}

impl Import {
    /// The name of the component.
    pub fn name(&self) -> &str {
        self.info().map_or("", |info| info.name.as_str())
    }

    /// What it does, for humans.
    pub fn description(&self) -> &str {
        self.info().map_or("", |info| info.description.as_str())
    }

    /// The interface, and the graph or the label of the executor.
    pub fn component(&self) -> Option<&ComponentSpec> {
        self.document.pipeline.root.as_ref()
    }

    fn info(&self) -> Option<&PipelineInfo> {
        self.document.pipeline.pipeline_info.as_ref()
    }
}

/// Reads the text of a file.
///
/// # Errors
/// Everything that is wrong with the file, with line and column: as YAML, as a component, and what KFP would
/// refuse.
///
/// ```
/// use kfp_ir::import::{Form, import};
///
/// let text = "name: Scale\ninputs: [{name: Factor, type: Float}]\n\
///             implementation: {container: {image: busybox, command: [scale, {inputValue: Factor}]}}\n";
/// let scale = import(text)?;
/// assert_eq!((scale.name(), scale.form), ("Scale", Form::V1Component));
/// let inputs = scale.component().and_then(|c| c.input_definitions.as_ref()).unwrap();
/// assert!(inputs.parameters.contains_key("factor"));
///
/// let error = import(&text.replace("inputValue", "inputValu")).unwrap_err();
/// assert_eq!(error.findings[0].help.as_deref(), Some("did you mean `inputValue`?"));
/// # Ok::<(), kfp_ir::codec::ReadError>(())
/// ```
pub fn import(text: &str) -> Result<Import, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut cx = Reading::of(text);
    let nodes = yaml_read::parse(text, &mut cx);
    if let Some([node]) = nodes.as_deref()
        && let Some(kind) = v1::kubernetes_kind(node)
    {
        let message = format!("this is a Kubernetes object of the kind `{kind}`, not a component");
        let help = "name a file that the KFP SDK compiled, or a v1 `component.yaml`".to_owned();
        cx.error(code::DOCUMENTS, node.offset, At::default(), message, Some(help));
        return Err(ReadError { findings: cx.findings });
    }
    if let Some([node]) = nodes.as_deref()
        && v1::is_component(node)
    {
        let document = v1::component(node, &mut cx);
        let failed = cx.failed();
        let findings = cx.findings;
        return match document {
            Some(document) if !failed => refused(&document, Form::V1Component, findings, None),
            _ => Err(ReadError { findings }),
        };
    }
    let source = read_bytes(text.as_bytes(), None)?;
    let (mut document, places, findings) = (source.document, source.places, source.findings);
    let info = document.pipeline.pipeline_info.get_or_insert_default();
    if info.description.is_empty() {
        info.description = header(text);
    }
    // Checked as the file has it, so that findings are at their lines.
    let component = single(&document.pipeline);
    if component.is_some() {
        without_engine_inputs(&mut document.pipeline);
    }
    let checked = refused(&document, Form::Pipeline, findings, Some(&places))?;
    Ok(match component {
        None => checked,
        Some(pipeline) => Import {
            document: Document { pipeline, platform: checked.document.platform },
            form: Form::Component,
            ..checked
        },
    })
}

/// Takes out what only a task of a pipeline can be given, and no run: the SDK compiles a component as a pipeline
/// nevertheless.
fn without_engine_inputs(pipeline: &mut PipelineSpec) {
    let Some(root) = &mut pipeline.root else { return };
    let Some(inputs) = &mut root.input_definitions else { return };
    let engine = [ParameterType::TaskFinalStatus, ParameterType::TaskConfig];
    let of_engine = inputs.parameters.iter().filter(|(_, input)| engine.contains(&input.parameter_type));
    let given: Vec<String> = of_engine.map(|(name, _)| name.clone()).collect();
    inputs.parameters.retain(|name, _| !given.contains(name));
    let tasks = root.dag.iter_mut().flat_map(|dag| dag.tasks.values_mut());
    for task in tasks.filter_map(|task| task.inputs.as_mut()) {
        task.parameters.retain(|name, _| !given.contains(name));
    }
}

/// The import, unless KFP would refuse it.
fn refused(
    document: &Document,
    form: Form,
    mut findings: Vec<Finding>,
    places: Option<&crate::codec::Places>,
) -> Result<Import, ReadError> {
    if form != Form::V1Component {
        let mut found = valid::check(document, &Target::KfpMaster).findings;
        if let Some(places) = places {
            places.locate(&mut found);
        }
        findings.extend(found);
    }
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(ReadError { findings });
    }
    Ok(Import { document: document.clone(), form, findings })
}

/// The description in the comments that the SDK writes above a compiled pipeline.
fn header(text: &str) -> String {
    const FIRST: &str = "# Description: ";
    const NEXT: &str = "#             ";
    let mut lines =
        text.lines().take_while(|line| line.starts_with('#')).skip_while(|l| !l.starts_with(FIRST));
    let Some(first) = lines.next().and_then(|line| line.strip_prefix(FIRST)) else { return String::new() };
    let next = lines.map_while(|line| line.strip_prefix(NEXT)).map(str::trim);
    std::iter::once(first.trim()).chain(next).collect::<Vec<_>>().join("\n")
}

/// A compiled component by itself, when that is all that the pipeline is: one container that is given all inputs under
/// their own names.
///
/// The SDK goes by the names alone, so that from a pipeline with the name of one of its components it takes only that
/// component.
fn single(pipeline: &PipelineSpec) -> Option<PipelineSpec> {
    let root = pipeline.root.as_ref()?;
    let dag = root.dag.as_ref()?;
    let mut tasks = dag.tasks.iter();
    let (Some((name, task)), None) = (tasks.next(), tasks.next()) else { return None };
    let info = pipeline.pipeline_info.as_ref()?;
    let reference = &task.component_ref.as_ref()?.name;
    let component = pipeline.components.get(reference)?;
    let label = component.executor_label.as_ref()?;
    let executor = pipeline.deployment_spec.as_ref()?.executors.get(label)?;
    let bare = PipelineTaskSpec {
        task_info: task.task_info.clone(),
        inputs: task.inputs.clone(),
        component_ref: task.component_ref.clone(),
        caching_options: task.caching_options.clone(),
        ..PipelineTaskSpec::default()
    };
    let same = *name == info.name
        && *reference == format!("comp-{name}")
        && executor.container.is_some()
        && *task == bare
        && passes_on(task, root, component)
        && hands_out(dag, name);
    if !same {
        return None;
    }
    let mut deployment = pipeline.deployment_spec.clone()?;
    deployment.executors.retain(|other, _| other == label);
    Some(PipelineSpec {
        root: Some(component.clone()),
        components: Default::default(),
        deployment_spec: Some(deployment),
        ..pipeline.clone()
    })
}

/// Whether a task gives a component each input of the pipeline, under its own name.
fn passes_on(task: &PipelineTaskSpec, root: &ComponentSpec, component: &ComponentSpec) -> bool {
    let names = |component: &ComponentSpec| {
        let inputs = component.input_definitions.as_ref();
        let parameters = inputs.iter().flat_map(|i| i.parameters.keys());
        let artifacts = inputs.iter().flat_map(|i| i.artifacts.keys());
        parameters.chain(artifacts).cloned().collect::<Vec<_>>()
    };
    let inputs = task.inputs.as_ref();
    let mut parameters = inputs.iter().flat_map(|i| &i.parameters);
    let mut artifacts = inputs.iter().flat_map(|i| &i.artifacts);
    names(root) == names(component)
        && parameters.all(|(name, p)| p.component_input_parameter.as_ref() == Some(name))
        && artifacts.all(|(name, a)| a.component_input_artifact.as_ref() == Some(name))
}

/// Whether the outputs of a pipeline are those of its task, under their own names.
fn hands_out(dag: &DagSpec, task: &str) -> bool {
    let Some(outputs) = &dag.outputs else { return true };
    let parameters = outputs.parameters.iter().all(|(name, output)| {
        let from = output.value_from_parameter.as_ref();
        from.is_some_and(|s| s.producer_subtask == task && s.output_parameter_key == *name)
    });
    let artifacts = outputs.artifacts.iter().all(|(name, output)| {
        let [from] = output.artifact_selectors.as_slice() else { return false };
        from.producer_subtask == task && from.output_artifact_key == *name
    });
    parameters && artifacts
}
