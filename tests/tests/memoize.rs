//! Runs one after the other on Argo's own controller: a later one takes the results of the one before.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use kfp_argo::{Memoize, Options, Profile, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::target::Target;
use kfp_ir::valid::check;
use kfp_tests::Engine;
use kfp_tests::runs::{Ran, Run, run};

const CACHED: &[&str] = &["make", "train", "square.iteration.square"];

/// Values that would be code, break a key, or look like another value, if they were more than data.
const HOSTILE: &[&str] = &[
    "{{workflow.name}}",
    "{{=1+1}} }} \"]))}}",
    "'a' \"b\" \\ \u{1} \u{7f} ü\n",
    "\", inputs.parameters['text'], \"",
];

fn lowered(options: &Options) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("runs/memoize.yaml");
    let document = read(&fs::read_to_string(file).unwrap(), Format::Yaml).unwrap().document;
    let info = check(&document, &Target::Argo40).info.unwrap();
    to_yaml(&lower(&document, &info, options).unwrap().manifests).unwrap()
}

fn memoized(memoize: Memoize) -> String {
    lowered(&Options { memoize: Some(memoize), ..Options::default() })
}

fn case(name: &str, after: &str, yaml: &str, text: &str) -> Run {
    let text = serde_json::to_string(text).unwrap().replace("{{", "{\\u007b").replace('\u{7f}', "\\u007f");
    Run {
        name: name.to_owned(),
        yaml: yaml.to_owned(),
        parameters: BTreeMap::from([("text".to_owned(), text)]),
        after: after.to_owned(),
        ..Run::default()
    }
}

/// The tasks whose results were taken from an earlier run, each once.
fn hits(ran: &Ran) -> Vec<String> {
    let mut hits: Vec<String> =
        ran.nodes.iter().filter(|node| node.hit).map(|node| Ran::path(&node.name)).collect();
    hits.sort();
    hits.dedup();
    hits
}

fn pods(ran: &Ran) -> Vec<String> {
    let mut pods: Vec<String> = ran.pods.iter().map(|pod| Ran::path(&pod.node)).collect();
    pods.sort();
    pods
}

fn said(ran: &Ran) -> &str {
    let pod = ran.pods.iter().find(|pod| Ran::path(&pod.node) == "read");
    pod.map_or("", |pod| &pod.log)
}

#[test]
fn a_second_run_takes_results_of_the_first() {
    let always = memoized(Memoize::default());
    let soon = memoized(Memoize { max_age: Some(Duration::from_secs(3600)), ..Memoize::default() });
    let mut runs = vec![
        case("first", "", &always, "one"),
        case("again", "first", &always, "one"),
        case("other", "again", &always, "two"),
        case("unasked", "other", &lowered(&Options::default()), "one"),
        // The age does not enter the key.
        case("young", "unasked", &soon, "one"),
        case("apart", "", &always, "one"),
    ];
    for (n, text) in HOSTILE.iter().enumerate() {
        let first = format!("hostile-{n}");
        runs.push(case(&first, if n == 0 { "" } else { "hostile-0" }, &always, text));
        runs.push(case(&format!("{first}-again"), &first, &always, text));
    }
    let Some(ran) = run(&runs, &[]) else { return };
    for run in &runs {
        assert_eq!(ran[&run.name].phase, "Succeeded", "{}", ran[&run.name].story());
    }
    let mut cached: Vec<&str> = CACHED.to_vec();
    cached.sort_unstable();
    let all = ["make", "read", "square.iteration.square", "square.iteration.square", "train.attempts"];
    assert_eq!((hits(&ran["first"]).len(), pods(&ran["first"])), (0, all.map(str::to_owned).to_vec()));
    for name in ["again", "young"] {
        let again = &ran[name];
        assert_eq!(
            (hits(again), pods(again)),
            (cached.iter().map(|s| (*s).to_owned()).collect(), vec!["read".to_owned()]),
            "{name}"
        );
        // The same file, found by the same address, with the metadata that it was given.
        assert_eq!(said(again), said(&ran["first"]), "{name}");
        assert_eq!(again.output("make", "made"), ran["first"].output("make", "made"), "{name}");
        assert_eq!(
            again.output("square", "square").or(again.output("square.iteration", "square")),
            ran["first"].output("square", "square").or(ran["first"].output("square.iteration", "square")),
        );
    }
    assert!(
        said(&ran["first"])
            .contains(&format!("s3://my-bucket/{}/train/model {{'length': ", ran["first"].uid))
    );
    // Other values are other work, but for the loop, which gets none of them.
    assert_eq!(hits(&ran["other"]), ["square.iteration.square"]);
    assert!(said(&ran["other"]).contains("model of two at"));
    // Nobody asked, and another namespace has results of its own.
    for name in ["unasked", "apart"] {
        assert_eq!((hits(&ran[name]).len(), ran[name].pods.len()), (0, 5), "{name}");
    }
    let mut keys = Vec::new();
    for (n, text) in HOSTILE.iter().enumerate() {
        let (first, again) = (&ran[&format!("hostile-{n}")], &ran[&format!("hostile-{n}-again")]);
        let made = first.output("make", "made").unwrap();
        assert_eq!(made.rsplit_once('|').unwrap().0, *text);
        assert_eq!(pods(again), ["read"]);
        assert_eq!(again.output("make", "made"), Some(made));
        let make = first.nodes.iter().find(|node| Ran::path(&node.name) == "make").unwrap();
        assert!(make.key.len() == 64 && make.key.chars().all(|c| c.is_ascii_hexdigit()), "{}", make.key);
        keys.push(&make.key);
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), HOSTILE.len());
}

/// What is written for every version, by the rules and models of Argo.
#[test]
fn memoized_workflows_are_sound() {
    let out = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for folder in [
        "runs/memoize.yaml",
        "../kfp-argo/tests/ir/memoize.yaml",
        "../kfp-argo/tests/ir/loops.yaml",
        "../kfp-argo/tests/ir/exit.yaml",
    ] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let document = read(&text, Format::Yaml).unwrap().document;
        for profile in Profile::ALL {
            let info = check(&document, &profile.target()).info.unwrap();
            let options =
                Options { memoize: Some(Memoize::default()), priority: Some(5), ..Options::new(*profile) };
            let lowered = lower(&document, &info, &options).unwrap();
            let file = out.path().join(format!("{}-{}.yaml", profile.name(), files.len()));
            fs::write(&file, to_yaml(&lowered.manifests).unwrap()).unwrap();
            files.push(file);
        }
    }
    for engine in [Engine::Argo, Engine::ArgoValidate, Engine::Kubernetes, Engine::HeraModels] {
        if let Some(verdicts) = engine.judge(&files) {
            verdicts.assert_accepted();
        }
    }
}
