//! The page of `kfpc graph` in a real browser: it folds, unfolds, searches and zooms, and asks for nothing from elsewhere.
//!
//! The browser is Chromium, as `KFP_TEST_BROWSER` names it or as it is found on the path. Without one the tests are skipped
//! with a loud line, also in CI: a browser is no package of the languages that CI has.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use kfp_app::{App, Format, Request, Target};
use kfp_ir::codec::{self, read};
use kfp_review::picture::Picture;
use kfp_review::{Pipeline, View};
use serde_json::Value;

/// What a reader does; it leaves what it saw in the page.
const READER: &str = include_str!("../browser/reader.js");

#[track_caller]
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("KFP_TEST_BROWSER").map(PathBuf::from);
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let found = named.or_else(|| {
        let places = folders.iter().flat_map(|folder| names.map(|name| folder.join(name)));
        places.into_iter().find(|place| place.is_file())
    });
    if found.is_none() {
        let place = std::panic::Location::caller();
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: {place} needs Chromium, on the path or in KFP_TEST_BROWSER"
        );
    }
    found
}

/// What the reader saw on a page.
fn read_page(browser: &Path, page: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let (before, after) = page.rsplit_once("</body>").unwrap();
    std::fs::write(&file, format!("{before}<script>{READER}</script></body>{after}")).unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--window-size=1400,900", "--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let seen = dom.split_once("<pre id=\"seen\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let Some((seen, _)) = seen else {
        panic!("the page says nothing: {}\n{dom}", String::from_utf8_lossy(&output.stderr));
    };
    let seen = seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&seen).unwrap_or_else(|e| panic!("{e}: {seen}"))
}

fn pipeline(text: &str) -> Pipeline {
    let source = read(text, codec::Format::Yaml).unwrap_or_else(|e| panic!("{e}"));
    Pipeline::new(source.document).unwrap_or_else(|e| panic!("{e}"))
}

fn page(old: Option<&str>, new: &str) -> String {
    let (old, new) = (old.map(pipeline), pipeline(new));
    let old = old.as_ref().map(|old| View::new(old).unwrap());
    Picture::new(old.as_ref(), &View::new(&new).unwrap()).unwrap().to_html().unwrap()
}

/// What has to hold for every page.
fn sound(name: &str, seen: &Value) {
    assert_eq!(seen["errors"], Value::Array(Vec::new()), "{name}");
    assert_eq!(seen["requests"], 0, "{name}: a page needs nothing from elsewhere");
    for step in ["first", "folded", "unfolded"] {
        assert_eq!(seen[step]["overlaps"], 0, "{name} {step}");
        assert_eq!(seen[step]["outside"], 0, "{name} {step}");
    }
    assert!(seen["zoomed"].as_f64() > seen["before"].as_f64(), "{name}: {seen}");
}

#[test]
fn the_recipe_folds_searches_and_zooms() {
    let Some(browser) = browser() else { return };
    let request = Request { targets: vec![Target::Kfp], format: Format::Yaml, ..Request::default() };
    let compiled = App::new().pipeline(train_deploy::train_deploy).compile(&request).unwrap();
    let [file] = compiled.files.as_slice() else { panic!("one file") };
    let old = std::str::from_utf8(&file.bytes).unwrap();
    let new = old.replacen("defaultValue: 0.5", "defaultValue: 0.1", 1);
    let seen = read_page(&browser, &page(Some(old), &new));
    sound("recipe", &seen);
    assert_eq!(seen["first"]["shapes"], 10, "seven tasks in three boxes: {seen}");
    assert_eq!(seen["folded"]["shapes"], 2, "a box and the task behind it: {seen}");
    assert_eq!(seen["unfolded"], seen["first"]);
    // The search opens the box that the task is in, and shows why the task runs.
    assert_eq!(seen["found"], "1 of 4", "three more receive something of it: {seen}");
    let details = seen["details"].as_str().unwrap();
    assert!(details.contains("exit-handler-1/train"), "{details}");
    assert!(details.contains("argument `learning_rate` 0.5 → 0.1"), "{details}");
}

#[test]
fn pages_of_the_corpus_are_sound() {
    let (Some(browser), Some(corpus)) = (browser(), kfp_tests::corpus()) else { return };
    let names = [
        "if_elif_else_complex.yaml",
        "pipeline_with_parallelfor_parallelism.yaml",
        "collected_artifacts.yaml",
        "critical/flip_coin.yaml",
    ];
    for name in names {
        let text = std::fs::read_to_string(corpus.join("kfp-ir").join(name)).unwrap();
        let seen = read_page(&browser, &page(None, &text));
        sound(name, &seen);
        let count = |step: &str| seen[step]["shapes"].as_u64().unwrap();
        assert!(count("folded") < count("unfolded"), "{name}: {seen}");
    }
}
