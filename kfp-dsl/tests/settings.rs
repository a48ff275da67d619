//! How tasks run: settings that a run decides, executors that are kept apart, and mistakes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use kfp_dsl::kubernetes::{
    AccessMode, ConfigMap, CreatePvc, EmptyDir, EphemeralVolume, FieldPath, ImagePullPolicy, InitContainer,
    NodeAffinity, NodeSelector, PodAffinity, PodMetadata, PvcMount, Requirement, Secret, SecurityContext,
    SharedMemory, Toleration,
};
use kfp_dsl::prelude::*;
use kfp_dsl::testing::Trial;
use kfp_dsl::{BuildOptions, Built, Names, Target, TaskConfigPassthrough};
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::{ComponentSpec, ContainerSpec, PipelineTaskSpec, PlatformExecutor, TaskInputParameter};

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[container_component]
fn make(out: Output<String>) -> Container {
    Container::image("busybox").command(["touch"]).args([out.path()])
}

fn build(pipeline: Pipeline) -> Built {
    pipeline.build(&BuildOptions::default()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn root(built: &Built) -> &ComponentSpec {
    built.document.pipeline.root.as_ref().unwrap()
}

fn task<'b>(component: &'b ComponentSpec, name: &str) -> &'b PipelineTaskSpec {
    &component.dag.as_ref().unwrap().tasks[name]
}

fn component<'b>(built: &'b Built, task: &PipelineTaskSpec) -> &'b ComponentSpec {
    &built.document.pipeline.components[&task.component_ref.as_ref().unwrap().name]
}

fn container<'b>(built: &'b Built, task: &PipelineTaskSpec) -> &'b ContainerSpec {
    let label = component(built, task).executor_label.as_ref().unwrap();
    let deployment = built.document.pipeline.deployment_spec.as_ref().unwrap();
    deployment.executors[label].container.as_ref().unwrap()
}

fn kubernetes<'b>(built: &'b Built, task: &PipelineTaskSpec) -> &'b KubernetesExecutorConfig {
    let label = component(built, task).executor_label.as_ref().unwrap();
    let platform = &built.document.platform.as_ref().unwrap().platforms["kubernetes"];
    match &platform.deployment_spec.as_ref().unwrap().executors[label] {
        PlatformExecutor::Kubernetes(config) => config,
        other => panic!("{other:?}"),
    }
}

fn executor<'b>(built: &'b Built, task: &PipelineTaskSpec) -> &'b str {
    component(built, task).executor_label.as_deref().unwrap()
}

/// The errors of a pipeline: codes, and the whole text.
fn errors(pipeline: Pipeline) -> (Vec<&'static str>, String) {
    let errors = pipeline.build(&BuildOptions::default()).unwrap_err();
    for error in &errors.0 {
        assert!(error.at.as_ref().is_some_and(|at| at.file.ends_with("settings.rs")), "{error}");
        assert!(error.help.is_some() || error.code == "B106", "{error}");
    }
    (errors.0.iter().map(|error| error.code).collect(), errors.to_string())
}

#[pipeline]
fn dynamic(p: &mut Scope, memory: Value<String>, image: Value<String>, names: Value<Vec<String>>) {
    let made = p.task(make());
    p.task(work().text("a")).memory_limit(memory);
    p.task(work().text("b")).memory_limit(memory);
    p.task(work().text("c")).memory_limit(made.out);
    p.task(work().text("d")).image(image).memory_limit(memory);
    p.for_each(names, |p, name| {
        p.task(work().text("e"))
            .memory_limit(memory)
            .kubernetes(Secret::named(name).env("k", "K"))
            .kubernetes(PvcMount::new(made.out, "/data"));
    });
}

#[test]
fn tasks_share_an_executor_only_where_all_settings_are_equal() {
    let built = build(Pipeline::of(dynamic));
    let root = root(&built);
    let of = |name: &str| executor(&built, task(root, name));
    assert_eq!(of("work"), of("work-2"));
    assert_ne!(of("work"), of("work-3"));
    assert_ne!(of("work"), of("work-4"));
    let limit = |name: &str| {
        container(&built, task(root, name)).resources.as_ref().unwrap().resource_memory_limit.clone()
    };
    assert_eq!(limit("work-2"), "{{$.inputs.parameters['pipelinechannel--memory']}}");
    assert_eq!(limit("work-3"), "{{$.inputs.parameters['pipelinechannel--make-out']}}");
    assert_eq!(
        container(&built, task(root, "work-4")).image,
        "{{$.inputs.parameters['pipelinechannel--image']}}"
    );
    assert_eq!(container(&built, task(root, "work")).image, "busybox");
}

#[test]
fn a_task_waits_for_the_task_that_makes_a_setting() {
    let built = build(Pipeline::of(dynamic));
    assert_eq!(task(root(&built), "work-3").dependent_tasks, ["make"]);
    assert!(task(root(&built), "work").dependent_tasks.is_empty());
}

#[test]
fn settings_reach_into_groups() {
    for names in [Names::Shared, Names::Sdk] {
        let options = BuildOptions { names, ..BuildOptions::default() };
        let built = Pipeline::of(dynamic).build(&options).unwrap_or_else(|errors| panic!("{errors}"));
        let looping = component(&built, task(root(&built), "for-loop-1"));
        let inputs: Vec<&String> = looping.input_definitions.as_ref().unwrap().parameters.keys().collect();
        let expected = [
            "pipelinechannel--make-out",
            "pipelinechannel--memory",
            "pipelinechannel--names",
            "pipelinechannel--names-loop-item",
        ];
        assert_eq!(inputs, expected);
        let inner = task(looping, "work-5");
        let config = kubernetes(&built, inner);
        let secret = config.secret_as_env[0].secret_name_parameter.as_ref().unwrap();
        assert_eq!(secret.component_input_parameter.as_deref(), Some("pipelinechannel--names-loop-item"));
        let claim = config.pvc_mount[0].pvc_name_parameter.as_ref().unwrap();
        assert_eq!(claim.component_input_parameter.as_deref(), Some("pipelinechannel--make-out"));
        assert_eq!(task(root(&built), "for-loop-1").dependent_tasks, ["make"]);
    }
}

#[container_component]
fn copy(text: String, copied: Output<String>) -> Container {
    Container::image("busybox").command(["cp"]).args([text.to_string(), copied.path()])
}

#[derive(Parameter)]
struct Config {
    memory: String,
    secret: String,
}

#[pipeline]
fn fields(p: &mut Scope, config: Value<Config>) {
    p.task(work().text("a")).memory(config.fields().memory);
}

#[pipeline]
fn secrets_of_fields(
    p: &mut Scope,
    config: Value<Config>,
    configs: Value<Vec<Config>>,
    other: Value<String>,
) {
    let first = p.task(copy().text("a")).kubernetes(Secret::named(config.fields().secret).mount("/etc/x"));
    p.task(work().text(first.copied)).after(&first);
    p.for_each(configs, |p, config| {
        let made = p.task(make());
        p.task(work().text(made.out))
            .kubernetes(Secret::named(config.fields().secret).mount("/etc/x"))
            .kubernetes(Secret::named(other).mount("/etc/y"));
    });
}

#[test]
fn a_field_of_a_struct_is_read_for_resources() {
    let built = build(Pipeline::of(fields));
    let inputs = &task(root(&built), "work").inputs.as_ref().unwrap().parameters;
    let field = &inputs["pipelinechannel--config-subvar-memory"];
    assert_eq!(field.component_input_parameter.as_deref(), Some("config"));
    assert_eq!(field.parameter_expression_selector, r#"parseJson(string_value)["memory"]"#);
}

/// KFP looks names up among the inputs of the graph around the task, so the task gets a graph that has the field as one.
#[test]
fn a_field_of_a_struct_names_a_secret() {
    for names in [Names::Shared, Names::Sdk] {
        let options = BuildOptions { names, ..BuildOptions::default() };
        let built =
            Pipeline::of(secrets_of_fields).build(&options).unwrap_or_else(|errors| panic!("{errors}"));
        let looping = component(&built, task(root(&built), "for-loop-1"));
        let outer = task(looping, "work-2");
        assert_eq!(outer.dependent_tasks, ["make"]);
        let around = &outer.inputs.as_ref().unwrap().parameters;
        let field = &around["pipelinechannel--configs-loop-item-subvar-secret"];
        assert_eq!(field.component_input_parameter.as_deref(), Some("pipelinechannel--configs-loop-item"));
        assert_eq!(field.parameter_expression_selector, r#"parseJson(string_value)["secret"]"#);
        assert!(around["text"].task_output_parameter.is_some());
        let graph = component(&built, outer);
        let inner = task(graph, "work-2");
        assert!(inner.dependent_tasks.is_empty());
        let config = kubernetes(&built, inner);
        let volumes: Vec<_> =
            config.secret_as_volume.iter().map(|v| v.secret_name_parameter.clone()).collect();
        let named = |name: &str| Some(TaskInputParameter::component_input(name.to_owned()));
        assert_eq!(
            volumes,
            [named("pipelinechannel--configs-loop-item-subvar-secret"), named("pipelinechannel--other")]
        );
        assert!(graph.input_definitions.as_ref().unwrap().parameters.contains_key("pipelinechannel--other"));
        assert_eq!(task(root(&built), "work").dependent_tasks, ["copy"]);
    }
}

#[pipeline]
fn inherited(p: &mut Scope, secret: Value<String>) {
    p.defaults(
        Settings::new()
            .image("busybox:1")
            .kubernetes(Secret::named(secret).env("k", "K"))
            .kubernetes(ImagePullPolicy::Always)
            .kubernetes(SecurityContext::new().run_as_user(1).run_as_group(2)),
    );
    p.task(work().text("a"));
    p.task(work().text("b"))
        .image("busybox:2")
        .kubernetes(Secret::named("own").env("l", "L"))
        .kubernetes(ImagePullPolicy::Never)
        .kubernetes(SecurityContext::new().run_as_user(3));
}

#[test]
fn settings_of_the_pipeline_come_first_and_those_of_the_task_win() {
    let built = build(Pipeline::of(inherited));
    let root = root(&built);
    assert_eq!(container(&built, task(root, "work")).image, "busybox:1");
    assert_eq!(container(&built, task(root, "work-2")).image, "busybox:2");
    let config = kubernetes(&built, task(root, "work-2"));
    let variables: Vec<_> =
        config.secret_as_env.iter().flat_map(|s| &s.key_to_env).map(|k| k.env_var.as_str()).collect();
    assert_eq!(variables, ["K", "L"]);
    assert_eq!(config.image_pull_policy, "Never");
    let security = config.security_context.as_ref().unwrap();
    assert_eq!((security.run_as_user, security.run_as_group), (Some(3), Some(2)));
}

#[container_component]
fn trainer(cpu_limit: String) -> Container {
    Container::image("busybox").command(["echo"]).args([cpu_limit.to_string()])
}

#[pipeline]
fn two_meanings(p: &mut Scope, cpu: Value<String>) {
    p.task(trainer().cpu_limit("2")).cpu_limit(cpu);
}

#[test]
fn an_input_with_the_name_of_a_setting_is_refused() {
    let (codes, text) = errors(Pipeline::of(two_meanings));
    assert_eq!(codes, ["B110"], "{text}");
    assert!(text.contains("takes an amount of CPU from the run and has an input `cpu_limit`"), "{text}");
}

#[pipeline]
fn mistakes(p: &mut Scope) {
    p.task(work().text("names"))
        .kubernetes(Secret::named("My_Secret").env("k", "K"))
        .kubernetes(Secret::named("unused"))
        .kubernetes(ConfigMap::named("map").env("a b", "A=B").mount("etc"))
        .kubernetes(PodMetadata::new().label("-x", "y").label("x", "two words").annotation("", "z"))
        .kubernetes(NodeSelector::label("a/b/c", "d"))
        .kubernetes(NodeSelector::json(serde_json::json!(["ssd"])));
    p.task(work().text("volumes"))
        .kubernetes(PvcMount::new("data", "/data").sub_path("../other"))
        .kubernetes(EmptyDir::new("cache", "/data").size_limit("1 GB"))
        .kubernetes(EmptyDir::new("cache", "/kfp-workspace/x"))
        .kubernetes(EphemeralVolume::new("Scratch", "/scratch", "0Gi").access_modes([]))
        .kubernetes(SharedMemory::of("lots"));
    p.task(work().text("placement"))
        .kubernetes(NodeAffinity::required([]))
        .kubernetes(NodeAffinity::preferred(0, [Requirement::is_in("zone", Vec::<String>::new())]))
        .kubernetes(Toleration::equal("", "x"))
        .kubernetes(Toleration::exists("spot").seconds(3));
    p.task(work().text("rest"))
        .image(" ")
        .accelerator("nvidia.com/gpu", -1)
        .kubernetes(FieldPath::of("spec.containers").env("A").env("A"))
        .kubernetes(SecurityContext::new())
        .kubernetes(SecurityContext::new().run_as_user(0).run_as_non_root(true));
}

#[test]
fn wrong_settings_are_told_all_at_once() {
    let (codes, text) = errors(Pipeline::of(mistakes));
    assert!(codes.iter().all(|code| matches!(*code, "B110" | "B130")), "{text}");
    for told in [
        "`My_Secret` cannot be the name of a secret",
        "the task takes nothing from a secret `unused`",
        "`a b` cannot be a key of a config map",
        "`A=B` is not the name of an environment variable",
        "`etc` is not a path to mount a volume at",
        "`-x` cannot be the key of a label",
        "`two words` cannot be the value of a label",
        "`` cannot be the key of an annotation",
        "`a/b/c` cannot be the key of a label",
        "a node selector as JSON is an object",
        "`../other` is not a folder of a volume",
        "`1 GB` is not a size",
        "two volumes are mounted at `/data`",
        "two volumes are called `cache`",
        "`/kfp-workspace/x` is inside the workspace",
        "`Scratch` cannot be the name of a volume",
        "`0Gi` is not a size",
        "a volume without access modes cannot be used",
        "`lots` is not a size",
        "a node affinity without conditions matches no node",
        "the weight of an affinity is between 1 and 100",
        "a condition on `zone` has no values to compare with",
        "a toleration of one value needs a key",
        "only taints of the effect `NoExecute` are tolerated for a time",
        "a task cannot run an empty image",
        "`nvidia.com/gpu` times -1 is not an accelerator",
        "`spec.containers` is not a field that Kubernetes gives to a variable",
        "the environment variable `A` has two sources",
        "a security context says nothing",
        "user 0 is root, and root is refused",
    ] {
        assert!(text.contains(told), "no `{told}` in:\n{text}");
    }
    assert_eq!(codes.len(), 30, "{text}");
}

#[pipeline]
fn apart(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(PodAffinity::required("kubernetes.io/hostname").pod_label("a", "b").anti());
}

#[test]
fn what_kfp_ignores_is_a_warning() {
    let built = build(Pipeline::of(apart));
    let codes: Vec<_> = built.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["IR212"]);
}

#[pipeline]
fn prepared(p: &mut Scope) {
    let fetch = InitContainer::new("fetch", "busybox").command(["true"]).mount("w", "/w").limit("cpu", "1");
    p.task(work().text("a")).kubernetes(EmptyDir::new("w", "/w")).kubernetes(fetch.sidecar());
}

#[test]
fn init_containers_are_for_engines_that_know_them() {
    let refused = Pipeline::of(prepared).build(&BuildOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("B120") && refused.contains("IR213"), "{refused}");
    let options = BuildOptions { target: Target::KfpMaster, ..BuildOptions::default() };
    let built = Pipeline::of(prepared).build(&options).unwrap();
    let init = &kubernetes(&built, task(root(&built), "work")).init_containers[0];
    assert_eq!((init.name.as_str(), init.restart_policy.as_deref()), ("fetch", Some("Always")));
}

#[pipeline]
fn impossible_config(p: &mut Scope) {
    p.config(
        PipelineConfig::new()
            .ttl(Duration::ZERO)
            .ttl_after_success(Duration::from_secs(u64::MAX))
            .active_deadline(Duration::from_millis(1500))
            .pipeline_root("")
            .workspace(Workspace::of("ten")),
    );
    p.task(work().text("a"));
}

#[test]
fn an_impossible_configuration_is_told_at_its_line() {
    let (codes, text) = errors(Pipeline::of(impossible_config));
    assert_eq!(codes, ["B131"; 5], "{text}");
    assert!(text.contains("`ten` is not the size of a workspace"), "{text}");
    assert!(text.contains("a deadline of 1.5s cannot be kept"), "{text}");
}

#[pipeline]
fn without_workspace(p: &mut Scope) {
    p.task(work().text(format!("{WORKSPACE_PATH}/x")));
}

#[pipeline]
fn with_workspace(p: &mut Scope) {
    p.config(PipelineConfig::new().workspace(Workspace::of("1Gi").access_modes([AccessMode::ReadWriteMany])));
    p.task(work().text(format!("{WORKSPACE_PATH}/x")));
    p.task(without_workspace());
}

#[test]
fn the_path_of_the_workspace_needs_a_workspace() {
    let refused = Pipeline::of(without_workspace).build(&BuildOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("IR205"), "{refused}");
    build(Pipeline::of(with_workspace));
}

#[component(image = "img:1", task_config = [TaskConfigPassthrough::resources()])]
fn launch(config: TaskConfig) -> Result<String> {
    Ok(config.resources.map(|resources| resources.to_string()).unwrap_or_default())
}

#[pipeline]
fn lost_settings(p: &mut Scope) {
    p.task(launch()).cpu(2).env("A", "b").kubernetes(PvcMount::new("data", "/data"));
}

#[test]
fn settings_that_a_component_does_not_take_are_told() {
    let (codes, text) = errors(Pipeline::of(lost_settings));
    assert_eq!(codes, ["B132", "B132"], "{text}");
    assert!(text.contains("component `launch` does not say what happens to environment variables"), "{text}");
    assert!(text.contains("TaskConfigPassthrough::volumes()"), "{text}");
}

#[component(image = "img:1", task_config = [TaskConfigPassthrough::env(), TaskConfigPassthrough::env().applied()])]
fn deaf() -> Result<()> {
    Ok(())
}

#[pipeline]
fn nobody_listens(p: &mut Scope) {
    p.task(deaf()).env("A", "b");
    p.task(deaf());
}

#[test]
fn settings_that_a_component_does_not_receive_are_told() {
    let (codes, text) = errors(Pipeline::of(nobody_listens));
    assert_eq!(codes, ["B132", "B132"], "{text}");
    assert!(text.contains("component `deaf` takes environment variables from its tasks and"), "{text}");
    assert!(text.contains("component `deaf` says twice what happens to environment variables"), "{text}");
}

#[test]
fn the_settings_of_a_task_arrive_as_data() {
    let given = serde_json::json!({ "resources": { "limits": { "cpu": "2" } } });
    let outcome = Trial::of(launch()).parameter("config", given).run().unwrap();
    assert_eq!(outcome.parameter::<String>("Output").unwrap(), r#"{"limits":{"cpu":"2"}}"#);
}

#[pipeline]
fn wrong_claims(p: &mut Scope) {
    p.task(CreatePvc::named("data", "5 Gi").access_modes([]));
}

#[pipeline]
fn claims(p: &mut Scope, labels: Value<BTreeMap<String, String>>) {
    let claim = p.task(CreatePvc::with_suffix("-x", "5Gi").annotations(labels));
    p.task(work().text(claim.name)).kubernetes(PvcMount::new(claim.name, "/data"));
}

#[test]
fn claims_are_made_by_tasks() {
    let (codes, text) = errors(Pipeline::of(wrong_claims));
    assert_eq!(codes, ["B106", "B106"], "{text}");
    let built = build(Pipeline::of(claims));
    let inputs = &task(root(&built), "createpvc").inputs.as_ref().unwrap().parameters;
    let given: Vec<_> = inputs.keys().map(String::as_str).collect();
    // Without a storage class, so that KFP takes its usual one: an empty class would be something else.
    assert_eq!(given, ["access_modes", "annotations", "pvc_name_suffix", "size"]);
    assert_eq!(task(root(&built), "work").dependent_tasks, ["createpvc"]);
}

#[pipeline]
fn inner(p: &mut Scope) {
    p.task(work().text("a"));
}

#[pipeline]
fn outer(p: &mut Scope) {
    p.task(inner()).image("x").kubernetes(ImagePullPolicy::Always);
}

#[pipeline]
fn importing(p: &mut Scope) {
    p.task(importer::<Model>("gs://bucket/model")).cpu(2).env("A", "b");
}

#[test]
fn pipelines_and_importers_have_no_pod() {
    let (codes, text) = errors(Pipeline::of(outer));
    assert_eq!(codes, ["B111"], "{text}");
    assert!(text.contains("no image, Kubernetes settings of its own"), "{text}");
    let (codes, text) = errors(Pipeline::of(importing));
    assert_eq!(codes, ["B111"], "{text}");
    assert!(text.contains("an importer has no cpu, environment variables"), "{text}");
}
