//! Branches, loops, exit handlers, and values that cross them.

use kfp_ir::model::TriggerStrategy;

use super::*;

fn inputs(component: &ComponentSpec) -> Vec<&str> {
    let Some(inputs) = &component.input_definitions else { return vec![] };
    inputs.parameters.keys().chain(inputs.artifacts.keys()).map(String::as_str).collect()
}

fn outputs(component: &ComponentSpec) -> Vec<&str> {
    let Some(outputs) = &component.output_definitions else { return vec![] };
    outputs.parameters.keys().chain(outputs.artifacts.keys()).map(String::as_str).collect()
}

fn condition<'b>(component: &'b ComponentSpec, name: &str) -> &'b str {
    &task(component, name).trigger_policy.as_ref().unwrap().condition
}

/// if / else-if / else over a task's output, with a parameter and an artifact out of it.
fn gate() -> Rec {
    let mut rec = Rec::new("gate");
    let flip = rec.task(&ECHO, vec![text("heads")]);
    let side = rec.out(flip, "Output");
    let branch = |lr: f64| -> Body_<'static> {
        Box::new(move |rec| {
            let t = rec.task(&TRAIN, vec![number(lr)]);
            vec![rec.out(t, "score"), rec.out(t, "model")]
        })
    };
    let is = |text: &str| Some(compare(side, Operator::Equal, Value::String(text.into()), TEXT));
    let chosen = rec.when(vec![(is("heads"), branch(0.1)), (is("tails"), branch(0.2)), (None, branch(0.3))]);
    rec.task(&USE, vec![given(chosen[1])]);
    rec.returns("score", chosen[0]);
    rec
}

#[test]
fn a_chain_of_branches_gives_one_of_its_values() {
    let built = gate().build();
    let root = root(&built);
    let group = task(root, "condition-branches-1");
    assert_eq!(group.dependent_tasks, ["echo"]);
    assert_eq!(from_task(group, "pipelinechannel--echo-Output"), ("echo".into(), "Output".into()));
    assert!(group.caching_options.is_none());

    let branches = component(&built, "comp-condition-branches-1");
    assert_eq!(inputs(branches), ["pipelinechannel--echo-Output"]);
    let one_of =
        ["pipelinechannel--condition-branches-1-oneof-1", "pipelinechannel--condition-branches-1-oneof-2"];
    assert_eq!(outputs(branches), one_of);
    let dag = branches.dag.as_ref().unwrap().outputs.as_ref().unwrap();
    let selectors = &dag.parameters[one_of[0]].value_from_oneof.as_ref().unwrap().parameter_selectors;
    let from: Vec<_> =
        selectors.iter().map(|s| (s.producer_subtask.as_str(), s.output_parameter_key.as_str())).collect();
    let expected = [
        ("condition-2", "pipelinechannel--train-score"),
        ("condition-3", "pipelinechannel--train-2-score"),
        ("condition-4", "pipelinechannel--train-3-score"),
    ];
    assert_eq!(from, expected);
    assert_eq!(dag.artifacts[one_of[1]].artifact_selectors.len(), 3);

    let heads = "inputs.parameter_values['pipelinechannel--echo-Output'] == 'heads'";
    let tails = "inputs.parameter_values['pipelinechannel--echo-Output'] == 'tails'";
    assert_eq!(condition(branches, "condition-2"), heads);
    assert_eq!(condition(branches, "condition-3"), format!("!({heads}) && {tails}"));
    assert_eq!(condition(branches, "condition-4"), format!("!({heads}) && !({tails})"));
    assert_eq!(outputs(component(&built, "comp-condition-2")).len(), 2);

    let user = task(root, "use-model").inputs.as_ref().unwrap().artifacts["model"].clone();
    assert_eq!(user.task_output_artifact.unwrap().output_artifact_key, one_of[1]);
    let output = &root.dag.as_ref().unwrap().outputs.as_ref().unwrap().parameters["score"];
    assert_eq!(output.value_from_parameter.as_ref().unwrap().producer_subtask, "condition-branches-1");
}

#[test]
fn a_lone_when_is_a_single_group_and_reads_values_from_everywhere() {
    let mut rec = Rec::new("lone");
    let threshold = rec.input("threshold", DOUBLE);
    let trained = rec.task(&TRAIN, vec![number(0.1)]);
    let (score, model) = (rec.out(trained, "score"), rec.out(trained, "model"));
    let cond = Cond::All(vec![
        Cond::Compare {
            left: Operand::Value(score),
            op: Operator::GreaterOrEqual,
            right: Operand::Value(threshold),
            at: Location::caller(),
        },
        Cond::Not(Box::new(compare(score, Operator::Less, Value::Number(0.5), DOUBLE))),
    ]);
    rec.when(vec![(
        Some(cond),
        Box::new(|rec| {
            rec.task(&USE, vec![given(model)]);
            vec![]
        }),
    )]);
    rec.graph.groups[2].name = Some("Good enough?".into());
    let built = rec.build();
    let root = root(&built);
    let group = task(root, "condition-1");
    assert_eq!(group.task_info.as_ref().unwrap().name, "Good enough?");
    assert_eq!(from_input(group, "pipelinechannel--threshold"), "threshold");
    assert_eq!(group.dependent_tasks, ["train"]);
    assert_eq!(
        condition(root, "condition-1"),
        "inputs.parameter_values['pipelinechannel--train-score'] >= inputs.parameter_values['pipelinechannel--threshold'] \
         && !(inputs.parameter_values['pipelinechannel--train-score'] < 0.5)"
    );
    let inner = task(component(&built, "comp-condition-1"), "use-model");
    let artifact = &inner.inputs.as_ref().unwrap().artifacts["model"];
    assert_eq!(artifact.component_input_artifact.as_deref(), Some("pipelinechannel--train-model"));
    assert!(inner.dependent_tasks.is_empty());
}

#[test]
fn numbers_of_nested_groups_are_those_of_the_sdk() {
    // The SDK learns of the `otherwise` after the groups inside the first branch have their numbers.
    let mut rec = Rec::new("numbers");
    let made = rec.task(&MAKE, vec![]);
    let n = rec.out(made, "n");
    let is = |x: f64| Some(compare(n, Operator::Equal, Value::Number(x), INT));
    let leaf = || -> Body_<'static> {
        Box::new(|rec| {
            rec.task(&ECHO, vec![text("x")]);
            vec![]
        })
    };
    let inner_if = is(2.0);
    rec.when(vec![(is(1.0), Box::new(|rec| rec.when(vec![(inner_if, leaf())]))), (None, leaf())]);
    rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), INT, |rec, _| {
        rec.task(&ECHO, vec![text("y")]);
        vec![]
    });
    let built = rec.build();
    let names: Vec<_> = built.document.pipeline.components.keys().map(String::as_str).collect();
    let groups: Vec<_> =
        names.iter().filter(|n| n.contains("condition") || n.contains("loop")).copied().collect();
    let expected = [
        "comp-condition-2",
        "comp-condition-3",
        "comp-condition-4",
        "comp-condition-branches-1",
        "comp-for-loop-6",
    ];
    assert_eq!(groups, expected);
    assert!(task(component(&built, "comp-condition-branches-1"), "condition-3").trigger_policy.is_some());
    assert!(component(&built, "comp-condition-3").dag.as_ref().unwrap().tasks.contains_key("condition-2"));
    let iterator = task(root(&built), "for-loop-6").parameter_iterator.as_ref().unwrap();
    assert_eq!(iterator.item_input, "pipelinechannel--loop-item-param-5");
    assert_eq!(iterator.items.as_ref().unwrap().raw.as_deref(), Some("[1]"));
}

#[test]
fn nested_loops_collect_one_list() {
    let mut rec = Rec::new("loops");
    let made = rec.task(&MAKE, vec![]);
    let list = rec.out(made, "list");
    let outer = rec.each(Items::Value(list), STRUCT, |rec, item| {
        let values = rec.value(Source::Field { of: item.value, key: "values" }, LIST);
        rec.each(Items::Value(values), DOUBLE, |rec, lr| {
            let t = rec.task(&TRAIN, vec![given(lr)]);
            vec![rec.out(t, "score"), rec.out(t, "model")]
        })
    });
    let flat = |handle: Handle| Handle { flat: 1, ..handle };
    rec.returns("scores", flat(outer[0]));
    rec.returns("models", flat(outer[1]));
    let built = rec.build();
    let root = root(&built);
    let first = task(root, "for-loop-1");
    assert_eq!(from_task(first, "pipelinechannel--make-list"), ("make".into(), "list".into()));
    let iterator = first.parameter_iterator.as_ref().unwrap();
    assert_eq!(iterator.item_input, "pipelinechannel--make-list-loop-item");
    assert_eq!(
        iterator.items.as_ref().unwrap().input_parameter.as_deref(),
        Some("pipelinechannel--make-list")
    );
    let body = component(&built, "comp-for-loop-1");
    assert_eq!(inputs(body), ["pipelinechannel--make-list", "pipelinechannel--make-list-loop-item"]);
    // A loop over a field is given the field by a dag around it, except in the form of the SDK.
    let values = "pipelinechannel--make-list-loop-item-subvar-values";
    let around = task(body, "for-loop-2");
    assert!(around.parameter_iterator.is_none());
    let given = parameter(around, values);
    assert_eq!(given.component_input_parameter.as_deref(), Some("pipelinechannel--make-list-loop-item"));
    assert_eq!(given.parameter_expression_selector, r#"parseJson(string_value)["values"]"#);
    let wrapper = component(&built, "comp-for-loop-2-graph");
    assert_eq!(inputs(wrapper), [values]);
    let second = task(wrapper, "for-loop-2");
    assert_eq!(from_input(second, values), values);
    assert!(parameter(second, values).parameter_expression_selector.is_empty());
    let iterator = second.parameter_iterator.as_ref().unwrap();
    assert_eq!(iterator.items.as_ref().unwrap().input_parameter.as_deref(), Some(values));
    let sdk = rec.sdk();
    let same = task(component(&sdk, "comp-for-loop-1"), "for-loop-2");
    assert!(same.parameter_iterator.is_some());
    assert_eq!(parameter(same, values), given);
    for name in ["comp-for-loop-1", "comp-for-loop-2", "comp-for-loop-2-graph"] {
        let definitions = component(&built, name).output_definitions.as_ref().unwrap();
        assert_eq!(
            definitions.parameters["pipelinechannel--train-score"].parameter_type,
            ParameterType::List
        );
        assert!(definitions.artifacts["pipelinechannel--train-model"].is_artifact_list);
    }
    assert!(root.output_definitions.as_ref().unwrap().artifacts["models"].is_artifact_list);
}

#[test]
fn fields_are_looked_up_where_they_are_read() {
    let mut rec = Rec::new("fields");
    let made = rec.task(&MAKE, vec![]);
    let config = rec.out(made, "config");
    let lr = rec.value(Source::Field { of: config.value, key: "lr" }, DOUBLE);
    let cond = compare(lr, Operator::Less, Value::Number(1.0), DOUBLE);
    rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), INT, |rec, _| {
        rec.when(vec![(
            Some(cond),
            Box::new(|rec| {
                rec.task(&TRAIN, vec![given(lr)]);
                vec![]
            }),
        )]);
        vec![]
    });
    let built = rec.build();
    let config = "pipelinechannel--make-config";
    let body = component(&built, "comp-for-loop-2");
    assert_eq!(inputs(body), ["pipelinechannel--loop-item-param-1", config]);
    let branch = task(body, "condition-3");
    let field = parameter(branch, "pipelinechannel--make-config-subvar-lr");
    assert_eq!(field.component_input_parameter.as_deref(), Some(config));
    assert_eq!(field.parameter_expression_selector, r#"parseJson(string_value)["lr"]"#);
    assert_eq!(
        condition(body, "condition-3"),
        "inputs.parameter_values['pipelinechannel--make-config-subvar-lr'] < 1.0"
    );
    let train = parameter(task(component(&built, "comp-condition-3"), "train"), "lr");
    assert_eq!(train.component_input_parameter.as_deref(), Some(config));
    assert_eq!(train.parameter_expression_selector, field.parameter_expression_selector);
}

#[test]
fn an_exit_handler_exports_values_and_tells_its_status() {
    static EXIT: ComponentDef = rust(
        "notify",
        &[input("to", TEXT), input("status", KindSpec::parameter(ParameterType::TaskFinalStatus))],
        &[],
    );
    let mut rec = Rec::new("exit");
    let to = rec.input("to", TEXT);
    let exit = rec.task(&EXIT, vec![given(to), None]);
    let out = rec.finally(exit, |rec| {
        let t = rec.task(&TRAIN, vec![number(1.0)]);
        vec![rec.out(t, "score")]
    });
    rec.returns("score", out[0]);
    let built = rec.build();
    let root = root(&built);
    let exit = task(root, "notify");
    assert_eq!(exit.dependent_tasks, ["exit-handler-1"]);
    assert_eq!(exit.trigger_policy.as_ref().unwrap().strategy, TriggerStrategy::AllUpstreamTasksCompleted);
    assert_eq!(parameter(exit, "status").task_final_status.as_ref().unwrap().producer_task, "exit-handler-1");
    assert_eq!(from_input(exit, "to"), "to");
    assert_eq!(outputs(component(&built, "comp-exit-handler-1")), ["pipelinechannel--train-score"]);
    let output = &root.dag.as_ref().unwrap().outputs.as_ref().unwrap().parameters["score"];
    let selector = output.value_from_parameter.as_ref().unwrap();
    assert_eq!(selector.producer_subtask, "exit-handler-1");
    assert_eq!(selector.output_parameter_key, "pipelinechannel--train-score");
}

#[test]
fn waiting_is_lifted_to_the_common_group() {
    let mut rec = Rec::new("after");
    let first = rec.task(&ECHO, vec![text("1")]);
    let mut inside = first;
    rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), INT, |rec, _| {
        inside = rec.task(&ECHO, vec![text("2")]);
        rec.graph.tasks[inside.0 as usize].after.push((rec.graph.id, first));
        vec![]
    });
    let last = rec.task(&ECHO, vec![text("3")]);
    rec.graph.tasks[last.0 as usize].after.push((rec.graph.id, inside));
    let built = rec.build();
    assert_eq!(task(root(&built), "for-loop-2").dependent_tasks, ["echo"]);
    assert_eq!(task(root(&built), "echo-3").dependent_tasks, ["for-loop-2"]);
}

#[test]
fn an_input_that_may_be_missing_stays_optional_through_groups() {
    static OPT: ComponentDef = rust("opt", &[InputDef { optional: true, ..input("maybe", TEXT) }], &[]);
    let mut rec = Rec::new("optional");
    let maybe = rec.input("maybe", TEXT);
    rec.graph.inputs[0].optional = true;
    let made = rec.task(&MAKE, vec![]);
    let ok = rec.out(made, "ok");
    rec.when(vec![(
        Some(compare(ok, Operator::Equal, Value::Bool(true), BOOL)),
        Box::new(|rec| {
            rec.task(&OPT, vec![given(maybe)]);
            vec![]
        }),
    )]);
    let declared = |built: &Built| {
        let inputs = component(built, "comp-condition-1").input_definitions.clone().unwrap();
        inputs.parameters["pipelinechannel--maybe"].is_optional
    };
    assert!(declared(&rec.build()));
    assert!(!declared(&rec.sdk()), "the SDK forgets it");
}

#[test]
fn names_that_would_meet_are_kept_apart() {
    static CLASH: ComponentDef = rust("train-loop", &[], &[output("item", TEXT)]);
    static GROUP: ComponentDef = rust("for-loop-1", &[], &[]);
    let mut rec = Rec::new("clash");
    let train = rec.input("train", LIST);
    let made = rec.task(&CLASH, vec![]);
    rec.task(&GROUP, vec![]);
    let item_output = rec.out(made, "item");
    rec.each(Items::Value(train), TEXT, |rec, item| {
        rec.task(&ECHO, vec![given(item)]);
        rec.task(&ECHO, vec![given(item_output)]);
        vec![]
    });
    let built = rec.build();
    let body = component(&built, "comp-for-loop-2");
    let of = |name: &str| from_input(task(body, name), "text");
    assert_ne!(of("echo"), of("echo-2"));
    assert_eq!(inputs(body).len(), 3);
}

#[test]
fn equal_graphs_give_equal_documents() {
    assert_eq!(gate().build().document, gate().build().document);
}
