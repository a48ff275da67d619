//! Random pipelines run to their end on Argo's own controller: every task makes what the program says, and no other runs.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;

use kfp_argo::{Options, lower, to_yaml};
use kfp_dsl::{BuildOptions, Names};
use kfp_ir::target::Target;
use kfp_tests::runs::{Ran, Run, run};
use kfp_tests::trial::{Trial, expect, generate, pipeline};

const SEED: u64 = 4;

/// How many tasks a program may run: more take long and show nothing new.
const TASKS: std::ops::RangeInclusive<usize> = 4..=40;

/// A form in which programs run.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// Components once each.
    Shared,
    /// A component for each task, as the SDK compiles.
    Sdk,
    /// As several workflows that one more starts: as if one took all the bytes that Argo takes.
    Parts,
}

struct Case {
    name: String,
    trial: Trial,
    /// What its tasks make, sorted.
    made: Vec<String>,
    /// The objects.
    yaml: String,
}

/// Programs in that form. Not every program can be cut.
fn cases(form: Form, number: usize) -> Vec<Case> {
    let cases = (0..2_000).filter_map(|number| {
        let trial = generate(SEED + form as u64, number);
        let made = expect(&trial);
        let yaml = TASKS.contains(&made.len()).then(|| lowered(&trial, form)).flatten()?;
        Some(Case { name: format!("{form:?}-{number}").to_lowercase(), trial, made, yaml })
    });
    let cases: Vec<_> = cases.take(number).collect();
    assert_eq!(cases.len(), number, "so few programs can run in the form {form:?}");
    cases
}

fn lowered(trial: &Trial, form: Form) -> Option<String> {
    let names = if matches!(form, Form::Sdk) { Names::Sdk } else { Names::Shared };
    let options = BuildOptions { names, target: Target::Argo40, ..BuildOptions::default() };
    let built = pipeline(trial).build(&options).unwrap_or_else(|errors| panic!("{errors}\n{trial:#?}"));
    let mut options = Options::default();
    let mut lowered = lower(&built.document, &built.info, &options).unwrap();
    if matches!(form, Form::Parts) {
        options.limits.bytes = lowered.stats.bytes - 1;
        lowered = lower(&built.document, &built.info, &options).ok()?;
        assert!(lowered.manifests.len() > 2, "{}", lowered.manifests.len());
    }
    Some(to_yaml(&lowered.manifests).unwrap())
}

fn texts(ran: &Ran) -> Vec<String> {
    let pods = ran.nodes.iter().filter(|node| node.kind == "Pod");
    let mut texts: Vec<String> = pods.filter_map(|node| node.outputs.get("text").cloned()).collect();
    texts.sort();
    texts
}

#[test]
fn tasks_make_what_programs_say() {
    let cases: Vec<Case> = [(Form::Shared, 16), (Form::Sdk, 12), (Form::Parts, 12)]
        .into_iter()
        .flat_map(|(form, number)| cases(form, number))
        .collect();
    let runs = cases.iter().map(|case| Run {
        name: case.name.clone(),
        yaml: case.yaml.clone(),
        parameters: BTreeMap::from([("start".to_owned(), serde_json::to_string(&case.trial.start).unwrap())]),
        ..Run::default()
    });
    let Some(ran) = run(&runs.collect::<Vec<_>>(), &[]) else { return };
    let mut wrong = Vec::new();
    for Case { name, trial, made, .. } in &cases {
        let ran = &ran[name];
        let texts = texts(ran);
        if ran.phase != "Succeeded" || texts != *made {
            wrong.push(format!("{}\nmade {texts:#?}\nnot {made:#?}\n{trial:#?}", ran.story()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
