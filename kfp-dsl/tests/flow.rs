//! Importers, texts, conditional arguments, tasks after failures: what they become, and which mistakes are told.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]
#![expect(clippy::print_stdout, reason = "the components print, as components do")]

use std::collections::BTreeMap;

use kfp_dsl::author::IntoPipeline;
use kfp_dsl::placeholders::{JOB_ID, TASK_NAME};
use kfp_dsl::prelude::*;
use kfp_dsl::{BuildOptions, Built, Names, concat};
use kfp_ir::model::{
    ComponentSpec, ContainerSpec, ParameterType, PipelineTaskSpec, TaskInputParameter, Value as IrValue,
};

#[component(image = "ghcr.io/acme/flow:1")]
fn say(text: String) -> Result<String> {
    Ok(text)
}

#[component(image = "ghcr.io/acme/flow:1")]
fn told(text: String, status: FinalStatus) -> Result<()> {
    println!("{text} {status:?}");
    Ok(())
}

#[component(image = "ghcr.io/acme/flow:1")]
fn lenient(#[default("none")] text: String) -> Result<()> {
    println!("{text}");
    Ok(())
}

#[container_component]
fn echo(text: String, list: Option<Vec<String>>) -> Container {
    let list = list.if_present(|list| [list.to_string()]);
    Container::image("busybox").command(["echo"]).args([text.to_string(), list])
}

#[container_component]
fn use_model(model: Input<Model>) -> Container {
    Container::image("busybox").command(["use"]).args([model.uri()])
}

fn build(pipeline: impl IntoPipeline) -> Built {
    pipeline.into_pipeline().build(&BuildOptions::default()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The codes of the mistakes, with the lines behind the line of the test's pipeline.
fn mistakes(pipeline: impl IntoPipeline, first: u32) -> Vec<(&'static str, u32)> {
    let errors = pipeline.into_pipeline().build(&BuildOptions::default()).unwrap_err();
    errors
        .0
        .iter()
        .map(|error| {
            assert!(error.help.is_some(), "{error}");
            (error.code, error.at.as_ref().unwrap().line - first)
        })
        .collect()
}

fn task<'b>(built: &'b Built, name: &str) -> &'b PipelineTaskSpec {
    let pipeline = &built.document.pipeline;
    let graphs = pipeline.root.iter().chain(pipeline.components.values());
    graphs.filter_map(|c| c.dag.as_ref()?.tasks.get(name)).next().unwrap()
}

fn input<'b>(built: &'b Built, of: &str, name: &str) -> &'b TaskInputParameter {
    &task(built, of).inputs.as_ref().unwrap().parameters[name]
}

fn constant<'b>(built: &'b Built, of: &str, name: &str) -> &'b IrValue {
    input(built, of, name).runtime_value.as_ref().unwrap().constant.as_ref().unwrap()
}

fn container<'b>(built: &'b Built, of: &str) -> &'b ContainerSpec {
    let pipeline = &built.document.pipeline;
    let component = &pipeline.components[&task(built, of).component_ref.as_ref().unwrap().name];
    let executors = &pipeline.deployment_spec.as_ref().unwrap().executors;
    executors[component.executor_label.as_ref().unwrap()].container.as_ref().unwrap()
}

#[derive(Debug, Parameter)]
struct Item {
    name: String,
    size: i64,
}

#[pipeline]
fn texts(p: &mut Scope, bucket: Value<String>) {
    p.task(say().text(text!("a/{bucket}")));
    p.task(echo().text(text!("{TASK_NAME} of {JOB_ID}")).list([JOB_ID, TASK_NAME]));
    p.for_each([Item { name: "x".into(), size: 1 }], |p, item| {
        let fields = item.fields();
        p.task(lenient().text(text!("{}-{}-{bucket}", fields.name, fields.size)));
    });
}

#[test]
fn values_of_texts_travel_beside_them() {
    let built = build(texts);
    assert_eq!(built.warnings, []);
    let text = |text: &str| IrValue::String(text.into());
    // Double quotes: the launcher would break the JSON that a Rust component reads.
    assert_eq!(
        *constant(&built, "say", "text"),
        text(r#"a/{{$.inputs.parameters["pipelinechannel--bucket"]}}"#)
    );
    let carrier = input(&built, "say", "pipelinechannel--bucket");
    assert_eq!(carrier.component_input_parameter.as_deref(), Some("bucket"));

    let (name, id) = ("pipelinechannel--run-pipeline-task-name", "pipelinechannel--run-pipeline-job-uuid");
    let placeholder = |name: &str| format!("{{{{$.inputs.parameters['{name}']}}}}");
    assert_eq!(
        *constant(&built, "echo", "text"),
        text(&format!("{} of {}", placeholder(name), placeholder(id)))
    );
    assert_eq!(*constant(&built, "echo", id), text("{{$.pipeline_job_uuid}}"));
    let list = IrValue::List(vec![text(&placeholder(id)), text(&placeholder(name))]);
    assert_eq!(*constant(&built, "echo", "list"), list);

    let field = input(&built, "lenient", "pipelinechannel--loop-item-param-1-subvar-size");
    assert_eq!(field.component_input_parameter.as_deref(), Some("pipelinechannel--loop-item-param-1"));
    assert_eq!(field.parameter_expression_selector, r#"parseJson(string_value)["size"]"#);
}

#[pipeline]
fn reads(p: &mut Scope, text: Value<String>) {
    p.when(text.eq("a"), |p| {
        p.task(say().text(text));
    });
}

#[pipeline]
fn innermost(p: &mut Scope, text: Value<String>) {
    p.task(say().text(text!("<{text}>")));
}

#[pipeline]
fn inner(p: &mut Scope, text: Value<String>, items: Value<Vec<String>>) {
    p.task(innermost().text(text!("{text}!")));
    p.for_each(items, |p, item| {
        p.task(echo().text(text).list([text!("{text}"), text!("{item}")]));
    });
}

#[pipeline]
fn outer(p: &mut Scope, bucket: Value<String>, n: Value<i64>, items: Value<Vec<String>>) {
    p.task(inner().text(text!("{bucket}/{n}/{bucket}")).items(items));
    p.task(inner().text("fixed").items(items));
}

/// KFP would hand the unfinished text on, so the pipeline is given the values, and its tasks make the text.
#[test]
fn texts_for_a_pipeline_are_made_inside_it() {
    for names in [Names::Shared, Names::Sdk] {
        let options = BuildOptions { names, ..BuildOptions::default() };
        let built = Pipeline::of(outer).build(&options).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(built.warnings, []);
        let root = built.document.pipeline.root.as_ref().unwrap();
        let given = |component: &ComponentSpec, task: &str| {
            let task = &component.dag.as_ref().unwrap().tasks[task];
            let inputs = task.inputs.as_ref().unwrap().parameters.clone();
            let name = &task.component_ref.as_ref().unwrap().name;
            (inputs, built.document.pipeline.components[name].clone())
        };
        let (inputs, changed) = given(root, "inner");
        assert!(!inputs.contains_key("text"), "{inputs:?}");
        assert_eq!(inputs["text-1"].component_input_parameter.as_deref(), Some("bucket"));
        assert_eq!(inputs["text-2"].component_input_parameter.as_deref(), Some("n"));
        let kinds = &changed.input_definitions.as_ref().unwrap().parameters;
        assert_eq!(kinds["text-2"].parameter_type, ParameterType::NumberInteger);
        // What carried the text of one level is not used where that is a text itself.
        let (inputs, innermost) = given(&changed, "innermost");
        assert_eq!(inputs["text-2"].component_input_parameter.as_deref(), Some("text-1"));
        let (inputs, _) = given(&innermost, "say");
        let constant = inputs["text"].runtime_value.as_ref().unwrap().constant.clone().unwrap();
        let IrValue::String(text) = constant else { panic!("{constant:?}") };
        let text = text.replace(['\'', '"'], "");
        let placeholder = |name: &str| format!("{{{{$.inputs.parameters[pipelinechannel--{name}]}}}}");
        let (one, two) = (placeholder("text-2"), placeholder("text-3"));
        assert_eq!(text, format!("<{one}/{two}/{one}!>"));
        let (inputs, same) = given(root, "inner-2");
        assert!(inputs.contains_key("text") && !inputs.contains_key("text-1"));
        assert_ne!(same, changed);
    }
}

const WRONG_TEXTS: u32 = line!() + 2;
#[pipeline]
fn wrong_texts(p: &mut Scope, bucket: Value<String>) {
    p.task(reads().text(text!("a/{bucket}")));
    p.task(say().text(text!("{{{{$.inputs.parameters['x']}}}}{bucket}")));
    p.task(say().text("{{$.inputs.parameters['x']}}"));
    p.task(echo().text("x").list(["{{$}}"]));
    p.when(bucket.eq(text!("{bucket}")), |p| {
        p.task(say().text("same"));
    });
    let base = p.task(importer::<Model>(text!("s3://{bucket}")));
    p.task(use_model().model(base.artifact));
    p.task(importer::<Model>(JOB_ID));
    p.task(importer::<Model>(text!("s3://fixed")));
}

#[test]
fn texts_are_refused_where_nothing_puts_them_together() {
    let errors = Pipeline::of(wrong_texts).build(&BuildOptions::default()).unwrap_err();
    let found: Vec<_> =
        errors.0.iter().map(|e| (e.code, e.at.as_ref().unwrap().line - WRONG_TEXTS)).collect();
    let expected =
        [("B124", 1), ("B106", 2), ("B106", 3), ("B106", 4), ("B106", 5), ("B124", 8), ("B124", 10)];
    assert_eq!(found, expected, "{errors}");
}

#[pipeline]
fn imports(p: &mut Scope, uri: Value<String>) {
    let one = p.task(importer::<Model>("gs://b/m").metadata("k", "v"));
    let same = p.task(importer::<Model>("gs://b/m").metadata("k", "v"));
    let other = p.task(importer::<Model>("gs://b/m").metadata("k", "w"));
    let given = p.task(importer::<Model>(uri));
    let place = p.task(say().text("s3://b/x"));
    let made = p.task(importer::<Model>(place.output));
    // KFP keeps this metadata as it is, of which the check warns.
    let waiting = p.task(importer::<Model>("gs://b/m").metadata("from", place.output));
    for model in
        [one.artifact, same.artifact, other.artifact, given.artifact, made.artifact, waiting.artifact]
    {
        p.task(use_model().model(model));
    }
}

#[test]
fn equal_importers_are_one_component_and_late_ones_get_a_graph() {
    let built = build(imports);
    let warned: Vec<_> = built.warnings.iter().map(|finding| finding.code).collect();
    assert_eq!(warned, ["IR201"]);
    let component = |name: &str| task(&built, name).component_ref.as_ref().unwrap().name.clone();
    assert_eq!(component("importer"), component("importer-2"));
    assert_ne!(component("importer"), component("importer-3"));
    let pipeline = &built.document.pipeline;
    for (name, index) in [("importer-5", "uri"), ("importer-6", "metadata")] {
        let root = &pipeline.root.as_ref().unwrap().dag.as_ref().unwrap().tasks[name];
        assert_eq!(root.dependent_tasks, ["say"]);
        let graph = &pipeline.components[&root.component_ref.as_ref().unwrap().name];
        let inside = &graph.dag.as_ref().unwrap().tasks[name];
        assert!(inside.dependent_tasks.is_empty());
        let inputs = &inside.inputs.as_ref().unwrap().parameters;
        assert_eq!(inputs[index].component_input_parameter.as_deref(), Some(index));
    }
}

const AFTER_FAILURES: u32 = line!() + 2;
#[pipeline]
fn after_failures(p: &mut Scope, text: Value<String>) {
    let first = p.task(say().text(text));
    p.task(say().text(first.output)).ignore_upstream_failure();
    p.task(lenient().text(text!("of {}", first.output))).ignore_upstream_failure();
    p.task(lenient()).ignore_upstream_failure();
    p.task(told().text(text));
    let second = p.task(say().text(text));
    p.task(told().text(text)).after(&first).after(&second).ignore_upstream_failure();
    p.task(lenient().text(first.output)).ignore_upstream_failure();
}

#[test]
fn a_task_after_failures_may_miss_values() {
    let expected = [("B117", 2), ("B117", 3), ("B117", 4), ("B113", 5), ("B113", 7)];
    assert_eq!(mistakes(after_failures, AFTER_FAILURES), expected);
}

#[container_component]
fn report(models: Option<Input<Vec<Model>>>, model: Option<Input<Model>>) -> Container {
    let _ = (models, model);
    Container::image("busybox").command(["report"])
}

#[container_component]
fn fit(name: String, model: Output<Model>) -> Container {
    Container::image("busybox").command(["fit"]).args([name.to_string(), model.path()])
}

const AFTER_LOOPS: u32 = line!() + 2;
#[pipeline]
fn after_loops(p: &mut Scope, names: Value<Vec<String>>, uri: Value<String>) {
    let imported = p.task(importer::<Model>(uri));
    let models = p.for_each(names, |p, name| p.task(fit().name(name)).model);
    p.task(report().models(models).model(imported.artifact)).ignore_upstream_failure();
    p.for_each(names, |p, name| {
        let other = p.task(importer::<Model>(name));
        p.task(told().text(name)).after(&other).ignore_upstream_failure();
    });
    let plain = p.task(say().text("x"));
    let third = p.task(importer::<Model>("gs://third"));
    p.task(report().model(third.artifact)).after(&plain).ignore_upstream_failure();
}

/// KFP hangs nothing on loops and importers.
#[test]
fn what_a_task_after_failures_waits_for_takes_a_hook() {
    let built = build(after_loops);
    let pipeline = &built.document.pipeline;
    let inside = |name: &str| {
        let component = &pipeline.components[&task(&built, name).component_ref.as_ref().unwrap().name];
        component.dag.as_ref().map(|dag| dag.tasks.keys().map(String::as_str).collect::<Vec<_>>())
    };
    let root = &pipeline.root.as_ref().unwrap().dag.as_ref().unwrap().tasks;
    assert!(root["for-loop-1"].parameter_iterator.is_none());
    assert_eq!(inside("for-loop-1").unwrap(), ["for-loop-1"]);
    let models = root["report"].inputs.as_ref().unwrap().artifacts["models"].task_output_artifact.clone();
    assert_eq!(models.unwrap().producer_task, "for-loop-1");
    assert_eq!(inside("importer"), None, "the hook of the loop is enough");
    assert!(root["for-loop-2"].parameter_iterator.is_some(), "nothing waits for this loop");
    assert_eq!(inside("importer-2").unwrap(), ["importer-2"]);
    let status = input(&built, "told", "status").task_final_status.as_ref().unwrap();
    assert_eq!(status.producer_task, "importer-2");
    assert_eq!(inside("importer-3"), None, "the hook of the plain task is enough");
}

#[test]
fn a_task_that_never_runs_in_the_form_of_the_sdk_is_told_with_its_line() {
    let options = BuildOptions { names: Names::Sdk, ..BuildOptions::default() };
    let errors = after_loops.into_pipeline().build(&options).unwrap_err();
    let found: Vec<_> =
        errors.0.iter().map(|error| (error.code, error.at.as_ref().unwrap().line - AFTER_LOOPS)).collect();
    assert_eq!(found, [("B123", 3), ("B123", 6)]);
    let argo = BuildOptions { target: kfp_ir::target::Target::Argo41, ..options };
    assert!(after_loops.into_pipeline().build(&argo).is_ok());
}

const STATUS: u32 = line!() + 1;
#[pipeline]
fn status(p: &mut Scope, status: Value<FinalStatus>) {
    let _ = status;
    p.task(say().text("x"));
}

#[test]
fn a_pipeline_is_told_no_final_status() {
    assert_eq!(mistakes(status, STATUS), [("B113", 0)]);
}

const LOOPS: u32 = line!() + 2;
#[pipeline]
fn loops(p: &mut Scope, names: Value<Vec<String>>) {
    let models = p.for_each(names, |p, name| p.task(importer::<Model>(name)).artifact);
    p.for_each(models, |p, model| {
        p.task(use_model().model(model));
    });
}

#[test]
fn a_loop_over_artifacts_is_refused_with_its_line() {
    assert_eq!(mistakes(loops, LOOPS), [("B125", 2)]);
}

#[container_component]
fn make(name: String, list: Output<Vec<String>>) -> Container {
    Container::image("busybox").command(["make"]).args([name.to_string(), list.path()])
}

#[container_component]
fn take(text: Option<Vec<String>>, deep: Option<Vec<Vec<String>>>) -> Container {
    let _ = (text, deep);
    Container::image("busybox").command(["take"])
}

#[pipeline]
fn each(p: &mut Scope, names: Value<Vec<String>>) -> Collected<String> {
    p.for_each(names, |p, name| p.task(say().text(name)).output)
}

const LISTS: u32 = line!() + 2;
#[pipeline]
fn lists(p: &mut Scope, names: Value<Vec<String>>) {
    let lists = p.for_each(names, |p, name| p.task(make().name(name)).list);
    p.task(take().deep(lists));
    p.task(take().text(lists.flatten()));
    let said = p.for_each(names, |p, _| p.task(each().names(names)).output);
    p.task(take().text(said.flatten()));
    p.task(take().deep(said));
    p.for_each(said, |p, _| {
        p.task(take());
    });
}

#[test]
fn what_loops_in_loops_collect_is_one_list() {
    assert_eq!(mistakes(lists, LISTS), [("B126", 3), ("B126", 6), ("B126", 7)]);
}

#[pipeline]
fn flat(p: &mut Scope, names: Value<Vec<String>>) -> Value<Vec<String>> {
    p.for_each(names, |p, _| p.for_each(names, |p, name| p.task(say().text(name)).output)).flatten()
}

#[pipeline]
fn flat_lists(p: &mut Scope, names: Value<Vec<String>>) {
    let said = p.task(flat().names(names)).output;
    p.task(take().text(said));
    let all = p.for_each(names, |p, _| {
        p.for_each(names, |p, _| p.for_each(names, |p, name| p.task(say().text(name)).output)).flatten()
    });
    p.task(take().text(all.flatten()));
    let again = p.for_each(names, |p, _| p.task(flat().names(names)).output);
    p.task(take().text(again.flatten()));
}

/// What was flattened inside has one level less to take away outside.
#[test]
fn a_list_is_flattened_once_for_each_level() {
    build(flat_lists);
}

#[container_component]
fn pull(name: String, tag: Option<String>, model: Option<Input<Model>>) -> Container {
    Container::image("busybox").command(["pull"]).args([
        concat([name.to_string(), tag.text_if_present(|tag| format!(":{tag}"), ":latest")]),
        tag.if_present_or(|tag| ["--tag".to_owned(), tag.to_string()], ["--no-tag"]),
        model.if_present(|model| ["--model".to_owned(), model.path()]),
    ])
}

#[pipeline]
fn conditional(p: &mut Scope, name: Value<String>, tag: Value<Option<String>>) {
    let model = p.task(importer::<Model>("gs://b/m")).artifact;
    p.task(pull().name(name).tag("v1"));
    p.task(pull().name(name).model(model));
    p.task(pull().name(name).tag(name));
    p.task(pull().name(name).tag(tag));
}

#[test]
fn conditional_arguments_are_put_together_for_each_call() {
    let built = build(conditional);
    let (name, tag) = ("{{$.inputs.parameters['name']}}", "{{$.inputs.parameters['tag']}}");
    let path = "{{$.inputs.artifacts['model'].path}}";
    assert_eq!(container(&built, "pull").args, [&format!("{name}:{tag}"), "--tag", tag]);
    assert_eq!(container(&built, "pull-2").args, [&format!("{name}:latest"), "--no-tag", "--model", path]);
    // Whether a value is a constant does not matter: the first and third call share a component.
    let component = |name: &str| task(&built, name).component_ref.clone();
    assert_eq!(component("pull"), component("pull-3"));
    assert_ne!(component("pull"), component("pull-4"));
    // Only the run decides: what KFP cannot do is told.
    let codes: Vec<_> = built.warnings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["IR202"]);
    assert!(container(&built, "pull-4").args[1].starts_with(r#"{"IfPresent": {"InputName": "tag""#));
}

#[container_component]
fn glued(tag: Option<String>) -> Container {
    let tag = tag.if_present(|tag| [tag.to_string()]);
    Container::image("busybox").command(["echo"]).args([format!("--tag={tag}")])
}

#[container_component]
fn unresolved(model: Input<Model>) -> Container {
    Container::image("busybox").command(["echo"]).args([
        "{{$.inputs.artifacts['model'].metadata['k']}}".to_owned(),
        "{{$.inputs.artifacts['model']}}".to_owned(),
        "{{$.outputs.output_file}}".to_owned(),
        "{{$.pipeline_root}}".to_owned(),
        "{{$.pipeline_job_uuid}}".to_owned(),
        model.path(),
    ])
}

#[pipeline]
fn wrong_containers(p: &mut Scope) {
    p.task(glued().tag("x"));
    p.task(unresolved().model(p.task(importer::<Model>("gs://b/m")).artifact));
}

#[test]
fn placeholders_that_no_engine_fills_in_are_refused() {
    let errors = Pipeline::of(wrong_containers).build(&BuildOptions::default()).unwrap_err();
    let codes: Vec<_> = errors.0.iter().map(|error| error.code).collect();
    assert_eq!(codes, ["B115"; 6], "{errors}");
}

#[pipeline]
fn maps(p: &mut Scope, name: Value<String>) {
    let map = BTreeMap::from([("a".to_owned(), text!("x{name}")), ("b".to_owned(), "y".into())]);
    let any = BTreeMap::from([("c".to_owned(), text!("{name}!"))]);
    p.task(mapped().map(map).any(any));
}

#[container_component]
fn mapped(map: BTreeMap<String, String>, any: BTreeMap<String, serde_json::Value>) -> Container {
    Container::image("busybox").command(["echo"]).args([map.to_string(), any.to_string()])
}

#[test]
fn texts_stand_in_maps() {
    let built = build(maps);
    let IrValue::Struct(map) = constant(&built, "mapped", "map") else { panic!() };
    let text = |text: &str| IrValue::String(text.into());
    assert_eq!(map.0["a"], text("x{{$.inputs.parameters['pipelinechannel--name']}}"));
    assert_eq!(map.0["b"], text("y"));
    let IrValue::Struct(any) = constant(&built, "mapped", "any") else { panic!() };
    assert_eq!(any.0["c"], text("{{$.inputs.parameters['pipelinechannel--name']}}!"));
}

#[test]
fn a_component_is_a_pipeline_by_itself() {
    let pipeline = Pipeline::of_component(lenient);
    let built = build(pipeline);
    let root = built.document.pipeline.root.as_ref().unwrap();
    let inputs = &root.input_definitions.as_ref().unwrap().parameters;
    assert_eq!(inputs["text"].default_value, Some(IrValue::String("none".into())));
    assert_eq!(input(&built, "lenient", "text").component_input_parameter.as_deref(), Some("text"));
    assert_eq!(pipeline.components()[0].name, "lenient");
}
