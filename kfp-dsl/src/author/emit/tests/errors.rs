//! One mistake each: its code, its line, and the way out.

use kfp_ir::model::PlatformExecutor;

use super::*;
use crate::kubernetes::{FieldPath, KubernetesSetting as _};

/// The only error of a graph; it must have the code, point into this file, and hold the texts.
#[track_caller]
fn only(rec: &Rec, code: &str, texts: &[&str]) {
    let errors = rec.errors();
    let shown = errors.to_string();
    assert_eq!(errors.0.iter().map(|e| e.code).collect::<Vec<_>>(), [code], "{shown}");
    for text in texts {
        assert!(shown.contains(text), "no `{text}` in:\n{shown}");
    }
    assert!(errors.0[0].at.as_ref().is_some_and(|at| at.file.contains("tests")), "{shown}");
}

fn one_task(name: &str) -> Rec {
    let mut rec = Rec::new(name);
    rec.task(&ECHO, vec![text("x")]);
    rec
}

#[test]
fn b101_names_of_pipelines() {
    for name in ["", "Upper", "under_score", "-dash", "ümlaut", &"a".repeat(129)] {
        only(&one_task(name), "B101", &["cannot be the name of a pipeline", "help: use small letters"]);
    }
    one_task(&"a".repeat(128)).build();
}

#[test]
fn b102_nothing_to_run() {
    only(&Rec::new("empty"), "B102", &["pipeline `empty` has no tasks"]);
    let mut rec = one_task("loop");
    rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), INT, |_, _| vec![]);
    only(&rec, "B102", &["the body of this loop runs no task"]);
    let mut rec = Rec::new("exit");
    let exit = rec.task(&ECHO, vec![text("x")]);
    rec.finally(exit, |_| vec![]);
    only(&rec, "B102", &["the body of this `finally` runs no task"]);
}

#[test]
fn b103_names_given_twice() {
    let mut rec = one_task("inputs");
    rec.input("a", TEXT);
    rec.input("a", INT);
    only(&rec, "B103", &["two inputs of pipeline `inputs` are called `a`"]);
    static TWICE: ComponentDef = rust("twice", &[], &[output("o", TEXT), output("o", INT)]);
    let mut rec = Rec::new("component");
    rec.task(&TWICE, vec![]);
    only(&rec, "B103", &["two outputs of component `twice` are called `o`"]);
}

#[test]
fn b104_values_that_leave_their_group() {
    let mut rec = Rec::new("leak");
    let mut leaked = None;
    rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), DOUBLE, |rec, item| {
        let t = rec.task(&TRAIN, vec![given(item)]);
        leaked = Some(rec.out(t, "model"));
        vec![]
    });
    rec.task(&USE, vec![given(leaked.unwrap())]);
    let texts = [
        "input `model` of `use-model` was made inside a loop",
        "note: the value was made at",
        "list of all iterations",
    ];
    only(&rec, "B104", &texts);

    let mut rec = Rec::new("output");
    let made = rec.task(&MAKE, vec![]);
    let ok = rec.out(made, "ok");
    let mut leaked = None;
    let cond = compare(ok, Operator::Equal, Value::Bool(true), BOOL);
    rec.when(vec![(
        Some(cond),
        Box::new(|rec| {
            let t = rec.task(&ECHO, vec![text("x")]);
            leaked = Some(rec.out(t, "Output"));
            vec![]
        }),
    )]);
    rec.returns("Output", leaked.unwrap());
    only(&rec, "B104", &["output `Output` of pipeline `output` was made inside a branch"]);
}

#[test]
fn b105_values_and_tasks_of_other_pipelines() {
    let mut other = Rec::new("other");
    let x = other.input("x", TEXT);
    let mut rec = Rec::new("this");
    let t = rec.task(&ECHO, vec![given(x)]);
    rec.graph.tasks[t.0 as usize].after.push((other.graph.id, TaskId(0)));
    rec.returns("Output", x);
    let errors = rec.errors();
    assert_eq!(errors.0.iter().map(|e| e.code).collect::<Vec<_>>(), ["B105"; 3], "{errors}");
}

#[test]
fn b105_foreign_values_in_every_place() {
    let mut other = Rec::new("other");
    for _ in 0..50 {
        other.input("x", LIST);
    }
    let far = Handle::new(other.graph.id, ValueId(49));
    let mut rec = Rec::new("this");
    let leaf = || -> Body_<'_> {
        Box::new(|rec| {
            rec.task(&ECHO, vec![text("x")]);
            vec![]
        })
    };
    let cond = compare(far, Operator::Equal, Value::String("a".into()), TEXT);
    rec.when(vec![(Some(cond), leaf()), (None, leaf())]);
    let list = rec.group(
        GroupKind::Loop { items: Items::Value(far), item: ValueId(0), parallelism: None },
        |rec, id| {
            let item = rec.value(Source::Item(id), TEXT);
            rec.task(&ECHO, vec![given(item)]);
            item
        },
    );
    let collected = rec.value(Source::Collected { of: list.0, value: far }, LIST);
    let exit = rec.task(&ECHO, vec![text("x")]);
    let body = rec.group(GroupKind::Exit { exit }, |rec, _| {
        rec.task(&ECHO, vec![text("x")]);
    });
    let exported = rec.value(Source::Exported { of: body.0, value: far }, TEXT);
    for value in [collected, exported] {
        rec.task(&ECHO, vec![given(value)]);
    }
    let errors = rec.errors();
    assert_eq!(errors.0.iter().map(|e| e.code).collect::<Vec<_>>(), ["B105"; 4], "{errors}");
}

#[test]
fn b106_constants() {
    let constant = |value: Result<Value, String>, def: &'static ComponentDef| {
        let mut rec = Rec::new("constant");
        rec.task(def, vec![Some(Argument::Constant(value))]);
        rec
    };
    static COUNT: ComponentDef = rust("count", &[input("n", INT)], &[]);
    only(&constant(Ok(Value::Number(f64::NAN)), &TRAIN), "B106", &["input `lr` of `train`", "NaN"]);
    only(&constant(Ok(Value::Number(f64::INFINITY)), &TRAIN), "B106", &["inf"]);
    only(&constant(Ok(Value::Number(1e16)), &COUNT), "B106", &["2^53"]);
    only(&constant(Err("`x` is odd".into()), &COUNT), "B106", &["`x` is odd"]);
    static PAINT: ComponentDef = rust("paint", &[input("colour", COLOUR)], &[]);
    const COLOUR: KindSpec = KindSpec::Parameter {
        ty: ParameterType::String,
        literals: Some(|| vec![Value::String("red".into())]),
        fields: || &[],
    };
    only(&constant(Ok(Value::String("blue".into())), &PAINT), "B106", &["is not one of `\"red\"`"]);
    let mut rec = one_task("default");
    rec.input("n", INT);
    rec.graph.inputs[0].default = Some(Ok(Value::Number(0.5)));
    only(&rec, "B106", &["the default of input `n`", "not an integer"]);
}

#[test]
fn b107_a_forgotten_otherwise() {
    let mut rec = Rec::new("forgotten");
    let made = rec.task(&MAKE, vec![]);
    let ok = rec.out(made, "ok");
    let cond = compare(ok, Operator::Equal, Value::Bool(true), BOOL);
    rec.when(vec![(
        Some(cond),
        Box::new(|rec| {
            let t = rec.task(&ECHO, vec![text("x")]);
            vec![rec.out(t, "Output")]
        }),
    )]);
    only(&rec, "B107", &["has no `otherwise`", "help: add `.otherwise"]);
}

#[test]
fn b108_an_empty_loop() {
    let mut rec = Rec::new("loop");
    rec.each(Items::Constant(Ok(vec![])), TEXT, |rec, item| {
        rec.task(&ECHO, vec![given(item)]);
        vec![]
    });
    only(&rec, "B108", &["a loop over an empty list"]);
}

#[test]
fn b109_two_components_of_one_name() {
    static OTHER: ComponentDef =
        ComponentDef { file: "src/tests/other.rs", line: 9, ..rust("echo", &[], &[]) };
    let mut rec = Rec::new("twins");
    rec.task(&ECHO, vec![text("x")]);
    rec.task(&OTHER, vec![]);
    only(
        &rec,
        "B109",
        &[
            "two Rust components are called `echo`",
            "src/tests/other.rs:9",
            "src/tests.rs:7",
            "names are unique in a program: `exec` finds a component by its name alone",
        ],
    );
}

#[test]
fn b110_amounts() {
    let with = |set: fn(&mut Settings)| {
        let mut rec = one_task("amounts");
        set(rec.settings(TaskId(0)));
        rec
    };
    only(
        &with(|s| s.cpu_limit = Some("1 core".into())),
        "B110",
        &["`1 core` is not an amount of CPU", "500m"],
    );
    only(&with(|s| s.memory_request = Some("1.5Gi".into())), "B110", &["`1.5Gi` is not an amount of memory"]);
    let swapped = |s: &mut Settings| {
        s.memory_request = Some("2Gi".into());
        s.memory_limit = Some("1Gi".into());
    };
    only(&with(swapped), "B110", &["the request of `2Gi` is larger than the limit of `1Gi`"]);
    only(&with(|s| s.timeout = Some(0)), "B110", &["a timeout of 0 s"]);
    only(&with(|s| s.accelerator = Some(("gpu".into(), "0".into()))), "B110", &["not an accelerator"]);
    let half_a_second = |s: &mut Settings| {
        s.retry = Some(Retry {
            attempts: 1,
            backoff: std::time::Duration::from_millis(500),
            factor: 2.0,
            max_backoff: std::time::Duration::from_secs(1),
        });
    };
    only(&with(half_a_second), "B110", &["500ms", "whole seconds"]);
}

#[test]
fn b111_settings_of_a_pipeline_task() {
    let mut rec = Rec::new("outer");
    let t = rec.call(nested(one_task("inner")), vec![]);
    rec.settings(t).cpu_limit = Some("1".into());
    rec.settings(t).env = vec![("A".into(), "b".into())];
    only(&rec, "B111", &["no cpu, environment variables of its own", "inside pipeline `inner`"]);
}

#[test]
fn b112_values_that_no_task_makes() {
    let mut rec = one_task("through");
    let x = rec.input("x", TEXT);
    rec.returns("Output", x);
    only(&rec, "B112", &["output `Output` of pipeline `through` is not made by a task"]);

    let mut rec = Rec::new("outside");
    let x = rec.input("x", TEXT);
    let cond = compare(x, Operator::Equal, Value::String("a".into()), TEXT);
    let leaf: Body_<'_> = Box::new(|rec| {
        let t = rec.task(&ECHO, vec![text("x")]);
        vec![rec.out(t, "Output")]
    });
    let outer: Body_<'_> = Box::new(|rec| {
        rec.task(&ECHO, vec![text("x")]);
        vec![x]
    });
    let out = rec.when(vec![(Some(cond), leaf), (None, outer)]);
    rec.task(&ECHO, vec![given(out[0])]);
    only(&rec, "B112", &["a branch returns a value that no task inside it makes", "copies its input"]);
}

#[test]
fn b113_exit_tasks() {
    let mut rec = Rec::new("exit");
    let first = rec.task(&ECHO, vec![text("x")]);
    let value = rec.out(first, "Output");
    let exit = rec.task(&ECHO, vec![given(value)]);
    rec.finally(exit, |rec| {
        rec.task(&ECHO, vec![text("x")]);
        vec![]
    });
    only(&rec, "B113", &["exit task `echo-2` depends on other tasks"]);
}

#[test]
fn b114_circles() {
    let mut rec = Rec::new("circle");
    let a = rec.task(&ECHO, vec![text("x")]);
    let out = rec.out(a, "Output");
    let b = rec.task(&ECHO, vec![given(out)]);
    rec.graph.tasks[a.0 as usize].after.push((rec.graph.id, b));
    only(&rec, "B114", &["`echo` waits for `echo-2` waits for `echo`", "remove one of the `after` calls"]);

    let mut rec = Rec::new("itself");
    let a = rec.task(&ECHO, vec![text("x")]);
    rec.graph.tasks[0].after.push((rec.graph.id, a));
    only(&rec, "B114", &["waits for itself"]);

    // Two loops whose bodies wait for each other: the circle is between the loops.
    let mut rec = Rec::new("loops");
    let body = |rec: &mut Rec| {
        let mut inner = TaskId(0);
        rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), INT, |rec, _| {
            inner = rec.task(&ECHO, vec![text("x")]);
            rec.task(&ECHO, vec![text("y")]);
            vec![]
        });
        inner
    };
    let (a, b) = (body(&mut rec), body(&mut rec));
    rec.graph.tasks[a.0 as usize].after.push((rec.graph.id, b));
    rec.graph.tasks[b.0 as usize + 1].after.push((rec.graph.id, a));
    only(&rec, "B114", &["`for-loop-2`", "`for-loop-4`"]);
}

#[test]
fn b114_branches_that_wait_for_each_other() {
    let mut rec = Rec::new("branches");
    let made = rec.task(&MAKE, vec![]);
    let ok = rec.out(made, "ok");
    let cond = compare(ok, Operator::Equal, Value::Bool(true), BOOL);
    let leaf = || -> Body_<'static> {
        Box::new(|rec| {
            rec.task(&ECHO, vec![text("x")]);
            vec![]
        })
    };
    rec.when(vec![(Some(cond), leaf()), (None, leaf())]);
    rec.graph.tasks[2].after.push((rec.graph.id, TaskId(1)));
    only(&rec, "B114", &["another branch of the same `when`"]);
}

#[test]
fn b115_command_lines() {
    static IN: [InputDef; 2] = [input("x", TEXT), input("model", MODEL)];
    let arguments = |rec: &mut Rec| {
        let t = rec.task(&TRAIN, vec![number(1.0)]);
        let model = rec.out(t, "model");
        vec![text("a"), given(model)]
    };
    let with = |body: fn() -> Container| {
        let mut rec = Rec::new("container");
        let given = arguments(&mut rec);
        rec.task(container("tool", 3, &IN, body), given);
        rec
    };
    fn made(command: &[&str], args: &[&str]) -> Container {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        Container { image: "i".into(), command: own(command), args: own(args), ..Container::default() }
    }
    with(|| made(&["sh", "-c", "{{$.inputs.parameters['x']}}"], &["{{$.inputs.artifacts['model'].path}}"]))
        .build();
    only(&with(|| made(&[], &["a"])), "B115", &["component `tool` has no command", "entry point"]);
    only(&with(|| made(&["c"], &["{{$.inputs.parameters['y']}}"])), "B115", &["no input `y`"]);
    only(&with(|| made(&["c"], &["{{$.outputs.parameters['x'].output_file}}"])), "B115", &["no output `x`"]);
    only(
        &with(|| made(&["c"], &["{{$.inputs.parameters['model']}}"])),
        "B115",
        &["`model`", "is an artifact"],
    );
    only(&with(|| made(&["c"], &["{{$.inputs.artifacts['model'].metadata}}"])), "B115", &["stays as it is"]);
    only(
        &with(|| made(&["{{$.inputs.artifacts['model'].path}}"], &[])),
        "B115",
        &["the program of component"],
    );
    only(&with(|| Container { image: " ".into(), ..made(&["c"], &[]) }), "B115", &["empty image"]);
    let env =
        || Container { env: vec![("A".into(), "{{$.inputs.parameters['x']}}".into())], ..made(&["c"], &[]) };
    only(&with(env), "B115", &["environment variable `A`"]);
}

#[test]
fn b118_nesting() {
    fn deep(rec: &mut Rec, levels: u32) {
        rec.each(Items::Constant(Ok(vec![Value::Number(1.0)])), INT, |rec, _| {
            rec.task(&ECHO, vec![text("x")]);
            if levels > 1 {
                deep(rec, levels - 1);
            }
            vec![]
        });
    }
    let mut rec = Rec::new("deep");
    deep(&mut rec, 65);
    only(&rec, "B118", &["nested more than 64 levels deep"]);

    let mut inner = nested(one_task("inner"));
    for _ in 0..70 {
        let mut rec = Rec::new("level");
        rec.call(inner, vec![]);
        inner = nested(rec);
    }
    let mut rec = Rec::new("outer");
    rec.call(inner, vec![]);
    only(&rec, "B118", &["pipelines are nested more than 64 levels deep"]);
}

#[test]
fn b119_types_in_conditions() {
    let mut rec = Rec::new("types");
    let made = rec.task(&MAKE, vec![]);
    let list = rec.out(made, "list");
    let cond = compare(list, Operator::Equal, Value::String("a".into()), TEXT);
    rec.when(vec![(
        Some(cond),
        Box::new(|rec| {
            rec.task(&ECHO, vec![text("x")]);
            vec![]
        }),
    )]);
    only(&rec, "B119", &["reads a value of type LIST"]);
}

#[test]
fn b127_imported_components() {
    const IR: &str = r#"{
        "pipelineInfo": {"name": "scale"},
        "root": {
            "executorLabel": "exec-scale",
            "inputDefinitions": {"parameters": {"factor": {"parameterType": "NUMBER_DOUBLE"}}}
        },
        "deploymentSpec": {"executors": {"exec-scale": {"container": {"image": "a", "command": ["b"]}}}}
    }"#;
    const fn imported(inputs: &'static [InputDef], ir: &'static str) -> ComponentDef {
        ComponentDef { body: Body::Imported { ir, pipeline: false }, ..rust("scale", inputs, &[]) }
    }
    static TYPE: ComponentDef = imported(&[input("factor", TEXT)], IR);
    let mut rec = Rec::new("type");
    rec.task(&TYPE, vec![text("x")]);
    only(&rec, "B127", &["input `factor` of `scale`", "the file has another type"]);
    static NAME: ComponentDef = imported(&[input("size", DOUBLE)], IR);
    let mut rec = Rec::new("name");
    rec.task(&NAME, vec![number(1.0)]);
    assert!(rec.errors().to_string().contains("the file has none of that name"));
    static RIGHT: ComponentDef = imported(&[input("factor", DOUBLE)], IR);
    let mut rec = Rec::new("right");
    rec.task(&RIGHT, vec![number(1.0)]);
    rec.build();
}

/// The SDK forgets what the file says of the pod; here it counts, and the task adds to it.
#[test]
fn a_task_adds_to_the_pod_of_an_imported_component() {
    const IR: &str = r#"{
        "pipeline_spec": {
            "pipelineInfo": {"name": "scale"},
            "root": {"executorLabel": "exec-scale"},
            "deploymentSpec": {"executors": {"exec-scale": {"container": {"image": "a", "command": ["b"]}}}}
        },
        "platform_spec": {"platforms": {"kubernetes": {"deploymentSpec": {"executors": {"exec-scale": {
            "imagePullPolicy": "Always", "activeDeadlineSeconds": "20",
            "fieldPathAsEnv": [{"name": "NODE", "fieldPath": "spec.nodeName"}]
        }}}}}}
    }"#;
    static SCALE: ComponentDef =
        ComponentDef { body: Body::Imported { ir: IR, pipeline: false }, ..rust("scale", &[], &[]) };
    let mut rec = Rec::new("adding");
    let more = rec.task(&SCALE, vec![]);
    rec.settings(more).timeout = Some(30);
    rec.settings(more).kubernetes.push(FieldPath::of("metadata.name").env("POD").fragment());
    rec.task(&SCALE, vec![]);
    let built = rec.build();
    let platform = &built.document.platform.as_ref().unwrap().platforms["kubernetes"];
    let executors = &platform.deployment_spec.as_ref().unwrap().executors;
    let shown = |label: &str| match &executors[label] {
        PlatformExecutor::Kubernetes(config) => {
            let names: Vec<_> = config.field_path_as_env.iter().map(|f| f.name.clone()).collect();
            (config.image_pull_policy.clone(), config.active_deadline_seconds, names.join(" "))
        }
        _ => unreachable!(),
    };
    assert_eq!(shown("exec-scale"), ("Always".into(), 30, "NODE POD".into()));
    assert_eq!(shown("exec-scale-2"), ("Always".into(), 20, "NODE".into()));
}

#[test]
fn everything_is_reported_at_once() {
    let mut rec = Rec::new("Bad name");
    let t = rec.task(&TRAIN, vec![number(f64::NAN)]);
    rec.settings(t).cpu_limit = Some("x".into());
    rec.task(&ECHO, vec![None]);
    let codes: Vec<_> = rec.errors().0.iter().map(|e| e.code).collect();
    assert_eq!(codes, ["B101", "B106", "B110", "B116"]);
}
