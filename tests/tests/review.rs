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
    let mut missing = Vec::new();
    let mut shown = |text: String| missing.extend((!WALKTHROUGH.contains(&text)).then_some(text));
    let same = between(&before, &before);
    assert_eq!(names(&same, State::Hit), ["split", "train", "evaluate", "register"]);
    assert_eq!(names(&same, State::Run), [""; 0]);
    assert_eq!(names(&same, State::Never), ["approval", "deploy", "notify"]);
    let rate = change(
        &before,
        "learning_rate:\n        defaultValue: 0.5",
        "learning_rate:\n        defaultValue: 0.1",
    );
    let (old, new) = (pipeline(&before), pipeline(&rate));
    let found = diff(&View::new(&old).unwrap(), &View::new(&new).unwrap()).unwrap().to_markdown();
    shown(found);
    let rate = between(&before, &rate);
    assert_eq!(names(&rate, State::Hit), ["split"]);
    shown(rate.to_text());
    // A threshold does not touch what was learnt: KFP has the results of the branch, if it was taken.
    let threshold =
        change(&before, "threshold:\n        defaultValue: 0.9", "threshold:\n        defaultValue: 0.8");
    let threshold = between(&before, &threshold);
    assert_eq!(names(&threshold, State::Run), [""; 0]);
    // All components written in Rust share one image: a new one runs all of them.
    let image = between(&before, &change(&before, train_deploy::IMAGE, "ghcr.io/acme/train-deploy:0.2.0"));
    assert_eq!(names(&image, State::Run)[..3], ["split", "train", "evaluate"]);
    shown(image.to_markdown());
    assert!(missing.is_empty(), "docs/review.md has to show\n{}", missing.join("\n"));
}

/// Three components of one program. `score` is written anew, and all of them are in a new image.
macro_rules! program {
    ($name:ident, $image:literal, $by:tt, $share:literal) => {
        mod $name {
            use kfp_dsl::prelude::*;

            program!(@component $by, $image, fn load(rows: i64, data: Output<Dataset>) -> Result<()> {
                Ok(data.write(rows.to_string())?)
            });
            program!(@component $by, $image, fn score(data: Input<Dataset>) -> Result<f64> {
                let rows: f64 = data.read_to_string()?.parse()?;
                Ok(rows / $share)
            });
            program!(@component $by, $image, fn report(score: f64) -> Result<String> {
                Ok(format!("scored {score}"))
            });

            #[pipeline]
            pub(super) fn scored(p: &mut Scope) {
                let data = p.task(load().rows(10)).data;
                let score = p.task(score().data(data)).output;
                p.task(report().score(score));
                // Does nothing with what was scored.
                p.task(report().score(0.5)).display_name("sample");
            }

            pub(super) fn text() -> String {
                let request = kfp_app::Request { targets: vec![kfp_app::Target::Kfp], ..Default::default() };
                let compiled = kfp_app::App::new().pipeline(scored).compile(&request).unwrap();
                String::from_utf8(compiled.files.into_iter().next().unwrap().bytes).unwrap()
            }
        }
    };
    (@component image, $image:literal, $function:item) => { #[component(image = $image)] $function };
    (@component code, $image:literal, $function:item) => { #[component(image = $image, code)] $function };
}

program!(by_image, "example.org/scores:1", image, 2.0);
program!(by_image_later, "example.org/scores:2", image, 4.0);
program!(by_code, "example.org/scores:1", code, 2.0);
program!(by_code_later, "example.org/scores:2", code, 4.0);
program!(by_code_moved, "example.org/scores:1", code, 4.0);

fn states(plan: &Plan) -> Vec<(&str, State, State)> {
    plan.tasks.iter().map(|t| (t.path.as_str(), t.kfp.state, t.content.state)).collect()
}

#[test]
fn by_the_image_all_components_run_that_are_in_it() {
    let plan = between(&by_image::text(), &by_image_later::text());
    let all = plan.tasks.iter().map(|t| (t.kfp.state, t.content.state)).collect::<Vec<_>>();
    assert_eq!(all, [(State::Run, State::Run); 4]);
    assert!(
        plan.to_text().ends_with("Rust components by image: `load`, `report`, `score`\n"),
        "{}",
        plan.to_text()
    );
}

#[test]
fn by_the_code_only_what_has_changed_and_its_consumers_run() {
    use State::{Hit, Run, Unknown};
    let plan = between(&by_code::text(), &by_code_later::text());
    // KFP's key has the image, whatever the author chose.
    assert_eq!(
        states(&plan),
        [("load", Run, Hit), ("report-2", Run, Hit), ("score", Run, Run), ("report", Run, Run)],
        "{}",
        plan.to_text()
    );
    assert!(
        plan.to_text().ends_with("Rust components by code: `load`, `report`, `score`\n"),
        "{}",
        plan.to_text()
    );
    // With a tag that moves KFP does the same, because the code is part of the command.
    let moved = between(&by_code::text(), &by_code_moved::text());
    assert_eq!(
        states(&moved),
        [("load", Hit, Hit), ("report-2", Hit, Hit), ("score", Run, Run), ("report", Unknown, Run)],
        "{}",
        moved.to_text()
    );
    // The choice itself is a change: what was kept by image was not kept by code.
    let chosen = between(&by_image::text(), &by_code::text());
    assert_eq!(chosen.content(Run), 4, "{}", chosen.to_text());
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
        // What the lowering does not let run in every run takes the earlier result on Argo.
        assert_eq!(plan.argo(State::Run).unwrap_or_default(), 0, "{}\n{}", path.display(), plan.to_text());
        hits += plan.kfp(State::Hit);
        all += plan.tasks.len();
    }
    assert!(hits > 100 && all > 200, "{hits} of {all}");
}
