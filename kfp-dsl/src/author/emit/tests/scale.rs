//! Graphs of 100,000 tasks: on a small stack, and in time that grows with their number.

use std::time::{Duration, Instant};

use super::*;

/// Fewer without optimisation, where the same takes ten times as long.
const N: usize = if cfg!(debug_assertions) { 20_000 } else { 100_000 };

/// Builds on a stack of 2 MiB. The graph is dropped there, too.
fn on_a_small_stack(name: &'static str, make: fn(usize) -> Rec) {
    let run = move || {
        let time = |n: usize| {
            let rec = make(n);
            let start = Instant::now();
            let built = rec.build();
            (start.elapsed(), built)
        };
        let (_, _) = time(100);
        let (small, _) = time(N / 10);
        let (large, built) = time(N);
        eprintln!(
            "{name}: {} components, {large:?} for {N} tasks, {small:?} for {}",
            built.document.pipeline.components.len(),
            N / 10
        );
        // Generous, for a busy machine: quadratic growth would be a factor of 100.
        assert!(large < small * 30 + Duration::from_secs(10), "{name}: {small:?}, then {large:?}");
        built.document.pipeline.root.unwrap().dag.unwrap().tasks.len()
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap();
    assert!(thread.join().unwrap() > 0);
}

#[test]
fn chain() {
    on_a_small_stack("chain", |n| {
        let mut rec = Rec::new("chain");
        let mut value = rec.input("x", TEXT);
        for _ in 0..n {
            let t = rec.task(&ECHO, vec![given(value)]);
            value = rec.out(t, "Output");
        }
        rec
    });
}

#[test]
fn fan_out_and_in() {
    on_a_small_stack("fan", |n| {
        let mut rec = Rec::new("fan");
        let source = rec.task(&ECHO, vec![text("x")]);
        let value = rec.out(source, "Output");
        let all: Vec<_> = (2..n).map(|_| rec.task(&ECHO, vec![given(value)])).collect();
        let last = rec.task(&ECHO, vec![given(value)]);
        let graph = rec.graph.id;
        rec.graph.tasks[last.0 as usize].after = all.into_iter().map(|t| (graph, t)).collect();
        rec
    });
}

#[test]
fn equal_nested_pipelines() {
    on_a_small_stack("nested", |n| {
        let mut rec = Rec::new("outer");
        for _ in 0..n / 2 {
            let mut inner = Rec::new("inner");
            let x = inner.input("x", TEXT);
            let t = inner.task(&ECHO, vec![given(x)]);
            let out = inner.out(t, "Output");
            inner.returns("Output", out);
            rec.call(nested(inner), vec![text("a")]);
        }
        rec
    });
}

#[test]
fn pipelines_that_double_at_every_level() {
    let mut inner = nested({
        let mut rec = Rec::new("level");
        rec.task(&ECHO, vec![text("x")]);
        rec
    });
    for _ in 0..40 {
        let mut rec = Rec::new("level");
        rec.call(inner.clone(), vec![]);
        rec.call(inner, vec![]);
        inner = nested(rec);
    }
    let mut rec = Rec::new("outer");
    rec.call(inner, vec![]);
    assert_eq!(rec.build().document.pipeline.components.len(), 42);
}

#[test]
fn different_nested_pipelines() {
    on_a_small_stack("nested, all different", |n| {
        let mut rec = Rec::new("outer");
        for i in 0..n / 2 {
            let mut inner = Rec::new("inner");
            inner.task(&ECHO, vec![text(&i.to_string())]);
            rec.call(nested(inner), vec![]);
        }
        rec
    });
}

#[test]
fn one_large_loop_body() {
    on_a_small_stack("loop", |n| {
        let mut rec = Rec::new("loop");
        let outer = rec.input("outer", TEXT);
        rec.each(Items::Constant(Ok(vec![Value::String("a".into())])), TEXT, |rec, item| {
            let all: Vec<_> = (0..n / 2).map(|_| rec.task(&ECHO, vec![given(item)])).collect();
            for t in &all {
                let value = rec.out(*t, "Output");
                rec.task(&ECHO, vec![given(value)]);
            }
            rec.task(&ECHO, vec![given(outer)]);
            all.iter().map(|t| rec.out(*t, "Output")).collect()
        });
        rec
    });
}

#[test]
fn many_branches() {
    on_a_small_stack("branches", |n| {
        let mut rec = Rec::new("branches");
        let made = rec.task(&MAKE, vec![]);
        let ok = rec.out(made, "ok");
        for _ in 0..n / 2 {
            let leaf = || -> Body_<'static> {
                Box::new(|rec| {
                    let t = rec.task(&ECHO, vec![text("x")]);
                    vec![rec.out(t, "Output")]
                })
            };
            let cond = compare(ok, Operator::Equal, Value::Bool(true), BOOL);
            let out = rec.when(vec![(Some(cond), leaf()), (None, leaf())]);
            rec.returns("Output", out[0]);
            rec.graph.outputs.truncate(1);
        }
        rec
    });
}

#[test]
fn distinct_components() {
    on_a_small_stack("distinct", |n| {
        let mut rec = Rec::new("distinct");
        for i in 0..n {
            let name: &'static str = Box::leak(format!("step-{i}").into_boxed_str());
            let def = Box::leak(Box::new(rust(name, &[], &[])));
            rec.task(def, vec![]);
        }
        rec
    });
}

#[test]
fn distinct_settings() {
    on_a_small_stack("settings", |n| {
        let mut rec = Rec::new("settings");
        for i in 0..n {
            let t = rec.task(&ECHO, vec![text("x")]);
            rec.settings(t).env = vec![("I".into(), i.to_string())];
        }
        rec
    });
}

#[test]
fn a_circle_of_all_tasks() {
    let run = || {
        let n = 100_000;
        let mut rec = Rec::new("circle");
        let all: Vec<_> = (0..n).map(|_| rec.task(&ECHO, vec![text("x")])).collect();
        for i in 0..n {
            rec.graph.tasks[i].after = vec![(rec.graph.id, all[(i + 1) % n])];
        }
        let errors = rec.errors();
        assert_eq!(errors.0.len(), 1);
        assert_eq!(errors.0[0].code, "B114");
        assert!(errors.0[0].message.len() < 400, "{}", errors.0[0]);
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}
