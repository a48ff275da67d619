//! Tasks, inputs, constants, outputs, settings.

use kfp_ir::model::Duration as IrDuration;

use super::*;

#[test]
fn a_chain_names_and_shares_as_expected() {
    let mut rec = Rec::new("chain");
    let x = rec.input("x", TEXT);
    let a = rec.task(&ECHO, vec![given(x)]);
    let a_out = rec.out(a, "Output");
    let b = rec.task(&ECHO, vec![given(a_out)]);
    let b_out = rec.out(b, "Output");
    rec.returns("Output", b_out);
    let built = rec.build();
    let root = root(&built);
    assert_eq!(from_input(task(root, "echo"), "text"), "x");
    let second = task(root, "echo-2");
    assert_eq!(from_task(second, "text"), ("echo".into(), "Output".into()));
    assert_eq!(second.dependent_tasks, ["echo"]);
    assert_eq!(second.component_ref.as_ref().unwrap().name, "comp-echo");
    assert!(second.caching_options.as_ref().unwrap().enable_cache);
    assert_eq!(built.document.pipeline.components.len(), 1);
    let outputs = root.dag.as_ref().unwrap().outputs.as_ref().unwrap();
    let selector = outputs.parameters["Output"].value_from_parameter.as_ref().unwrap();
    assert_eq!(
        (selector.producer_subtask.as_str(), selector.output_parameter_key.as_str()),
        ("echo-2", "Output")
    );
    let executors = &built.document.pipeline.deployment_spec.as_ref().unwrap().executors;
    let container = executors["exec-echo"].container.as_ref().unwrap();
    assert_eq!(container.command, ["/usr/local/bin/pipelines", "exec", "echo", "--executor-input", "{{$}}"]);
    assert_eq!(built.components.len(), 1);
}

#[test]
fn defaults_are_written_as_constants_and_optional_inputs_left_out() {
    static DEF: ComponentDef = rust(
        "opt",
        &[
            InputDef { default: Some(|| Ok(Value::Number(3.0))), ..input("n", INT) },
            InputDef { optional: true, ..input("maybe", TEXT) },
        ],
        &[],
    );
    let mut rec = Rec::new("defaults");
    rec.task(&DEF, vec![None, None]);
    let built = rec.build();
    let inputs = task(root(&built), "opt").inputs.clone().unwrap();
    assert_eq!(inputs.parameters.len(), 1);
    assert_eq!(inputs.parameters["n"].runtime_value.as_ref().unwrap().constant, Some(Value::Number(3.0)));
    let declared = &component(&built, "comp-opt").input_definitions.as_ref().unwrap().parameters;
    assert!(declared["n"].is_optional && declared["maybe"].is_optional);
    assert_eq!(declared["n"].default_value, Some(Value::Number(3.0)));
    assert_eq!(declared["maybe"].default_value, None);
}

#[test]
fn settings_become_variants_of_one_component() {
    let mut rec = Rec::new("settings");
    let plain = rec.task(&ECHO, vec![text("a")]);
    let big = rec.task(&ECHO, vec![text("b")]);
    let again = rec.task(&ECHO, vec![text("c")]);
    for id in [big, again] {
        *rec.settings(id) = Settings {
            cpu_limit: Some("500m".into()),
            memory_request: Some("1Gi".into()),
            accelerator: Some(("nvidia.com/gpu".into(), "2".into())),
            env: vec![("A".into(), "1".into()), ("B".into(), "2".into()), ("A".into(), "3".into())],
            timeout: Some(60),
            ..Settings::default()
        };
    }
    let retry = Retry {
        attempts: 3,
        backoff: std::time::Duration::from_secs(5),
        factor: 2.0,
        max_backoff: std::time::Duration::from_secs(60),
    };
    rec.settings(again).retry = Some(retry);
    rec.settings(again).caching = Some(Caching::Key("k".into()));
    rec.settings(again).display_name = Some("Third".into());
    rec.settings(plain).caching = Some(Caching::Off);
    let built = rec.build();
    let root = root(&built);
    let of = |name: &str| task(root, name).component_ref.as_ref().unwrap().name.clone();
    assert_eq!([of("echo"), of("echo-2"), of("echo-3")], ["comp-echo", "comp-echo-2", "comp-echo-2"]);
    let executors = &built.document.pipeline.deployment_spec.as_ref().unwrap().executors;
    let container = executors["exec-echo-2"].container.as_ref().unwrap();
    let resources = container.resources.as_ref().unwrap();
    assert_eq!((resources.cpu_limit, resources.resource_cpu_limit.as_str()), (0.5, "500m"));
    assert_eq!((resources.memory_request, resources.resource_memory_request.as_str()), (1.073741824, "1Gi"));
    let accelerator = resources.accelerator.as_ref().unwrap();
    assert_eq!((accelerator.count, accelerator.resource_count.as_str()), (2, "2"));
    let env: Vec<_> = container.env.iter().map(|e| (e.name.as_str(), e.value.as_str())).collect();
    assert_eq!(env, [("A", "3"), ("B", "2")]);
    let third = task(root, "echo-3");
    assert_eq!(third.task_info.as_ref().unwrap().name, "Third");
    assert_eq!(third.caching_options.as_ref().unwrap().cache_key, "k");
    let policy = third.retry_policy.as_ref().unwrap();
    assert_eq!(policy.max_retry_count, 3);
    assert_eq!(policy.backoff_duration, Some(IrDuration { seconds: 5, nanos: 0 }));
    assert!(!task(root, "echo").caching_options.as_ref().unwrap().enable_cache);
    let platform = &built.document.platform.as_ref().unwrap().platforms["kubernetes"];
    let labels: Vec<_> = platform.deployment_spec.as_ref().unwrap().executors.keys().collect();
    assert_eq!(labels, ["exec-echo-2"]);
}

#[test]
fn pipeline_defaults_give_way_to_the_task() {
    let mut rec = Rec::new("defaults");
    rec.graph.defaults = Settings {
        memory_limit: Some("1Gi".into()),
        env: vec![("A".into(), "pipeline".into())],
        caching: Some(Caching::Off),
        ..Settings::default()
    };
    rec.task(&ECHO, vec![text("a")]);
    let own = rec.task(&ECHO, vec![text("b")]);
    rec.settings(own).memory_limit = Some("2Gi".into());
    rec.settings(own).env = vec![("A".into(), "task".into())];
    rec.settings(own).caching = Some(Caching::On);
    let built = rec.build();
    let executors = &built.document.pipeline.deployment_spec.as_ref().unwrap().executors;
    let limit = |label: &str| {
        let container = executors[label].container.as_ref().unwrap();
        (container.resources.as_ref().unwrap().resource_memory_limit.clone(), container.env[0].value.clone())
    };
    assert_eq!(limit("exec-echo"), ("1Gi".into(), "pipeline".into()));
    assert_eq!(limit("exec-echo-2"), ("2Gi".into(), "task".into()));
    assert!(!task(root(&built), "echo").caching_options.as_ref().unwrap().enable_cache);
    assert!(task(root(&built), "echo-2").caching_options.as_ref().unwrap().enable_cache);
}

#[test]
fn fields_are_selected_where_they_are_used() {
    let mut rec = Rec::new("fields");
    let made = rec.task(&MAKE, vec![]);
    let config = rec.out(made, "config");
    let outer = rec.value(Source::Field { of: config.value, key: "train" }, STRUCT);
    let lr = rec.value(Source::Field { of: outer.value, key: "lr" }, DOUBLE);
    rec.task(&TRAIN, vec![given(lr)]);
    let built = rec.build();
    let train = task(root(&built), "train");
    assert_eq!(from_task(train, "lr"), ("make".into(), "config".into()));
    let selector = &parameter(train, "lr").parameter_expression_selector;
    assert_eq!(selector, r#"parseJson(string_value)["train"]["lr"]"#);
    assert_eq!(train.dependent_tasks, ["make"]);
}

#[test]
fn a_nested_pipeline_is_written_once_when_it_is_called_with_equal_settings() {
    fn inner() -> Rec {
        let mut rec = Rec::new("inner");
        let x = rec.input("x", TEXT);
        let a = rec.task(&ECHO, vec![given(x)]);
        let out = rec.out(a, "Output");
        rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), DOUBLE, |rec, item| {
            rec.task(&TRAIN, vec![given(item)]);
            vec![]
        });
        rec.returns("result", out);
        rec
    }
    let mut rec = Rec::new("outer");
    let first = rec.call(nested(inner()), vec![text("a")]);
    let result = rec.out(first, "result");
    let second = rec.call(nested(inner()), vec![given(result)]);
    let third = rec.call(nested(inner()), vec![text("c")]);
    let retry = Retry {
        attempts: 3,
        backoff: std::time::Duration::ZERO,
        factor: 2.0,
        max_backoff: std::time::Duration::from_secs(60),
    };
    rec.settings(third).retry = Some(retry);
    let last = rec.out(second, "result");
    rec.returns("Output", last);
    let built = rec.build();
    let root = root(&built);
    let of = |name: &str| task(root, name).component_ref.as_ref().unwrap().name.clone();
    // KFP hands retries down into a shared component, so the third call needs its own.
    assert_eq!([of("inner"), of("inner-2"), of("inner-3")], ["comp-inner", "comp-inner", "comp-inner-2"]);
    assert_eq!(task(root, "inner-2").dependent_tasks, ["inner"]);
    let names: Vec<_> = built.document.pipeline.components.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["comp-echo", "comp-for-loop-2", "comp-for-loop-2-2", "comp-inner", "comp-inner-2", "comp-train"]
    );
}

#[test]
fn equal_command_lines_with_other_interfaces_are_kept_apart() {
    let body = || Container { image: "i".into(), command: vec!["c".into()], ..Container::default() };
    static A: [InputDef; 1] = [input("a", TEXT)];
    static B: [InputDef; 1] = [input("b", TEXT)];
    let mut rec = Rec::new("twins");
    rec.task(container("one", 1, &A, body), vec![text("x")]);
    rec.task(container("two", 2, &B, body), vec![text("x")]);
    rec.task(container("three", 3, &A, body), vec![text("x")]);
    let built = rec.build();
    let executors = &built.document.pipeline.deployment_spec.as_ref().unwrap().executors;
    let env = |label: &str| executors[label].container.as_ref().unwrap().env.len();
    assert_eq!([env("exec-one"), env("exec-two"), env("exec-three")], [0, 1, 0]);
}
