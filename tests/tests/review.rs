//! What a change of the recipe does, as `docs/review.md` walks through it; and plans of every file of the corpus.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use kfp_app::{App, Format, Request, Target};
use kfp_ir::codec::{self, read};
use kfp_ir::fingerprint::never;
use kfp_ir::flat::Flat;
use kfp_ir::valid::check;
use kfp_review::diff::diff;
use kfp_review::plan::{Plan, State, plan};
use kfp_review::{Pipeline, View};

const WALKTHROUGH: &str = include_str!("../../docs/review.md");

/// The recipe as it is compiled.
fn recipe() -> String {
    let request = Request { targets: vec![Target::Kfp], format: Format::Yaml, ..Request::default() };
    let compiled = App::new().pipeline(train_deploy::train_deploy).compile(&request).unwrap();
    let [file] = compiled.files.as_slice() else { panic!("one file") };
    String::from_utf8(file.bytes.clone()).unwrap()
}

fn pipeline(text: &str) -> Pipeline {
    let source = read(text, codec::Format::Yaml).unwrap_or_else(|e| panic!("{e}"));
    Pipeline::new(source.document).unwrap_or_else(|e| panic!("{e}"))
}

fn between(old: &str, new: &str) -> Plan {
    let (old, new) = (pipeline(old), pipeline(new));
    plan(Some(&View::new(&old).unwrap()), &View::new(&new).unwrap()).unwrap()
}

fn change(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

fn names(plan: &Plan, state: State) -> Vec<&str> {
    plan.tasks.iter().filter(|t| t.kfp.state == state).map(|t| t.path.rsplit('/').next().unwrap()).collect()
}

/// The exercise: change one thing, and see cache hits where they are expected.
#[test]
fn the_walkthrough_is_true() {
    let before = recipe();
    let same = between(&before, &before);
    assert_eq!(names(&same, State::Hit), ["split", "train", "evaluate", "register"]);
    assert_eq!(names(&same, State::Run), [""; 0]);
    assert_eq!(names(&same, State::Never), ["deploy", "notify"]);
    let rate = change(
        &before,
        "learning_rate:\n        defaultValue: 0.5",
        "learning_rate:\n        defaultValue: 0.1",
    );
    let (old, new) = (pipeline(&before), pipeline(&rate));
    let found = diff(&View::new(&old).unwrap(), &View::new(&new).unwrap()).unwrap().to_markdown();
    assert!(WALKTHROUGH.contains(&found), "docs/review.md has to show\n{found}");
    let rate = between(&before, &rate);
    assert_eq!(names(&rate, State::Hit), ["split"]);
    assert!(WALKTHROUGH.contains(&rate.to_text()), "docs/review.md has to show\n{}", rate.to_text());
    // A threshold does not touch what was learnt: KFP has the results of the branch, if it was taken.
    let threshold =
        change(&before, "threshold:\n        defaultValue: 0.9", "threshold:\n        defaultValue: 0.8");
    let threshold = between(&before, &threshold);
    assert_eq!(names(&threshold, State::Run), [""; 0]);
    // All components written in Rust share one image: a new one runs all of them.
    let image = between(&before, &change(&before, train_deploy::IMAGE, "ghcr.io/acme/train-deploy:0.2.0"));
    assert_eq!(names(&image, State::Run)[..3], ["split", "train", "evaluate"]);
    assert!(
        WALKTHROUGH.contains(&image.to_markdown()),
        "docs/review.md has to show\n{}",
        image.to_markdown()
    );
}

/// A second run of any pipeline runs nothing that the first has kept, unless something before it cannot be kept.
#[test]
fn every_file_of_the_corpus_hits_itself() {
    let Some(corpus) = kfp_tests::corpus() else { return };
    let (mut hits, mut all) = (0, 0);
    for path in kfp_tests::files_below(&corpus.join("kfp-ir"), &["yaml"]).unwrap() {
        let Ok(source) = read(&std::fs::read_to_string(&path).unwrap(), codec::Format::Yaml) else {
            continue;
        };
        let document = source.document;
        let Some(info) = check(&document, &kfp_ir::target::Target::Kfp217).info else { continue };
        let flat = Flat::new(&document, &info).unwrap();
        let cached =
            (0..flat.tasks().len()).all(|id| flat.task(id).unwrap().is_graph() || never(&flat, id).is_none());
        let required =
            document.pipeline.root.as_ref().unwrap().input_definitions.as_ref().is_some_and(|inputs| {
                !inputs.artifacts.is_empty()
                    || inputs.parameters.values().any(|p| p.default_value.is_none() && !p.is_optional)
            });
        let run =
            document.pipeline.deployment_spec.iter().any(|d| format!("{d:?}").contains("{{$.pipeline_job"));
        let tasks = format!("{:?}", document.pipeline.components).contains("{{$.pipeline_job");
        let pipeline = Pipeline::checked(document.clone(), info.clone());
        let view = View::new(&pipeline).unwrap();
        let plan = plan(Some(&view), &view).unwrap();
        if cached && !required && !run && !tasks {
            assert!(!plan.runs(), "{}\n{}", path.display(), plan.to_text());
        }
        assert!(diff(&view, &view).unwrap().is_empty(), "{}", path.display());
        hits += plan.kfp(State::Hit);
        all += plan.tasks.len();
    }
    assert!(hits > 100 && all > 200, "{hits} of {all}");
}
