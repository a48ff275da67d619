//! The passes: sharing, the names of the SDK, conditional arguments.

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_ir::model::{
    ComponentRef, ComponentSpec, ContainerSpec, DagSpec, DeploymentConfig, ExecutorSpec, PipelineTaskSpec,
    TriggerPolicy, TriggerStrategy,
};
use kfp_ir::pass::concat::concat;
use kfp_ir::pass::sdk_names::{CallOrder, FromFiles, SdkNamesError, sdk_names};
use kfp_ir::pass::share::share;
use kfp_ir::target::Target;
use kfp_ir::valid::{Severity, check};

use crate::documents;

/// A document of graphs, each with `task=component` words; other components are containers. The root is `""`.
fn document(graphs: &[(&str, &str)]) -> Document {
    let mut document = Document::default();
    let pipeline = &mut document.pipeline;
    let mut leaves = Vec::new();
    for (graph, tasks) in graphs {
        let task = |word: &str| {
            let (name, component) = word.split_once('=').unwrap();
            let component_ref = Some(ComponentRef { name: format!("comp-{component}") });
            (name.to_owned(), PipelineTaskSpec { component_ref, ..Default::default() })
        };
        leaves.extend(tasks.split(' ').map(|word| word.split_once('=').unwrap().1));
        let dag = Some(DagSpec { tasks: tasks.split(' ').map(task).collect(), outputs: None });
        let component = ComponentSpec { dag, ..Default::default() };
        if graph.is_empty() {
            pipeline.root = Some(component);
        } else {
            pipeline.components.insert(format!("comp-{graph}"), component);
        }
    }
    let deployment = pipeline.deployment_spec.get_or_insert_with(DeploymentConfig::default);
    for leaf in leaves {
        pipeline.components.entry(format!("comp-{leaf}")).or_insert_with(|| {
            let label = format!("exec-{leaf}");
            let container = ContainerSpec { image: leaf.to_owned(), ..Default::default() };
            let executor = ExecutorSpec { container: Some(container), ..Default::default() };
            deployment.executors.insert(label.clone(), executor);
            ComponentSpec { executor_label: Some(label), ..Default::default() }
        });
    }
    document
}

/// The inverse of `document`, without the leaves.
fn graphs(document: &Document) -> BTreeMap<String, String> {
    let components = document.pipeline.components.iter().map(|(name, c)| (name.as_str(), c));
    let all = components.chain(document.pipeline.root.iter().map(|root| ("comp-", root)));
    let graphs = all.filter_map(|(name, component)| {
        let task = |(name, task): (&String, &PipelineTaskSpec)| {
            let reference = &task.component_ref.as_ref().unwrap().name;
            format!("{name}={}", reference.strip_prefix("comp-").unwrap())
        };
        let tasks: Vec<String> = component.dag.as_ref()?.tasks.iter().map(task).collect();
        Some((name.strip_prefix("comp-").unwrap().to_owned(), tasks.join(" ")))
    });
    graphs.collect()
}

fn calls(graphs: &[(&str, &str)]) -> CallOrder {
    let names = |tasks: &str| tasks.split(' ').map(|w| w.split('=').next().unwrap().to_owned()).collect();
    let key = |graph: &str| if graph.is_empty() { String::new() } else { format!("comp-{graph}") };
    graphs.iter().map(|(graph, tasks)| (key(graph), names(tasks))).collect()
}

fn expect(shared: &[(&str, &str)], named: &[(&str, &str)]) {
    let found = sdk_names(&document(shared), &calls(shared), &FromFiles::new()).unwrap();
    let named = named.iter().map(|(graph, tasks)| ((*graph).to_owned(), (*tasks).to_owned())).collect();
    assert_eq!(graphs(&found), named);
    let deployment = found.pipeline.deployment_spec.as_ref().unwrap();
    for component in found.pipeline.components.values() {
        let Some(label) = &component.executor_label else { continue };
        let image = &deployment.executors[label].container.as_ref().unwrap().image;
        assert!(label.starts_with(&format!("exec-{image}")), "{label} runs {image}");
    }
}

/// The expected names in the tests below are those of kfp 2.17.0 for the same calls.
#[test]
fn each_task_gets_a_component_of_its_name() {
    expect(&[("", "s=s s-2=s t=t s-10=s")], &[("", "s=s s-10=s-10 s-2=s-2 t=t")]);
}

#[test]
fn nested_pipelines_claim_names_when_they_are_called() {
    let inner = ("inner", "s=s");
    expect(
        &[inner, ("", "inner=inner inner-2=inner s=s s-2=s s-3=s")],
        &[
            ("inner", "s=s"),
            ("inner-2", "s=s-2"),
            ("", "inner=inner inner-2=inner-2 s=s-3 s-2=s-2-2 s-3=s-3-2"),
        ],
    );
    expect(
        &[inner, ("", "s=s inner=inner s-2=s inner-2=inner s-3=s")],
        &[
            ("inner", "s=s-2"),
            ("inner-2", "s=s-3"),
            ("", "inner=inner inner-2=inner-2 s=s s-2=s-2-2 s-3=s-3-2"),
        ],
    );
}

#[test]
fn groups_come_before_tasks_and_outer_groups_before_inner_ones() {
    expect(
        &[
            ("inner2", "s=s s-2=s s-3=s"),
            ("mid", "condition-1=cond-mid inner=inner s=s"),
            ("cond-mid", "s-2=s inner2=inner2"),
            ("inner", "s=s"),
            ("", "condition-1=cond mid=mid"),
            ("cond", "t=t"),
        ],
        &[
            ("condition-1", "t=t"),
            ("condition-1-2", "inner2=inner2 s-2=s-2-2"),
            ("inner", "s=s"),
            ("inner2", "s=s-3 s-2=s-2-3 s-3=s-3-2"),
            ("mid", "condition-1=condition-1-2 inner=inner s=s-2"),
            ("", "condition-1=condition-1 mid=mid"),
        ],
    );
}

#[test]
fn exit_tasks_come_last() {
    let shared =
        [("inner2", "s=s s-2=s s-3=s"), ("exit", "inner2=inner2"), ("", "s=s exit-handler-1=exit t=t")];
    let mut source = document(&shared);
    let exit = source.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks.get_mut("s").unwrap();
    exit.dependent_tasks.push("exit-handler-1".into());
    let strategy = TriggerStrategy::AllUpstreamTasksCompleted;
    exit.trigger_policy = Some(Box::new(TriggerPolicy { strategy, ..Default::default() }));
    let found = graphs(&sdk_names(&source, &calls(&shared), &FromFiles::new()).unwrap());
    assert_eq!(found[""], "exit-handler-1=exit-handler-1 s=s-4 t=t");
    assert_eq!(found["inner2"], "s=s s-2=s-2 s-3=s-3");
}

#[test]
fn copies_without_end_are_refused() {
    let names: Vec<String> = (0..40).map(|i| format!("n{i}")).collect();
    let tasks: Vec<String> = (0..40).map(|i| format!("a=n{} b=n{}", i + 1, i + 1)).collect();
    let mut levels: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(tasks.iter().map(String::as_str)).collect();
    levels.push(("", "n=n0"));
    assert_eq!(
        sdk_names(&document(&levels), &CallOrder::new(), &FromFiles::new()),
        Err(SdkNamesError::TooLarge)
    );

    let names: Vec<String> = (0..100).map(|i| format!("n{i}")).collect();
    let tasks: Vec<String> = (0..100).map(|i| format!("a=n{}", i + 1)).collect();
    let mut levels: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(tasks.iter().map(String::as_str)).collect();
    levels.push(("", "n=n0"));
    assert_eq!(
        sdk_names(&document(&levels), &CallOrder::new(), &FromFiles::new()),
        Err(SdkNamesError::TooDeep)
    );

    let circle = document(&[("a", "condition-1=a"), ("", "a=a")]);
    assert_eq!(sdk_names(&circle, &CallOrder::new(), &FromFiles::new()), Err(SdkNamesError::TooDeep));
}

#[test]
fn many_equal_calls_take_linear_time() {
    let tasks: Vec<String> = (0..100_000).map(|i| format!("s-{i}=inner")).collect();
    let named = sdk_names(
        &document(&[("inner", "t=t"), ("", &tasks.join(" "))]),
        &CallOrder::new(),
        &FromFiles::new(),
    )
    .unwrap();
    assert_eq!(named.pipeline.components.len(), 200_000);
    assert!(named.pipeline.components.contains_key("comp-t-100000"));
}

#[test]
fn files_of_the_sdk_keep_their_names_through_sharing() {
    for (path, document) in documents("files_of_the_sdk_keep_their_names_through_sharing") {
        let mut shared = document.clone();
        let before = shared.pipeline.components.len();
        let gone = share(&mut shared);
        assert_eq!(shared.pipeline.components.len() + gone, before);
        let errors =
            check(&shared, &Target::Argo41).findings.into_iter().filter(|f| f.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "{path}");
        assert_eq!(share(&mut shared), 0, "{path}");
        assert!(sdk_names(&shared, &CallOrder::new(), &FromFiles::new()).unwrap() == document, "{path}");
    }
}

fn base() -> Document {
    read(include_str!("base.yaml"), Format::Yaml).unwrap().document
}

/// The base with a copy of `comp-say` and its executor, used by the task `part`.
fn twins() -> Document {
    let mut document = base();
    let pipeline = &mut document.pipeline;
    let mut twin = pipeline.components["comp-say"].clone();
    twin.executor_label = Some("exec-twin".into());
    pipeline.components.insert("comp-twin".into(), twin);
    let executors = &mut pipeline.deployment_spec.as_mut().unwrap().executors;
    executors.insert("exec-twin".into(), executors["exec-say"].clone());
    let tasks = &mut pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks;
    tasks.get_mut("part").unwrap().component_ref = Some(ComponentRef { name: "comp-twin".into() });
    document
}

#[test]
fn equal_components_are_merged() {
    let mut document = twins();
    assert_eq!(share(&mut document), 1);
    assert_eq!(document, base());
}

#[test]
fn components_that_differ_are_not_merged() {
    let mut other_image = twins();
    let executors = &mut other_image.pipeline.deployment_spec.as_mut().unwrap().executors;
    executors.get_mut("exec-twin").unwrap().container.as_mut().unwrap().image = "other".into();

    let mut other_interface = twins();
    let twin = other_interface.pipeline.components.get_mut("comp-twin").unwrap();
    twin.output_definitions = None;

    let mut other_settings = twins();
    let platform = other_settings.platform.as_mut().unwrap().platforms.get_mut("kubernetes").unwrap();
    let executors = &mut platform.deployment_spec.as_mut().unwrap().executors;
    executors.insert("exec-twin".into(), executors["exec-train"].clone());

    let mut looped = twins();
    let tasks = &mut looped.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks;
    let iterator = tasks["loop"].parameter_iterator.clone();
    tasks.get_mut("part").unwrap().parameter_iterator = iterator;

    for document in [other_image, other_interface, other_settings, looped] {
        let mut shared = document.clone();
        assert_eq!(share(&mut shared), 0);
        assert_eq!(shared, document);
    }
}

#[test]
fn graphs_are_merged_unless_a_retry_policy_comes_from_above() {
    let two = [("a", "s=s"), ("b", "s=s"), ("", "a=a b=b")];
    let mut shared = document(&two);
    assert_eq!(share(&mut shared), 1);
    assert_eq!(
        graphs(&shared),
        BTreeMap::from([("a", "s=s"), ("", "a=a b=a")].map(|(g, t)| (g.into(), t.into())))
    );

    let mut retried = document(&two);
    let tasks = &mut retried.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks;
    tasks.get_mut("b").unwrap().retry_policy = Some(Default::default());
    assert_eq!(share(&mut retried), 0);

    let mut circle = document(&[("a", "b=b"), ("b", "a=a"), ("", "a=a")]);
    assert_eq!(share(&mut circle), 0);
}

/// The arguments of `exec-train` in the base after the pass, and how many are still conditional.
fn plain(argument: &str, change: impl FnOnce(&mut Document)) -> (Vec<String>, usize) {
    let mut document = base();
    let set = |d: &mut Document, args: Vec<String>| {
        let executors = &mut d.pipeline.deployment_spec.as_mut().unwrap().executors;
        std::mem::replace(
            &mut executors.get_mut("exec-train").unwrap().container.as_mut().unwrap().args,
            args,
        )
    };
    set(&mut document, vec![argument.to_owned()]);
    change(&mut document);
    let open = concat(&mut document);
    (set(&mut document, Vec::new()), open)
}

#[test]
fn conditional_arguments_become_plain() {
    let words = |words: &[&str]| (words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>(), 0);
    let same = |_: &mut Document| {};
    let text = r#"{"Concat": ["a=", "{{$.inputs.parameters['rate']}}", {"Concat": ["!"]}]}"#;
    assert_eq!(plain(text, same), words(&["a={{$.inputs.parameters['rate']}}!"]));
    let text = r#"{"IfPresent": {"InputName": "mode", "Then": ["--mode", "m"], "Else": "none"}}"#;
    assert_eq!(plain(text, same), words(&["--mode", "m"]));
    let text = r#"{"IfPresent": {"InputName": "other", "Then": ["--other"]}}"#;
    assert_eq!(plain(text, same), words(&[]));
    assert_eq!(plain("{\"a\": 1}", same), words(&["{\"a\": 1}"]));
}

#[test]
fn what_the_run_decides_stays_conditional() {
    let text = r#"{"IfPresent": {"InputName": "mode", "Then": "m"}}"#;
    // A second task of the component that leaves the input out.
    let disagree = |d: &mut Document| {
        let tasks = &mut d.pipeline.components.get_mut("comp-loop").unwrap().dag.as_mut().unwrap().tasks;
        let mut other = tasks["train"].clone();
        other.inputs.as_mut().unwrap().parameters.remove("mode");
        tasks.insert("train-2".into(), other);
    };
    assert_eq!(plain(text, disagree), (vec![text.to_owned()], 1));
    // An input that the graph around may not have.
    let passed_on = |d: &mut Document| {
        let graph = d.pipeline.components.get_mut("comp-loop").unwrap();
        graph.input_definitions.as_mut().unwrap().parameters.get_mut("rate").unwrap().is_optional = true;
    };
    let text = r#"{"IfPresent": {"InputName": "rate", "Then": "m"}}"#;
    assert_eq!(plain(text, passed_on), (vec![text.to_owned()], 1));
    assert_eq!(plain(text, |_| {}), (vec!["m".to_owned()], 0));
}
