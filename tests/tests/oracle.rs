//! Random pipelines, compiled by KFP's SDK and by us: the same IR, in both forms, and accepted everywhere.
//!
//! The same programs in every run; `cargo xtask oracle` compares others, as many as wanted.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use kfp_dsl::Names;
use kfp_ir::codec::{Format, read};
use kfp_ir::pass::share::share;
use kfp_tests::oracle::{BUGS, Callee, Case, Sdk, Seen, build, expand, generate, normalize, run, smallest};
use kfp_tests::{Emitted, corpus, differences, files_below, json_differences};

/// Chosen so that every feature occurs often enough.
const SEED: u64 = 30;

/// How many programs are compared.
const CASES: u64 = 320;

const NONE: [String; 0] = [];

/// How many of them must have each feature.
const LEAST: usize = 10;

/// All programs, compiled once; `None` where the SDK is not installed.
#[track_caller]
fn cases() -> Option<&'static Vec<Case>> {
    static CASES_: OnceLock<Option<Vec<Case>>> = OnceLock::new();
    let compile = || {
        let mut sdk = Sdk::start(2)?.unwrap();
        Some(run(&mut sdk, SEED, 0..CASES).unwrap())
    };
    CASES_.get_or_init(compile).as_ref()
}

#[test]
fn the_sdk_and_we_compile_the_same() {
    let Some(cases) = cases() else { return };
    let different: Vec<&Case> = cases.iter().filter(|case| !case.differences().is_empty()).collect();
    if let Some(first) = different.first() {
        let mut sdk = Sdk::start(2).unwrap().unwrap();
        let small = smallest(&mut sdk, first, None).unwrap();
        panic!(
            "{} of {CASES} programs differ; the first, made as small as possible: {small}",
            different.len()
        );
    }
}

#[test]
fn every_feature_occurs_often() {
    let mut seen = Seen::default();
    for case in 0..CASES {
        seen.add(&generate(SEED, case).0);
    }
    for (feature, count) in seen.counts() {
        println!("{count:6} {feature}");
    }
    assert_eq!(seen.rare(LEAST), Vec::<&str>::new(), "fewer than {LEAST} programs have these");
}

/// How many programs a bug is planted in.
const PLANTED: usize = 12;

#[test]
fn planted_bugs_are_seen() {
    let Some(cases) = cases() else { return };
    for (name, bug) in BUGS {
        let mut planted = 0;
        for case in cases {
            let (Ok(theirs), Ok(ours)) = (&case.theirs, &case.ours) else { continue };
            let mut broken = ours.clone();
            if bug(&mut broken) {
                planted += 1;
                assert!(!differences(theirs, &broken).is_empty(), "`{name}` is not seen in {case}");
            }
            if planted == PLANTED {
                break;
            }
        }
        assert_eq!(planted, PLANTED, "`{name}` can be planted in so few programs");
        println!("seen {planted} times: {name}");
    }
}

#[test]
fn a_planted_bug_is_shown_in_a_small_program() {
    let Some(cases) = cases() else { return };
    let (name, bug) = BUGS.first().unwrap();
    let broken = cases.iter().filter_map(|case| {
        let mut case = case.clone();
        let tasks = case.program.main().tasks().len();
        let planted = case.ours.as_mut().is_ok_and(bug);
        (planted && tasks > 6).then_some(case)
    });
    let case = broken.into_iter().next().unwrap();
    let small = smallest(&mut Sdk::start(2).unwrap().unwrap(), &case, Some(*bug)).unwrap();
    println!("{name}: {small}");
    assert!(!small.differences().is_empty());
    assert_eq!(small.program.pipelines.len(), 1, "{small}");
    assert!(small.program.main().tasks().len() <= 2, "{small}");
}

#[test]
fn shared_and_written_out_components_mean_the_same() {
    for number in 0..CASES {
        let (program, facts) = generate(SEED, number);
        let [shared, written] = [Names::Shared, Names::Sdk].map(|names| {
            let document = build(&program, &facts, names).unwrap();
            let mut expanded = expand(&document).unwrap();
            normalize(&mut expanded);
            (document, expanded)
        });
        // Without names of the SDK an importer can get a graph around it, which waits for it.
        let tasks = program.pipelines.iter().flat_map(|pipeline| pipeline.tasks());
        let importers = tasks.filter(|task| matches!(task.callee, Callee::Importer(_))).count();
        assert!(shared.0.pipeline.components.len() <= written.0.pipeline.components.len() + importers);
        assert_eq!(json_differences(&written.1, &shared.1), NONE, "case {number}");

        let mut merged = written.0.clone();
        share(&mut merged);
        let [before, after] = [&written.0, &merged].map(|document| expand(document).unwrap());
        assert_eq!(json_differences(&before, &after), NONE, "case {number}");
    }
}

#[test]
fn shared_components_of_real_pipelines_mean_the_same() {
    let Some(corpus) = corpus() else { return };
    let mut merged = BTreeMap::new();
    for path in files_below(&corpus.join("kfp-ir"), &["yaml"]).unwrap() {
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(document) = read(&text, Format::Yaml).map(|read| read.document) else { continue };
        let Ok(before) = expand(&document) else { continue };
        let mut shared = document.clone();
        let gone = share(&mut shared);
        assert_eq!(json_differences(&before, &expand(&shared).unwrap()), NONE, "{}", path.display());
        merged.insert(path, gone);
    }
    let components: usize = merged.values().sum();
    println!("{components} components merged in {} files", merged.len());
    assert!(merged.len() > 50 && components > 50, "{components} components merged in {} files", merged.len());
}

/// How many programs every engine judges.
const JUDGED: u64 = 40;

#[test]
fn every_form_is_accepted() {
    let mut emitted = Emitted::default();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for number in 0..JUDGED {
        let (program, facts) = generate(SEED, number * (CASES / JUDGED));
        for (form, names) in [("shared", Names::Shared), ("sdk", Names::Sdk)] {
            let document = build(&program, &facts, names).unwrap();
            emitted.add_kfp(&format!("case-{number}-{form}"), &document, None);
            if let Err(errors) = emitted.add_argo(&format!("case-{number}-{form}"), &document) {
                let errors = errors.to_string();
                // Argo knows no lists of artifacts from outside, and no arguments that are there or not by what is given.
                let known = ["AR111", "AR114", "an importer can neither depend on a condition"];
                assert!(known.iter().any(|known| errors.contains(known)), "{errors}");
                *refused.entry(errors).or_default() += 1;
            }
        }
    }
    for (errors, count) in &refused {
        println!("{count} times not lowered to Argo: {errors}");
    }
    emitted.assert_accepted();
}
