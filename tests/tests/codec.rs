//! What our codecs write, read by the readers of the Python and Go worlds.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kfp_ir::back::kfp::{self, ManifestOptions};
use kfp_ir::codec::{Format, read, yaml};
use kfp_ir::target::Target;
use kfp_ir::valid::check;
use kfp_tests::{Engine, corpus, files_below};
use serde_json::{Value, json};

/// Pieces that some reader gives a meaning; joined in pairs they make strings that nobody thought of.
const PIECES: &[&str] = &[
    "",
    " ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "-",
    "- ",
    "--- ",
    "...",
    "?",
    "? ",
    ":",
    ": ",
    "#",
    " #",
    "&a",
    "*a",
    "!",
    "!!str ",
    "|",
    "|-",
    ">",
    ">+",
    "'",
    "\"",
    "\\",
    "\\n",
    "%",
    "@",
    "`",
    "{",
    "}",
    "[",
    "]",
    ",",
    "{{a}}",
    "<<",
    "=",
    "~",
    "null",
    "true",
    "yes",
    "y",
    "No",
    "on",
    "0",
    "-1",
    "+1",
    "1_0",
    "012",
    "0o12",
    "0x1F",
    "0b1",
    "1:30",
    "1e3",
    "1.",
    ".5",
    ".inf",
    ".NaN",
    "2001-01-01",
    "2001-01-01T00:00:00Z",
    "a",
    "ä",
    "€",
    "\u{1F600}",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{a0}",
    "\u{200b}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{e000}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10ffff}",
];

/// The strings as values of a list, as keys, and as values inside a list of maps.
fn everywhere(strings: &[String]) -> Value {
    let keys: BTreeMap<&str, &str> = strings.iter().map(|text| (text.as_str(), text.as_str())).collect();
    let maps: Vec<Value> = strings.iter().map(|text| json!({"name": text, "args": [text]})).collect();
    json!({"values": strings, "keys": keys, "maps": maps})
}

/// Writes the value by our emitter and lets every reader compare.
#[track_caller]
fn reads_back(value: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let (text, expected) = (folder.path().join("value.yaml"), folder.path().join("value.json"));
    fs::write(&text, yaml::to_string(value).unwrap()).unwrap();
    fs::write(&expected, value.to_string()).unwrap();
    let pair = [text, expected];
    for engine in [Engine::PyYaml, Engine::GoYaml] {
        let Some(verdicts) = engine.judge(&pair) else { return };
        verdicts.assert_accepted();
    }
}

#[test]
fn the_corpus_of_hostile_strings_reads_back_everywhere() {
    let Some(corpus) = corpus() else { return };
    let text = fs::read_to_string(corpus.join("hostile-yaml-strings.json")).unwrap();
    let hostile: Value = serde_json::from_str(&text).unwrap();
    let values = hostile["vals"].as_array().unwrap().iter().map(|item| item["v"].as_str().unwrap());
    let keys = hostile["keys"].as_object().unwrap().keys().map(String::as_str);
    let strings: Vec<String> = values.chain(keys).map(String::from).collect();
    assert!(strings.len() > 300, "only {} strings", strings.len());
    let numbers: Vec<f64> = hostile["nums"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    reads_back(&json!({"strings": everywhere(&strings), "numbers": numbers}));
}

#[test]
fn pairs_of_pieces_read_back_everywhere() {
    let strings: Vec<String> =
        PIECES.iter().flat_map(|one| PIECES.iter().map(move |other| format!("{one}{other}"))).collect();
    reads_back(&everywhere(&strings));
}

#[test]
fn pieces_inside_lines_read_back_everywhere() {
    let strings: Vec<String> = PIECES
        .iter()
        .flat_map(|one| {
            [format!("a {one}"), format!("{one} a"), format!("a\n{one}\n b"), format!("  {one}\na\n")]
        })
        .collect();
    reads_back(&everywhere(&strings));
}

#[test]
fn kfps_own_files_written_again_are_the_same_messages() {
    let Some(corpus) = corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files = files_below(&corpus.join("kfp-ir"), &["yaml"]).unwrap();
    // It loops over artifacts, which KFP's driver refuses when the pipeline runs; our check refuses it before.
    files.retain(|file| !file.ends_with("pipeline_with_parallelfor_list_artifacts_GH-12033.yaml"));
    let mut pairs = Vec::new();
    for (index, file) in files.iter().enumerate() {
        pairs.extend(rewritten(folder.path(), index, file));
    }
    let Some(verdicts) = Engine::KfpMessage.judge(&pairs) else { return };
    verdicts.assert_accepted();
    assert!(verdicts.len() > 4 * 90, "only {} files", verdicts.len());

    let written = files_below(folder.path(), &["yaml"]).unwrap();
    let (manifests, pipelines): (Vec<_>, Vec<_>) =
        written.into_iter().partition(|path| path.to_string_lossy().ends_with("manifest.yaml"));
    for engine in [Engine::KfpApiServer, Engine::KfpSdk] {
        let Some(verdicts) = engine.judge(&pipelines) else { return };
        verdicts.assert_accepted();
    }
    let Some(verdicts) = Engine::Kubernetes.judge(&manifests) else { return };
    verdicts.assert_accepted();
}

/// Reads a file and writes it in every form; gives pairs of the new files and the old one.
fn rewritten(folder: &Path, index: usize, file: &Path) -> Vec<PathBuf> {
    let source = read(&fs::read_to_string(file).unwrap(), Format::Yaml)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let document = &source.document;
    let checked = check(document, &Target::Kfp217);
    let info = checked.info.unwrap_or_else(|| panic!("{}: {:#?}", file.display(), checked.findings));
    let binary = kfp::binary(document, &info).unwrap();
    let options = ManifestOptions { name: Some(format!("pipeline-{index}")), ..ManifestOptions::default() };
    let mut forms = vec![
        ("yaml", kfp::yaml(document, &info).unwrap().into_bytes()),
        ("json", kfp::json(document, &info).unwrap().into_bytes()),
        ("manifest.yaml", kfp::manifest(document, &info, &options).unwrap().into_bytes()),
        ("pb", binary.pipeline),
    ];
    forms.extend(binary.platform.map(|platform| ("platform.pb", platform)));
    let write = |(extension, content): (&str, Vec<u8>)| {
        let path = folder.join(format!("{index}.{extension}"));
        fs::write(&path, content).unwrap();
        [path, file.to_owned()]
    };
    forms.into_iter().flat_map(write).collect()
}
