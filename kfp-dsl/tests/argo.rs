//! What Argo has and KFP has not: how it is written into the IR, and where it is refused.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

use std::time::Duration;

use kfp_dsl::argo::{
    Approval, ArgoSetting, Decision, MaxCacheAge, MergeStrategy, Mutex, PodPatch, PriorityClass, Resource,
    RetryOnOtherNode, Semaphore, UncountedInput, best_effort, field,
};
use kfp_dsl::argo::{Hook, Phase};
use kfp_dsl::prelude::*;
use kfp_dsl::{BuildOptions, Built, Target};
use kfp_dsl::{PipelineConfig, placeholders};
use kfp_ir::model::PlatformExecutor;
use kfp_ir::model::platform::argo::ArgoExecutorConfig;
use serde_json::json;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

fn build(pipeline: Pipeline, target: Target) -> Built {
    let options = BuildOptions { target, ..BuildOptions::default() };
    pipeline.build(&options).unwrap_or_else(|errors| panic!("{errors}"))
}

fn argo<'b>(built: &'b Built, label: &str) -> &'b ArgoExecutorConfig {
    let platform = &built.document.platform.as_ref().unwrap().platforms["argo"];
    match &platform.deployment_spec.as_ref().unwrap().executors[label] {
        PlatformExecutor::Argo(settings) => settings,
        other => panic!("{other:?}"),
    }
}

fn codes(pipeline: Pipeline, target: Target) -> (Vec<&'static str>, String) {
    let errors = pipeline.build(&BuildOptions { target, ..BuildOptions::default() }).unwrap_err();
    (errors.0.iter().map(|error| error.code).collect(), errors.to_string())
}

#[derive(Parameter)]
enum Stage {
    Production,
    Staging,
    Nowhere,
}

#[pipeline]
fn release(p: &mut Scope, version: Value<String>) {
    let asked = p.approval(Approval::ask(text!("deploy {version}?")));
    p.when(asked.decision.eq(Decision::Approve), |p| {
        let day = Duration::from_secs(86_400);
        let stage = p.approval(Approval::choose("where to?").timeout(day, Stage::Nowhere));
        p.when(stage.decision.eq(Stage::Production) | stage.decision.ne(Stage::Staging), |p| {
            p.task(work().text(stage.by));
        });
    });
}

#[test]
fn an_approval_gates_what_follows() {
    let built = build(Pipeline::of(release), Target::Argo41);
    let approval = argo(&built, "exec-approval").approval.as_ref().unwrap();
    assert_eq!(approval.choices, ["approve", "reject"]);
    assert_eq!((approval.timeout_seconds, approval.on_timeout.as_str()), (0, ""));
    let stage = argo(&built, "exec-approval-2").approval.as_ref().unwrap();
    assert_eq!(stage.choices, ["production", "staging", "nowhere"]);
    assert_eq!((stage.timeout_seconds, stage.on_timeout.as_str()), (86_400, "nowhere"));
    assert_eq!(stage.prompt, "where to?");
    let tasks = &built.document.pipeline.root.as_ref().unwrap().dag.as_ref().unwrap().tasks;
    assert!(!tasks["approval"].caching_options.as_ref().unwrap().enable_cache);
    let condition = &tasks["condition-1"].trigger_policy.as_ref().unwrap().condition;
    assert_eq!(condition, "inputs.parameter_values['pipelinechannel--approval-decision'] == 'approve'");
}

#[container_component]
fn start(name: String, workers: i64, phase: Output<String>) -> Container {
    let job = json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": format!("run-{name}")},
        "spec": {"parallelism": workers.to_string()},
    });
    Container::argo_only(
        Resource::create(job)
            .succeeds_when(field("status.succeeded").ge(1))
            .fails_when(field("status.failed").gt(0))
            .read(&phase, "{.status.phase}")
            .owned_by_run(),
    )
}

#[container_component]
fn scale(name: String) -> Container {
    let change = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name.to_string()}, "spec": {"replicas": 2}});
    let patch = Resource::patch(change).merge(MergeStrategy::Merge);
    Container::image("alpine/k8s:1").command(["kubectl", "scale"]).args([name.to_string()]).on_argo(patch)
}

#[pipeline]
fn objects(p: &mut Scope, name: Value<String>) {
    let started = p.task(start().name(name).workers(2));
    p.task(scale().name(started.phase));
}

#[test]
fn work_on_objects_travels_in_the_platform_spec() {
    let built = build(Pipeline::of(objects), Target::Argo41);
    let created = argo(&built, "exec-start").resource.as_ref().unwrap();
    assert_eq!(created.action, "create");
    assert_eq!(created.success_condition, "status.succeeded > 0");
    assert_eq!(created.failure_condition, "status.failed > 0");
    assert!(created.set_owner_reference);
    assert_eq!(created.outputs[0].json_path, "{.status.phase}");
    let manifest = serde_json::to_value(created.manifest.as_ref().unwrap()).unwrap();
    assert_eq!(manifest["metadata"]["name"], "run-{{$.inputs.parameters['name']}}");
    assert_eq!(argo(&built, "exec-scale").resource.as_ref().unwrap().merge_strategy, "merge");
}

#[pipeline]
fn careful(p: &mut Scope) {
    p.defaults(Settings::new().argo(best_effort(PriorityClass::named("low"))));
    p.task(work().text("a"))
        .retries(2)
        .argo(best_effort(Mutex::named("database").namespace("shared")))
        .argo(best_effort(Semaphore::config_map("limits", "gpu")))
        .argo(best_effort(RetryOnOtherNode))
        .argo(best_effort(PodPatch::of(json!({"hostNetwork": true}))));
    p.task(work().text("b"));
}

#[test]
fn settings_that_may_be_left_out_are_told_on_kfp() {
    let built = build(Pipeline::of(careful), Target::Kfp217);
    let settings = argo(&built, "exec-work");
    assert_eq!(settings.mutexes[0].name, "database");
    assert_eq!(settings.semaphores[0].key, "gpu");
    assert_eq!(settings.priority_class, "low");
    assert!(settings.retry_on_other_node && settings.pod_patch.is_some());
    assert_eq!(argo(&built, "exec-work-2").priority_class, "low");
    assert!(built.warnings.iter().all(|warning| warning.code == "IR212"), "{:?}", built.warnings);
    assert_eq!(built.warnings.len(), 6);
    assert!(build(Pipeline::of(careful), Target::Argo41).warnings.is_empty());
}

#[pipeline]
fn locked(p: &mut Scope) {
    p.task(work().text("a")).argo(Mutex::named("database"));
}

#[pipeline]
fn waited(p: &mut Scope) {
    let program = ["wait-for-decision"];
    let asked = p.approval(Approval::ask("go on?").container("ghcr.io/acme/waiter:1", program));
    p.when(asked.decision.eq(Decision::Approve), |p| {
        p.task(work().text("a"));
    });
}

#[test]
fn kfp_refuses_what_only_argo_has() {
    for (pipeline, what) in [
        (Pipeline::of(release), "an approval"),
        (Pipeline::of(objects), "a resource step"),
        (Pipeline::of(locked), "a mutex"),
        (Pipeline::of(remembered), "a maximum age of earlier results"),
        (Pipeline::of(remembered), "an input that does not count"),
    ] {
        let (codes, text) = codes(pipeline, Target::Kfp217);
        assert!(codes.iter().all(|code| *code == "B134"), "{text}");
        assert!(text.contains(&format!("kfp-2.17 has nothing for {what}")), "{text}");
    }
    let built = build(Pipeline::of(waited), Target::Kfp217);
    let executors = &built.document.pipeline.deployment_spec.as_ref().unwrap().executors;
    let container = executors["exec-approval"].container.as_ref().unwrap();
    assert_eq!(
        (container.image.as_str(), container.command[0].as_str()),
        ("ghcr.io/acme/waiter:1", "wait-for-decision")
    );
    assert_eq!(container.args[..2], ["--prompt", "{{$.inputs.parameters['prompt']}}"]);
}

#[pipeline]
fn remembered(p: &mut Scope) {
    p.task(work().text("a"))
        .argo(MaxCacheAge::of(Duration::from_secs(3600)))
        .argo(UncountedInput::named("text"))
        .argo(UncountedInput::named("text"));
}

#[test]
fn what_of_earlier_results_counts_travels_with_the_executor() {
    let built = build(Pipeline::of(remembered), Target::Argo41);
    let cache = argo(&built, "exec-work").cache.as_ref().unwrap();
    assert_eq!(
        (cache.max_age_seconds, cache.uncounted_inputs.as_slice()),
        (3600, ["text".to_owned()].as_slice())
    );
}

#[pipeline]
fn mistakes(p: &mut Scope) {
    p.task(work().text("a"))
        .argo(Mutex::named(" "))
        .argo(PodPatch::of(json!([1])))
        .argo(MaxCacheAge::of(Duration::from_millis(5)));
    p.approval(Approval::ask("?").timeout(Duration::from_millis(5), Decision::Reject));
}

#[container_component]
fn vague(phase: Output<String>) -> Container {
    let either = field("a").eq("x") | field("b").eq("y");
    let get = Resource::get(json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}));
    Container::argo_only(
        get.succeeds_when(either).fails_when(field("a").eq("two words")).read(&phase, ".status"),
    )
}

#[pipeline]
fn vague_pipeline(p: &mut Scope) {
    p.task(vague());
}

#[test]
fn wrong_settings_are_told_all_at_once() {
    let (wrong, text) = codes(Pipeline::of(mistakes), Target::Argo41);
    assert_eq!(wrong, ["B133"; 4], "{text}");
    for told in ["` ` cannot be the name of a mutex", "`[1]` is not a patch", "less than a second"] {
        assert!(text.contains(told), "no `{told}` in:\n{text}");
    }
    let (wrong, text) = codes(Pipeline::of(vague_pipeline), Target::Argo41);
    assert_eq!(wrong, ["B115", "B115", "B115"], "{text}");
    for told in ["no `or` between two fields", "`two words` is no value", "`.status` is no path"] {
        assert!(text.contains(told), "no `{told}` in:\n{text}");
    }
}

#[test]
fn conditions_become_selectors_where_they_can() {
    let selector = |condition: kfp_dsl::argo::ObjectCondition| condition.selector();
    assert_eq!(selector(field("a.b").is_in(["x", "y"])).unwrap(), "a.b in (x, y)");
    assert_eq!(selector(!field("a").is_in(["x", "y"])).unwrap(), "a notin (x, y)");
    assert_eq!(selector(field("a").eq("x") | field("a").eq("y")).unwrap(), "a in (x, y)");
    assert_eq!(selector(!(field("a").eq("x") | field("b").exists())).unwrap(), "a != x,!b");
    assert_eq!(selector(field("n").le(3) & !field("n").lt(1)).unwrap(), "n < 4,n > 0");
    for wrong in [!(field("a").eq("x") & field("b").eq("y")), field("n").gt(-1), field("a b").exists()] {
        assert!(wrong.selector().is_err());
    }
    let none: [&str; 0] = [];
    assert!(field("a").is_in(none).selector().is_err());
    let _ = best_effort(Mutex::named("a")).fragment();
}

#[container_component]
fn tell(#[default("nobody")] whom: String, text: String, loud: Option<bool>) -> Container {
    let loud = loud.if_present(|_| ["--loud"]);
    Container::image("busybox")
        .command(["tell"])
        .args([whom.to_string(), format!("--text={text}")])
        .args([loud])
}

#[pipeline]
fn hooked(p: &mut Scope) {
    p.config(PipelineConfig::new().argo_hook(Hook::exit(tell().text(placeholders::JOB_NAME))));
    let failed = Hook::when(Phase::Failed, tell().whom("me").text("{{failed}}"));
    p.task(work().text("x")).argo(failed).argo(Hook::exit(tell().text("over")));
    p.approval(Approval::ask("?")).argo(Hook::when(Phase::Running, tell().text("decide")));
}

#[test]
fn hooks_are_containers_of_their_own() {
    let built = build(Pipeline::of(hooked), Target::Argo41);
    let words = |hook: &kfp_ir::model::platform::argo::Hook| {
        let container = hook.container.as_ref().unwrap();
        format!("{:?} {:?} {:?}", hook.phase, container.command, container.args)
    };
    let of = |label: &str| argo(&built, label).hooks.iter().map(words).collect::<Vec<_>>();
    assert_eq!(
        of("exec-work"),
        [r#""Failed" ["tell"] ["me", "--text={{failed}}"]"#, r#""" ["tell"] ["nobody", "--text=over"]"#]
    );
    assert_eq!(of("exec-approval"), [r#""Running" ["tell"] ["nobody", "--text=decide"]"#]);
    let run = built.document.platform.as_ref().unwrap().argo_pipeline().unwrap();
    let run: Vec<_> = run.hooks.iter().map(words).collect();
    assert_eq!(run, [r#""" ["tell"] ["nobody", "--text={{$.pipeline_job_name}}"]"#]);
}

#[component(image = "app")]
fn rust(text: String) -> Result<()> {
    drop(text);
    Ok(())
}

#[container_component]
fn stores(text: Output<String>) -> Container {
    Container::image("busybox").command(["store"]).args([text.path()])
}

#[pipeline]
fn badly_hooked(p: &mut Scope, name: Value<String>) {
    p.config(PipelineConfig::new().argo_hook(RetryOnOtherNode));
    p.task(work().text("a")).argo(Hook::exit(rust().text("x")));
    p.task(work().text("b")).argo(Hook::exit(tell().text(name)));
    p.task(work().text("c")).argo(Hook::exit(stores()));
    let settings = Settings::new().uncached();
    p.task(work().text("d")).argo(Hook::exit(tell().text("x").with(&settings)));
}

#[test]
fn what_no_hook_can_be_is_told() {
    let (wrong, text) = codes(Pipeline::of(badly_hooked), Target::Argo41);
    assert_eq!(wrong, ["B133"; 5], "{text}");
    for told in [
        "a retry on another node is nothing that a whole run has",
        "`rust` is no container component",
        "the hook `tell` is given a value for `text`",
        "the hook `stores` has no `{{$.outputs.parameters['text'].output_file}}`",
        "the hook `tell` has settings",
    ] {
        assert!(text.contains(told), "no `{told}` in:\n{text}");
    }
}

#[pipeline]
fn hooked_if_possible(p: &mut Scope) {
    p.config(PipelineConfig::new().argo_hook(best_effort(Hook::exit(tell().text("over")))));
    p.task(work().text("x")).argo(best_effort(Hook::exit(tell().text("over"))));
}

#[test]
fn kfp_has_no_hooks() {
    let (wrong, text) = codes(Pipeline::of(hooked), Target::Kfp217);
    assert_eq!(wrong, ["B134"; 4], "{text}");
    assert!(text.contains("has nothing for a hook"), "{text}");
    let built = build(Pipeline::of(hooked_if_possible), Target::Kfp217);
    let told: Vec<_> = built.warnings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told.iter().filter(|message| message.contains("ignores `hooks`")).count(), 2, "{told:?}");
}
