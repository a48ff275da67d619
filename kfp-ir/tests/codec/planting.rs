//! A foreign key at every object of every compiled pipeline: refused at its place, or kept where KFP keeps or ignores it.
//!
//! That a file comes back as it was could also be an echo; this shows that every object of it went through the model.

use std::collections::BTreeSet;

use kfp_ir::Document;
use kfp_ir::back::kfp;
use kfp_ir::codec::{Format, proto, read, yaml};
use kfp_ir::path::{IrPath, Step};
use kfp_ir::valid::{Finding, Info, Severity};
use serde_json::{Value, json};

use crate::corpus;

const KEY: &str = "zzForeign";

/// Fields that hold any data: `google.protobuf.Value` and `Struct`.
const DATA: &[&str] =
    &["constant", "config", "customJob", "defaultValue", "literals", "metadata", "pvcSpecPatch"];

/// The places of all objects, by the path that a foreign key in them has.
fn objects(value: &Value, at: &IrPath, found: &mut Vec<IrPath>) {
    match value {
        Value::Object(fields) => {
            found.push(at.key(KEY));
            for (key, value) in fields {
                objects(value, &at.key(key), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &at.index(index), found);
            }
        }
        _ => {}
    }
}

fn plant(document: &mut Value, path: &IrPath) {
    let mut here = document;
    let (_, above) = path.0.split_last().unwrap();
    for step in above {
        here = match step {
            Step::Key(key) => &mut here[key.as_str()],
            Step::Index(index) => &mut here[index],
        };
    }
    // Only data can hold a list under a name that nobody chose: maps hold texts or messages.
    here[KEY] = json!(["planted"]);
}

/// One of the two YAML documents of a file.
struct Part {
    name: String,
    value: Value,
    platform: bool,
}

impl Part {
    /// The file with foreign keys in this part; a platform document alone is no pipeline.
    fn planted<'p>(&self, paths: impl IntoIterator<Item = &'p IrPath>) -> (Value, String) {
        let mut value = self.value.clone();
        for path in paths {
            plant(&mut value, path);
        }
        let text = yaml::to_string(&value).unwrap();
        let before = if self.platform { "pipelineInfo: {name: p}\n---\n" } else { "" };
        (value, format!("{before}{text}"))
    }

    fn of(&self, document: &Document) -> Value {
        let json = if self.platform {
            serde_json::to_value(&document.platform)
        } else {
            serde_json::to_value(&document.pipeline)
        };
        json.unwrap()
    }
}

fn parts(test: &str) -> Vec<Part> {
    let Some(folder) = corpus::folder(test) else { return Vec::new() };
    let mut parts = Vec::new();
    for file in corpus::files(&folder.join("kfp-ir"), "yaml") {
        let document = read(&std::fs::read_to_string(&file).unwrap(), Format::Yaml).unwrap().document;
        let name = file.display().to_string();
        let value = serde_json::to_value(&document.pipeline).unwrap();
        parts.push(Part { name: name.clone(), value, platform: false });
        if let Some(platform) = &document.platform {
            parts.push(Part { name, value: serde_json::to_value(platform).unwrap(), platform: true });
        }
    }
    parts
}

fn is_data(path: &IrPath) -> bool {
    let names = path.0.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    let names: Vec<&str> = names.collect();
    let kubernetes = names.get(1) == Some(&"kubernetes");
    let executor = names.first() == Some(&"platforms") && names.get(3) == Some(&"executors");
    names.iter().any(|name| DATA.contains(name)) || (executor && !kubernetes)
}

fn in_executor(path: &IrPath) -> bool {
    matches!(path.0.first(), Some(Step::Key(key)) if key == "deploymentSpec") && path.0.len() > 1
}

/// The same path for every task, component and index.
fn shape(path: &IrPath) -> String {
    let mut shape = String::new();
    let mut named = false;
    for step in &path.0 {
        match step {
            Step::Key(_) if named => shape.push_str(".*"),
            Step::Key(key) => shape.push_str(&format!(".{key}")),
            Step::Index(_) => shape.push_str("[]"),
        }
        let map = ["components", "executors", "tasks", "parameters", "artifacts", "platforms"];
        named = !named && matches!(step, Step::Key(key) if map.contains(&key.as_str()));
    }
    shape
}

/// What a reading says of planted keys: those refused, and those kept with a warning.
fn sort(findings: &[Finding], text: &str) -> (BTreeSet<IrPath>, BTreeSet<IrPath>) {
    let (mut refused, mut warned) = (BTreeSet::new(), BTreeSet::new());
    for finding in findings.iter().filter(|f| f.code != "IR012") {
        let place = finding.position.unwrap();
        if finding.code != "IR006" {
            assert!(text[place.offset..].starts_with(KEY), "{finding}");
        }
        let (side, codes) = match finding.severity {
            Severity::Error => (&mut refused, &["IR005", "IR006"][..]),
            Severity::Warning => (&mut warned, &["IR013"][..]),
        };
        assert!(codes.contains(&finding.code), "{finding}");
        assert!(side.insert(finding.path.clone()), "twice: {finding}");
    }
    (refused, warned)
}

#[test]
fn a_foreign_key_is_refused_or_kept_at_every_object() {
    let (mut refusals, mut kept_with_warning, mut kept_as_data) = (0, 0, 0);
    for part in parts("a_foreign_key_is_refused_or_kept_at_every_object") {
        let name = &part.name;
        let mut all = Vec::new();
        objects(&part.value, &IrPath::default(), &mut all);
        let (_, text) = part.planted(&all);
        let (refused, warned) = sort(&read(&text, Format::Yaml).unwrap_err().findings, &text);
        let silent: Vec<&IrPath> =
            all.iter().filter(|p| !refused.contains(p) && !warned.contains(p)).collect();
        assert_eq!(refused.len() + warned.len() + silent.len(), all.len(), "{name}");
        for path in &silent {
            assert!(is_data(path), "{name}: nothing was said of {path}");
        }
        for path in &warned {
            assert!(in_executor(path), "{name}: kept outside of executors: {path}");
        }

        // Everything that was not refused is in every form that we write.
        let (planted, text) = part.planted(warned.iter().chain(silent.iter().copied()));
        let source = read(&text, Format::Yaml).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(sort(&source.findings, &text), (BTreeSet::new(), warned.clone()), "{name}");
        let document = source.document;
        let info = Info::default();
        let texts = [
            (kfp::yaml(&document, &info).unwrap(), Format::Yaml),
            (kfp::json(&document, &info).unwrap(), Format::Json),
        ];
        let binary = kfp::binary(&document, &info).unwrap();
        let binary = Document {
            pipeline: proto::decode(&binary.pipeline).unwrap(),
            platform: binary.platform.map(|bytes| proto::decode(&bytes).unwrap()),
        };
        let written = texts.iter().map(|(text, format)| read(text, *format).unwrap().document);
        for document in written.chain([document.clone(), binary]) {
            assert!(part.of(&document) == planted, "{name}");
        }
        refusals += refused.len();
        kept_with_warning += warned.len();
        kept_as_data += silent.len();
    }
    if corpus::folder("a_foreign_key_is_refused_or_kept_at_every_object").is_some() {
        let counts = (refusals, kept_with_warning, kept_as_data);
        assert!(refusals > 5_000 && kept_with_warning > 500 && kept_as_data > 10, "{counts:?}");
    }
}

/// Alone, so that no other key can be the reason: once for each kind of object.
#[test]
fn one_foreign_key_is_one_finding() {
    let mut seen = BTreeSet::new();
    for part in parts("one_foreign_key_is_one_finding") {
        let mut all = Vec::new();
        objects(&part.value, &IrPath::default(), &mut all);
        for path in all.iter().filter(|path| seen.insert((part.platform, shape(path)))) {
            let (_, text) = part.planted([path]);
            let found = match read(&text, Format::Yaml) {
                Ok(source) => source.findings,
                Err(error) => error.findings,
            };
            let found: Vec<&IrPath> = found.iter().filter(|f| f.code != "IR012").map(|f| &f.path).collect();
            let expected: &[&IrPath] = if is_data(path) { &[] } else { &[path] };
            assert_eq!(found, expected, "{}", part.name);
        }
    }
    if corpus::folder("one_foreign_key_is_one_finding").is_some() {
        assert!(seen.len() > 80, "{}", seen.len());
    }
}
