//! Graphs that are larger than Argo takes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests may panic as tests do"
)]

mod common;

use std::time::Instant;

use kfp_argo::{Limits, LowerErrors, Lowered, Options, lower};
use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_ir::model::{
    ComponentOutputParameter, ComponentRef, ComponentSpec, DagOutputParameterSpec, DagSpec,
    ParameterSelectorSpec, ParameterType, PipelineTaskSpec, TaskInputParameter, TaskInputsSpec,
    TriggerPolicy, TriggerStrategy,
};
use kfp_ir::target::Target;
use kfp_ir::valid::{Info, check};

/// For each task the one whose output it reads.
type Shape = fn(usize) -> Option<usize>;

const COMPONENT: &str = r#"
pipelineInfo: {name: large}
schemaVersion: 2.1.0
deploymentSpec:
  executors:
    exec-step:
      container:
        image: busybox
        command: [sh, -c, 'printf %s "$0" > "$1"', "{{$.inputs.parameters['x']}}", "{{$.outputs.parameters['y'].output_file}}"]
components:
  comp-step:
    executorLabel: exec-step
    inputDefinitions: {parameters: {x: {parameterType: STRING, defaultValue: none, isOptional: true}}}
    outputDefinitions: {parameters: {y: {parameterType: STRING}}}
root:
  inputDefinitions: {parameters: {first: {parameterType: STRING}}}
  dag: {tasks: {}}
"#;

/// A graph of that many tasks; `producer` tells whose output each of them reads.
fn document(count: usize, producer: impl Fn(usize) -> Option<usize>) -> Document {
    let mut document = read(COMPONENT, Format::Yaml).unwrap().document;
    let dag = document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    for i in 0..count {
        let input = match producer(i) {
            Some(p) => TaskInputParameter::task_output(format!("t{p:06}"), "y"),
            None => TaskInputParameter::component_input("first"),
        };
        let parameters = [("x".into(), Box::new(input))].into();
        let task = PipelineTaskSpec {
            component_ref: Some(ComponentRef { name: "comp-step".into() }),
            inputs: Some(TaskInputsSpec { parameters, ..Default::default() }),
            ..Default::default()
        };
        dag.tasks.insert(format!("t{i:06}"), task);
    }
    document
}

fn lowered(document: &Document, limits: Limits) -> Result<Lowered, LowerErrors> {
    let checked = check(document, &Target::Argo40);
    let info = checked.info.unwrap_or_else(|| panic!("{:#?}", checked.findings));
    lower(document, &info, &Options { limits, ..Options::default() })
}

const ROOMY: Limits = Limits { templates: usize::MAX, tasks: 200, parameters: usize::MAX, bytes: usize::MAX };

fn assert_sound(lowered: &Lowered) {
    for manifest in &lowered.manifests {
        assert_eq!(common::faults(manifest), Vec::<String>::new());
        let json = serde_json::to_value(manifest).unwrap();
        for template in json["spec"]["templates"].as_array().unwrap() {
            assert!(template["dag"]["tasks"].as_array().is_none_or(|t| !t.is_empty() && t.len() <= 200));
        }
    }
}

#[test]
fn a_graph_of_the_limit_is_not_cut() {
    let lowered = lowered(&document(200, |_| None), Limits::default()).unwrap();
    assert_eq!((lowered.stats.templates, lowered.stats.tasks), (2, 200));
    assert!(lowered.losses.iter().all(|loss| loss.is_note()));
}

#[test]
fn shapes_are_cut_into_sound_parts() {
    let shapes: [(&str, Shape); 4] = [
        ("chain", |i| i.checked_sub(1)),
        ("fan", |i| (i > 0).then_some(0)),
        ("alone", |_| None),
        ("tree", |i| i.checked_sub(1).map(|i| i / 2)),
    ];
    for (shape, producer) in shapes {
        let lowered = lowered(&document(1001, producer), ROOMY).unwrap_or_else(|e| panic!("{shape}: {e}"));
        assert_sound(&lowered);
        assert_eq!(lowered.stats.pods.fixed, 1001, "{shape}");
        let losses: Vec<_> = lowered.losses.iter().filter(|loss| !loss.is_note()).collect();
        assert_eq!(losses[0].code, "AR204", "{shape}");
    }
}

#[test]
fn a_task_does_not_run_when_the_one_before_in_another_part_did_not() {
    let mut document = document(400, |i| i.checked_sub(1));
    let dag = document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let condition = "inputs.parameter_values['x'] == 'go'".to_owned();
    dag.tasks.get_mut("t000199").unwrap().trigger_policy =
        Some(Box::new(TriggerPolicy { condition, ..Default::default() }));
    let lowered = lowered(&document, ROOMY).unwrap();
    assert_sound(&lowered);
    let json = serde_json::to_string(&lowered.manifests).unwrap();
    assert!(json.contains(r#""when":"{{=fromJSON(inputs.parameters['t000199--phase']) == \"Succeeded\"}}""#));
}

#[test]
fn an_output_is_passed_through_all_parts() {
    let mut document = document(400, |i| i.checked_sub(1));
    let root = document.pipeline.root.as_mut().unwrap();
    let last = ComponentOutputParameter { parameter_type: ParameterType::String, ..Default::default() };
    let outputs = root.output_definitions.get_or_insert_default();
    outputs.parameters.insert("last".into(), last.into());
    let from = ParameterSelectorSpec { producer_subtask: "t000399".into(), output_parameter_key: "y".into() };
    let output = DagOutputParameterSpec { value_from_parameter: Some(from), ..Default::default() };
    let outputs = root.dag.as_mut().unwrap().outputs.get_or_insert_default();
    outputs.parameters.insert("last".into(), output);
    assert_sound(&lowered(&document, ROOMY).unwrap());
}

#[test]
fn a_tolerant_task_in_a_graph_that_has_to_be_cut_is_an_error() {
    let mut document = document(300, |i| i.checked_sub(1));
    let dag = document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let strategy = TriggerStrategy::AllUpstreamTasksCompleted;
    dag.tasks.get_mut("t000299").unwrap().trigger_policy =
        Some(Box::new(TriggerPolicy { strategy, ..Default::default() }));
    let errors = lowered(&document, ROOMY).unwrap_err();
    assert_eq!(errors.0.len(), 1);
    assert_eq!(errors.0[0].code, "AR119");
    assert_eq!(errors.0[0].path.to_string(), "root.dag.tasks");
}

#[test]
fn what_is_too_large_says_by_how_much() {
    // One graph within another cannot be told apart from outside.
    let mut document = document(10_000, |i| i.checked_sub(1));
    let root = document.pipeline.root.as_mut().unwrap();
    let inputs = root.input_definitions.clone();
    let inner = ComponentSpec { dag: root.dag.take(), input_definitions: inputs, ..Default::default() };
    document.pipeline.components.insert("comp-all".into(), inner);
    let first = Box::new(TaskInputParameter::component_input("first"));
    let task = PipelineTaskSpec {
        component_ref: Some(ComponentRef { name: "comp-all".into() }),
        inputs: Some(TaskInputsSpec { parameters: [("first".into(), first)].into(), ..Default::default() }),
        ..Default::default()
    };
    let root = document.pipeline.root.as_mut().unwrap();
    root.dag = Some(DagSpec { tasks: [("all".into(), task)].into(), ..Default::default() });
    let errors = lowered(&document, Limits::default()).unwrap_err();
    let codes: Vec<&str> = errors.0.iter().map(|e| e.code).collect();
    assert_eq!(codes, ["AR117"]);
    assert!(errors.0[0].message.contains("more than the 1048576"), "{}", errors.0[0].message);
}

#[test]
fn what_is_nested_too_deeply_is_an_error() {
    let mut document = document(1, |_| None);
    let root = document.pipeline.root.as_mut().unwrap();
    let inner = ComponentSpec {
        dag: root.dag.take(),
        input_definitions: root.input_definitions.clone(),
        ..Default::default()
    };
    document.pipeline.components.insert("comp-0".into(), inner);
    let first = Box::new(TaskInputParameter::component_input("first"));
    let call = |i: usize| {
        let task = PipelineTaskSpec {
            component_ref: Some(ComponentRef { name: format!("comp-{i}") }),
            inputs: Some(TaskInputsSpec {
                parameters: [("first".into(), first.clone())].into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        Some(DagSpec { tasks: [("inner".into(), task)].into(), ..Default::default() })
    };
    for i in 1..100 {
        let inputs = document.pipeline.root.as_ref().unwrap().input_definitions.clone();
        let outer = ComponentSpec { dag: call(i - 1), input_definitions: inputs, ..Default::default() };
        document.pipeline.components.insert(format!("comp-{i}"), outer);
    }
    document.pipeline.root.as_mut().unwrap().dag = call(99);
    let errors = lower(&document, &Info::default(), &Options::default()).unwrap_err();
    let codes: Vec<&str> = errors.0.iter().map(|e| e.code).collect();
    assert_eq!(codes, ["AR121"]);
}

/// Measured on a small stack as well: nothing may recurse over tasks.
#[test]
fn a_hundred_thousand_tasks() {
    let work = || {
        let document = document(100_000, |i| i.checked_sub(1));
        let info = check(&document, &Target::Argo40).info.unwrap();
        let options = Options { limits: ROOMY, ..Options::default() };
        let start = Instant::now();
        let lowered = lower(&document, &info, &options).unwrap();
        eprintln!("100,000 tasks: {:?}, {} bytes", start.elapsed(), lowered.stats.bytes);
        assert_eq!(lowered.stats.pods.fixed, 100_000);
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

/// Every task has a component of its own: one image and one argument differ.
fn distinct(count: usize) -> Document {
    let mut document = document(count, |i| i.checked_sub(1));
    let pipeline = &mut document.pipeline;
    let executors = &mut pipeline.deployment_spec.as_mut().unwrap().executors;
    let executor = executors["exec-step"].clone();
    let component = pipeline.components["comp-step"].clone();
    let dag = pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    for i in 0..count {
        let mut executor = executor.clone();
        let container = executor.container.as_mut().unwrap();
        container.image = format!("image:{i}");
        container.command.push(format!("{{{{workflow.name}}}} {i} \u{1}"));
        executors.insert(format!("exec-{i}"), executor);
        let label = Some(format!("exec-{i}"));
        let component = ComponentSpec { executor_label: label, ..component.clone() };
        pipeline.components.insert(format!("comp-{i}"), component);
        let task = dag.tasks.get_mut(&format!("t{i:06}")).unwrap();
        task.component_ref = Some(ComponentRef { name: format!("comp-{i}") });
    }
    document
}

#[test]
fn alike_containers_become_one_template_when_there_are_too_many() {
    let few = lowered(&distinct(150), Limits::default()).unwrap();
    assert_eq!(few.stats.templates, 151);
    let many = lowered(&distinct(199), Limits { templates: 200, ..Limits::default() }).unwrap();
    assert_eq!(many.stats.templates, 200, "the limit itself needs nothing");
    let many = lowered(&distinct(300), Limits::default()).unwrap();
    assert_sound(&many);
    // The root, its two parts, and the container.
    assert_eq!(many.stats.templates, 4);
    assert_eq!(many.stats.pods.fixed, 300);
    let json = serde_json::to_value(&many.manifests[0]).unwrap();
    let templates = json["spec"]["templates"].as_array().unwrap();
    let leaf = templates.iter().find(|t| t["container"].is_object()).unwrap();
    assert_eq!(leaf["container"]["image"], "{{=inputs.parameters['kfp-text-0']}}");
    let part =
        templates.iter().find(|t| t["dag"]["tasks"].as_array().is_some_and(|t| t.len() == 200)).unwrap();
    let given = part["dag"]["tasks"][7]["arguments"]["parameters"].as_array().unwrap();
    let texts: Vec<&str> = given.iter().rev().take(2).map(|p| p["value"].as_str().unwrap()).collect();
    assert_eq!(texts, ["{$(KFP_BRACE)workflow.name}} 7 \u{1}", "image:7"]);
}

#[test]
fn sizes_are_those_of_the_object() {
    let lowered = lowered(&document(300, |i| i.checked_sub(1)), Limits::default()).unwrap();
    let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
    let size = kfp_argo::Size::of(&json).unwrap();
    assert_eq!(size.bytes, lowered.stats.bytes);
    assert_eq!(size.templates.len(), lowered.stats.templates);
    // The root, two parts, and the pods.
    assert_eq!(size.nodes.to_string(), "303");
    assert_eq!(kfp_argo::Size::of(&serde_json::json!({"kind": "ConfigMap"})), None);
}

#[test]
fn what_hangs_together_stays_together() {
    // Chains of ten: each is in one part, and no part waits for another.
    let mut document = document(1000, |i| (i % 10 > 0).then(|| i - 1));
    let dag = document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let strategy = TriggerStrategy::AllUpstreamTasksCompleted;
    dag.tasks.get_mut("t000019").unwrap().trigger_policy =
        Some(Box::new(TriggerPolicy { strategy, ..Default::default() }));
    let lowered = lowered(&document, Limits::default()).unwrap();
    assert_sound(&lowered);
    let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
    let parts = json["spec"]["templates"][0]["dag"]["tasks"].as_array().unwrap();
    assert_eq!(parts.len(), 5);
    assert!(parts.iter().all(|part| part["depends"].is_null()));
}

/// The templates of the children and, at the end, the run; each fits into a cluster and has nothing for a lint to find.
fn several(document: &Document) -> Vec<serde_json::Value> {
    let lowered = lowered(document, Limits::default()).unwrap();
    assert_sound(&lowered);
    assert!(lowered.losses.iter().any(|loss| loss.code == "AR218"));
    let yaml = kfp_argo::to_yaml(&lowered.manifests).unwrap();
    let source = kfp_argo::object::read(&yaml, None).unwrap();
    assert_eq!(kfp_argo::lint::lint(&[source], &Limits::default()), [vec![]]);
    let objects: Vec<_> = lowered.manifests.iter().map(|m| serde_json::to_value(m).unwrap()).collect();
    let (run, children) = objects.split_last().unwrap();
    assert_eq!(run["kind"], "Workflow");
    assert!(children.len() > 2 && children.iter().all(|child| child["kind"] == "WorkflowTemplate"));
    assert_eq!(lowered.stats.pods.fixed, 10_000 + children.len() as u64);
    for object in &objects {
        assert!(object.to_string().len() <= 1 << 20);
        let templates = object["spec"]["templates"].as_array().unwrap();
        let inputs =
            |template: &serde_json::Value| template["inputs"]["parameters"].as_array().map_or(0, Vec::len);
        assert!(templates.len() <= 200 && templates.iter().all(|template| inputs(template) <= 500));
    }
    objects
}

#[test]
fn ten_thousand_tasks_are_several_workflows() {
    let objects = several(&document(10_000, |i| (i % 10 > 0).then(|| i - 1)));
    let child = &objects.last().unwrap()["spec"]["templates"][1]["resource"];
    assert_eq!(child["successCondition"], "status.phase == Succeeded");
    let manifest = child["manifest"].as_str().unwrap();
    assert!(manifest.contains(r#""workflowTemplateRef": {"name": "large-1"}"#), "{manifest}");
    assert!(manifest.contains(r#"{"name": "first", "value": inputs.parameters['first']}"#), "{manifest}");
}

#[test]
fn workflows_pass_values_to_each_other() {
    let objects = several(&document(10_000, |i| i.checked_sub(1)));
    let run = objects.last().unwrap()["spec"]["templates"].as_array().unwrap();
    let second = &run[0]["dag"]["tasks"][1];
    assert_eq!(second["depends"], "part-1.Succeeded");
    let (name, value) =
        (&second["arguments"]["parameters"][0]["name"], &second["arguments"]["parameters"][0]["value"]);
    assert_eq!(
        *value,
        format!("{{{{=tasks['part-1'].outputs.parameters[{}]}}}}", name.to_string().replace('"', "'"))
    );
    // What the first workflow gives is among its outputs as a whole, and the step that waits for it reads it there.
    let first = &objects[0]["spec"]["templates"];
    let given = &first[1]["outputs"]["parameters"][0];
    assert_eq!(first[0]["dag"]["tasks"][0]["template"], first[1]["name"]);
    assert_eq!((&given["name"], &given["globalName"]), (name, name));
    let read = &run[1]["outputs"]["parameters"][0];
    assert_eq!(read["name"], *name);
    assert_eq!(
        read["valueFrom"]["jsonPath"],
        format!("{{.status.outputs.parameters[?(@.name=={name})].value}}")
    );
    assert_eq!(objects[1]["spec"]["arguments"]["parameters"][0]["name"], *name);
}

#[test]
fn ten_thousand_tasks_of_any_shape() {
    let shapes: [Shape; 3] = [|_| None, |i| (i > 0).then_some(0), |i| i.checked_sub(1).map(|i| i / 2)];
    for shape in shapes {
        several(&document(10_000, shape));
    }
    // All are waited for by the last one.
    let mut fan_in = document(10_000, |_| None);
    let dag = fan_in.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let all: Vec<String> = dag.tasks.keys().take(9_999).cloned().collect();
    dag.tasks.get_mut("t009999").unwrap().dependent_tasks = all;
    several(&fan_in);
}

/// A part tells the key of a file, and all parts store below the id of the run.
#[test]
fn files_are_passed_between_workflows() {
    use std::fmt::Write as _;

    let head = r#"
pipelineInfo: {name: large}
schemaVersion: 2.1.0
deploymentSpec:
  executors:
    exec-first: {container: {image: busybox, command: [touch, "{{$.outputs.artifacts['f'].path}}"]}}
    exec-step: {container: {image: busybox, command: [cp, "{{$.inputs.artifacts['a'].path}}", "{{$.outputs.artifacts['f'].path}}"]}}
components:
  comp-first: &first
    executorLabel: exec-first
    outputDefinitions: {artifacts: {f: {artifactType: {schemaTitle: system.Artifact, schemaVersion: 0.0.1}}}}
  comp-step:
    executorLabel: exec-step
    inputDefinitions: {artifacts: {a: {artifactType: {schemaTitle: system.Artifact, schemaVersion: 0.0.1}}}}
    outputDefinitions: {artifacts: {f: {artifactType: {schemaTitle: system.Artifact, schemaVersion: 0.0.1}}}}
root:
  dag:
    tasks:
      t0: {componentRef: {name: comp-first}, taskInfo: {name: t0}}
"#;
    let mut text = head.replace("&first", "");
    for i in 1..10_000 {
        let before = i - 1;
        let _ = writeln!(
            text,
            "      t{i}: {{componentRef: {{name: comp-step}}, taskInfo: {{name: t{i}}}, dependentTasks: [t{before}], inputs: {{artifacts: {{a: {{taskOutputArtifact: {{producerTask: t{before}, outputArtifactKey: f}}}}}}}}}}"
        );
    }
    let objects = several(&read(&text, Format::Yaml).unwrap().document);
    let (run, children) = objects.split_last().unwrap();
    assert!(children.iter().map(ToString::to_string).all(|child| !child.contains("workflow.uid")));
    let call = &run["spec"]["templates"][1];
    let told = r#"{"name": "kfp-run-uid", "value": workflow.uid}"#;
    assert!(call["resource"]["manifest"].as_str().unwrap().contains(told), "{call}");
    let second = &run["spec"]["templates"][0]["dag"]["tasks"][1];
    assert_eq!(
        (&second["depends"], &second["arguments"]),
        (&"part-1.Succeeded".into(), &serde_json::Value::Null)
    );
    // Somewhere a task reads the file of a task in the workflow before.
    let tasks = |child: &serde_json::Value| -> Vec<serde_json::Value> {
        let templates = child["spec"]["templates"].as_array().unwrap();
        templates.iter().filter_map(|t| t["dag"]["tasks"].as_array()).flatten().cloned().collect()
    };
    let names =
        |child| tasks(child).iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let (first, second) = (names(&children[0]), tasks(&children[1]));
    let keys = second.iter().filter_map(|task| task["arguments"]["artifacts"][0]["s3"]["key"].as_str());
    let read = |key: &str| {
        Some(key.strip_prefix("{{workflow.parameters.kfp-run-uid}}/")?.strip_suffix("/f")?.to_owned())
    };
    assert!(keys.map(|key| read(key).unwrap()).any(|task| first.contains(&task)));
}
