//! Plans against runs: a model of KFP that runs random pipelines before and after random changes.
//!
//! The model keeps what KFP keeps: a cache from fingerprints to outputs, and a new number for every artifact that is made. It
//! knows all inputs when a task starts, so it needs none of the reasoning by which a plan gets along without them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use kfp_ir::digest::Digest;
use kfp_ir::fingerprint::{Fingerprint, Known, Settings, fingerprints};
use kfp_ir::flat::{Flat, Source};
use kfp_ir::model::Value;
use kfp_ir::target::Target;
use kfp_ir::valid::check;
use kfp_review::plan::{State, plan};
use kfp_review::{Pipeline, View};

/// Random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

#[derive(Clone, Debug)]
struct Task {
    name: usize,
    image: usize,
    env: usize,
    constant: usize,
    cached: bool,
    /// Tasks before it that give a value, and that give an artifact.
    values: Vec<usize>,
    artifacts: Vec<usize>,
}

fn random_task(random: &mut Random, at: usize) -> Task {
    let some = |random: &mut Random| -> Vec<usize> {
        let mut all: Vec<usize> = (0..at).filter(|_| random.one_in(at.max(2))).collect();
        all.truncate(2);
        all
    };
    Task {
        name: at,
        image: random.below(2),
        env: 0,
        constant: random.below(2),
        cached: !random.one_in(6),
        values: some(random),
        artifacts: some(random),
    }
}

fn change(tasks: &mut Vec<Task>, random: &mut Random) {
    let at = random.below(tasks.len());
    let count = tasks.len();
    let task = &mut tasks[at];
    match random.below(8) {
        0 => task.image += 1,
        1 => task.env += 1,
        2 => task.constant += 1,
        3 => task.cached = !task.cached,
        4 => task.name += 100,
        5 if at > 0 => task.values = vec![random.below(at)],
        6 if at > 0 => task.artifacts = vec![random.below(at)],
        _ => tasks.push(random_task(random, count)),
    }
}

fn text(tasks: &[Task]) -> String {
    let (mut dag, mut components, mut executors) = (String::new(), String::new(), String::new());
    for (i, task) in tasks.iter().enumerate() {
        let name = |task: &Task| format!("t{}", task.name);
        let cached = if task.cached { "enableCache: true" } else { "" };
        let _ = write!(
            dag,
            "      {}:\n        cachingOptions: {{{cached}}}\n        componentRef: {{name: comp-{i}}}\n        inputs:\n          parameters:\n            c: {{runtimeValue: {{constant: {}}}}}\n",
            name(task),
            task.constant
        );
        let _ = write!(
            components,
            "  comp-{i}:\n    executorLabel: exec-{i}\n    outputDefinitions:\n      parameters: {{v: {{parameterType: NUMBER_INTEGER}}}}\n      artifacts: {{a: {{artifactType: {{schemaTitle: system.Dataset, schemaVersion: 0.0.1}}}}}}\n    inputDefinitions:\n      parameters:\n        c: {{parameterType: NUMBER_INTEGER}}\n"
        );
        for (k, from) in task.values.iter().enumerate() {
            let _ = writeln!(
                dag,
                "            v{k}: {{taskOutputParameter: {{producerTask: {}, outputParameterKey: v}}}}",
                name(&tasks[*from])
            );
            let _ = writeln!(components, "        v{k}: {{parameterType: NUMBER_INTEGER}}");
        }
        if !task.artifacts.is_empty() {
            dag.push_str("          artifacts:\n");
            components.push_str("      artifacts:\n");
        }
        for (k, from) in task.artifacts.iter().enumerate() {
            let _ = writeln!(
                dag,
                "            a{k}: {{taskOutputArtifact: {{producerTask: {}, outputArtifactKey: a}}}}",
                name(&tasks[*from])
            );
            let _ = writeln!(
                components,
                "        a{k}: {{artifactType: {{schemaTitle: system.Dataset, schemaVersion: 0.0.1}}}}"
            );
        }
        let _ = write!(
            executors,
            "    exec-{i}:\n      container: {{image: 'i:{}', command: [run, '{i}'], env: [{{name: E, value: '{}'}}]}}\n",
            task.image, task.env
        );
    }
    format!(
        "pipelineInfo: {{name: random}}\nschemaVersion: '2.1.0'\nroot:\n  dag:\n    tasks:\n{dag}components:\n{components}deploymentSpec:\n  executors:\n{executors}"
    )
}

/// Fingerprints, and what the task with each one gave: a value and the number of an artifact.
type Cache = HashMap<Digest, (f64, usize)>;

/// Runs a pipeline; tells which tasks took their result from the cache.
fn run(pipeline: &Pipeline, cache: &mut Cache, made: &mut Vec<u64>) -> BTreeMap<String, bool> {
    let document = pipeline.document();
    let info = check(document, &Target::Kfp217).info.unwrap();
    let flat = Flat::new(document, &info).unwrap();
    let mut known = Known::default();
    let mut hits = BTreeMap::new();
    for &id in flat.finished() {
        let task = flat.task(id).unwrap();
        let fingerprint = match fingerprints(&flat, id, &known, Settings::default()) {
            Fingerprint::Never(_) => None,
            Fingerprint::Rounds(rounds) => Some(*rounds[0].fingerprint.as_ref().unwrap()),
            other @ Fingerprint::UnknownRounds(_) => panic!("{other:?}"),
        };
        let found = fingerprint.and_then(|f| cache.get(&f).copied());
        let (value, number) = found.unwrap_or_else(|| {
            // What a task makes depends on what it runs and on the content of its inputs, not on numbers.
            let mut content = DefaultHasher::new();
            format!("{:?}", task.work).hash(&mut content);
            for source in task.parameters.values().chain(task.artifacts.values()) {
                match source {
                    Source::Output(from, "v") => {
                        format!("{:?}", known.parameters[&(*from, "v".to_owned())]).hash(&mut content);
                    }
                    Source::Output(from, _) => {
                        let number: usize = known.artifacts[&(*from, "a".to_owned())][0].parse().unwrap();
                        made[number].hash(&mut content);
                    }
                    other => format!("{other:?}").hash(&mut content),
                }
            }
            made.push(content.finish());
            // Few values, so that different work often gives the same one.
            (f64::from(u32::try_from(content.finish() % 3).unwrap()), made.len() - 1)
        });
        if let Some(fingerprint) = fingerprint {
            cache.insert(fingerprint, (value, number));
        }
        known.parameters.insert((id, "v".to_owned()), Value::from(value));
        known.artifacts.insert((id, "a".to_owned()), vec![number.to_string()]);
        hits.insert(flat.path(id), found.is_some());
    }
    hits
}

fn pipeline(tasks: &[Task]) -> Pipeline {
    let source =
        kfp_ir::codec::read(&text(tasks), kfp_ir::codec::Format::Yaml).unwrap_or_else(|e| panic!("{e}"));
    Pipeline::new(source.document).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn what_a_plan_says_is_what_happens() {
    let mut random = Random(7);
    let mut seen: BTreeMap<(State, bool), usize> = BTreeMap::new();
    for case in 0..300 {
        let count = 2 + random.below(7);
        let before: Vec<Task> = (0..count).map(|at| random_task(&mut random, at)).collect();
        let mut after = before.clone();
        for _ in 0..random.below(4) {
            change(&mut after, &mut random);
        }
        let (old, new) = (pipeline(&before), pipeline(&after));
        let plan = plan(Some(&View::new(&old).unwrap()), &View::new(&new).unwrap()).unwrap();
        let (mut cache, mut made) = (Cache::new(), Vec::new());
        run(&old, &mut cache, &mut made);
        let hits = run(&new, &mut cache, &mut made);
        for task in &plan.tasks {
            let hit = hits[&task.path];
            *seen.entry((task.kfp.state, hit)).or_default() += 1;
            let right = match task.kfp.state {
                State::Hit => hit,
                State::Run | State::Never => !hit,
                State::Unknown => true,
            };
            assert!(
                right,
                "case {case}: `{}` hit: {hit}\n{}\n{}\n{}",
                task.path,
                plan.to_text(),
                text(&before),
                text(&after)
            );
            assert!(task.kfp.state == State::Hit || !task.kfp.causes.is_empty(), "{}", plan.to_text());
        }
    }
    // Both outcomes of what is unknown happen, and every state is common enough to mean something.
    for key in [
        (State::Hit, true),
        (State::Run, false),
        (State::Never, false),
        (State::Unknown, true),
        (State::Unknown, false),
    ] {
        assert!(seen.get(&key).is_some_and(|count| *count > 15), "{key:?}: {seen:?}");
    }
}
