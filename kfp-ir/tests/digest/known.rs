//! Fingerprints of tasks of a pipeline: what is known, and what is not.

use kfp_ir::digest::Digest;
use kfp_ir::fingerprint::{
    Fingerprint, KeyInputs, Known, Never, Settings, Unknown, cache_key, fingerprint, fingerprints,
};
use kfp_ir::flat::{Flat, Work};
use kfp_ir::model::Value;

use super::{CHAIN, FLOW, document, info};

fn of(text: &str, path: &str, known: &dyn Fn(&Flat<'_>) -> Known) -> Fingerprint {
    let document = document(text);
    let info = info(&document);
    let flat = Flat::new(&document, &info).unwrap();
    let id = (0..flat.tasks().len()).find(|id| flat.path(*id) == path).unwrap();
    fingerprints(&flat, id, &known(&flat), Settings::default())
}

/// The hash of a task whose inputs are these, as the unit of the vectors makes it.
fn expected(text: &str, component: &str, parameters: &[(&str, Value)], artifacts: &[(&str, &str)]) -> Digest {
    let document = document(text);
    let info = info(&document);
    let flat = Flat::new(&document, &info).unwrap();
    let task = flat.tasks().iter().find(|t| t.component_name == component).unwrap();
    let Work::Container(container) = task.work else { panic!("{component}") };
    let inputs = KeyInputs {
        parameters: parameters.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        artifacts: artifacts.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect(),
        claims: Vec::new(),
    };
    fingerprint(&cache_key(task.component, container, &inputs, true)).unwrap()
}

fn nothing(_: &Flat<'_>) -> Known {
    Known::default()
}

#[test]
fn constants_and_arguments_are_known() {
    let make = of(CHAIN, "make", &nothing).only();
    assert_eq!(make, Some(expected(CHAIN, "comp-make", &[("rows", 10.into())], &[])));
    // A string input receives the text of a number.
    let known =
        |_: &Flat<'_>| Known { arguments: [("who".to_owned(), Value::from(1.5))].into(), ..Known::default() };
    let score = of(FLOW, "score", &known).only();
    assert_eq!(score, Some(expected(FLOW, "comp-score", &[("text", "1.5".into())], &[])));
}

#[test]
fn what_is_not_known_is_named() {
    let unknown = |text: &str, path: &str| match of(text, path, &nothing) {
        Fingerprint::Rounds(rounds) => rounds[0].fingerprint.clone().unwrap_err(),
        other => panic!("{other:?}"),
    };
    assert_eq!(unknown(CHAIN, "train"), [Unknown::Artifact(0, "data".into())]);
    assert_eq!(unknown(CHAIN, "report"), [Unknown::Output(1, "score".into())]);
    assert_eq!(unknown(FLOW, "score"), [Unknown::Argument("who".into())]);
    assert_eq!(unknown(FLOW, "gather"), [Unknown::Gathered]);
    assert_eq!(unknown(FLOW, "for-loop-2/say"), [Unknown::Argument("who".into())]);
}

#[test]
fn results_of_an_earlier_run_make_it_known() {
    let known = |_: &Flat<'_>| Known {
        parameters: [((1, "score".to_owned()), Value::from(0.75))].into(),
        artifacts: [((0, "data".to_owned()), vec!["17".to_owned()])].into(),
        ..Known::default()
    };
    let train = expected(CHAIN, "comp-train", &[("rate", 0.5.into())], &[("data", "17")]);
    assert_eq!(of(CHAIN, "train", &known).only(), Some(train));
    let report = expected(CHAIN, "comp-report", &[("score", 0.75.into())], &[]);
    assert_eq!(of(CHAIN, "report", &known).only(), Some(report));
}

#[test]
fn loops_have_one_for_each_item() {
    let known =
        |_: &Flat<'_>| Known { arguments: [("who".to_owned(), "x".into())].into(), ..Known::default() };
    let Fingerprint::Rounds(rounds) = of(FLOW, "for-loop-2/say", &known) else { panic!() };
    let found: Vec<_> = rounds.into_iter().map(|r| (r.items, r.fingerprint.unwrap())).collect();
    let one = |item: &str| expected(FLOW, "comp-say", &[("item", item.into()), ("who", "x".into())], &[]);
    assert_eq!(found, [(vec![0], one("a")), (vec![1], one("b"))]);
}

/// The text with the placeholder enters, as the driver has it, and the value of the injected input beside it.
#[test]
fn placeholders_of_inputs_stay() {
    let note = "score {{$.inputs.parameters['pipelinechannel--score-Output']}}";
    let parameters = [("note", note.into()), ("pipelinechannel--score-Output", 0.95.into())];
    let known = |flat: &Flat<'_>| {
        let id = (0..flat.tasks().len()).find(|id| flat.path(*id) == "score").unwrap();
        Known { parameters: [((id, "Output".to_owned()), Value::from(0.95))].into(), ..Known::default() }
    };
    let deploy = expected(FLOW, "comp-deploy", &parameters, &[]);
    assert_eq!(of(FLOW, "condition-1/deploy", &known).only(), Some(deploy));
}

#[test]
fn never_has_a_reason() {
    let never = |text: &str, path: &str| match of(text, path, &nothing) {
        Fingerprint::Never(never) => never,
        other => panic!("{other:?}"),
    };
    assert_eq!(never(FLOW, "condition-1"), Never::Graph);
    let off = CHAIN.replacen("cachingOptions: {enableCache: true}", "cachingOptions: {}", 1);
    assert_eq!(never(&off, "make"), Never::Off);
    for (constant, reason) in
        [("'{{$.pipeline_job_uuid}}'", Never::Run), ("'{{$.workspace_path}}/x'", Never::Workspace)]
    {
        let value = format!("{{runtimeValue: {{constant: {constant}}}}}");
        let text = FLOW.replacen("{componentInputParameter: who}", &value, 1);
        let text = format!(
            "{text}---\nplatforms:\n  kubernetes:\n    pipelineConfig:\n      workspace: {{size: 1Gi, kubernetes: {{}}}}\n"
        );
        assert_eq!(never(&text, "score"), reason, "{constant}");
    }
}
