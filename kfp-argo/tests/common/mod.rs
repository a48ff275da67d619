//! What every lowered workflow must be, whatever it came from; and small pipelines.
#![allow(
    dead_code,
    clippy::panic,
    reason = "every test binary uses a part; helpers of tests may panic as tests do"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use kfp_argo::model::Manifest;
use kfp_argo::{LowerErrors, Lowered, Options, lower};
use kfp_ir::codec::{Format, read};
use kfp_ir::valid::{Info, check};
use serde_json::Value;

/// Name and text of each YAML file below a folder of the corpus, when there is one.
pub(crate) fn corpus(folder: &str) -> Option<Vec<(String, String)>> {
    let Some(corpus) = std::env::var_os("KFP_TEST_CORPUS") else {
        assert!(std::env::var_os("KFP_TEST_REQUIRE").is_none(), "needs KFP_TEST_CORPUS");
        let _ = writeln!(std::io::stderr(), "SKIPPED: needs KFP_TEST_CORPUS, the folder of the corpus");
        return None;
    };
    let mut paths = Vec::new();
    files(&Path::new(&corpus).join(folder), &mut paths);
    let yaml = paths.iter().filter(|p| p.extension().is_some_and(|e| e == "yaml"));
    Some(yaml.map(|p| (p.display().to_string(), std::fs::read_to_string(p).unwrap())).collect())
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// A pipeline of the task `step`, whose component has that container and those ports. Fields of the root may follow.
pub(crate) fn with_component(container: &str, ports: &str, task: &str) -> String {
    let ports = ports.trim_start_matches('{').strip_suffix('}').unwrap_or_default();
    let ports = if ports.is_empty() { String::new() } else { format!("    {ports}\n") };
    format!(
        "pipelineInfo: {{name: small}}\nschemaVersion: 2.1.0\nsdkVersion: kfp-2.17.0\ndeploymentSpec:\n  executors:\n    \
         exec-step:\n      container: {container}\ncomponents:\n  comp-step:\n    executorLabel: exec-step\n{ports}root:\n  \
         dag:\n    tasks:\n{task}"
    )
}

/// The task `step` with those input parameters.
pub(crate) fn task(inputs: &str) -> String {
    format!(
        "      step:\n        taskInfo: {{name: step}}\n        componentRef: {{name: comp-step}}\n        \
         inputs: {{parameters: {inputs}}}\n"
    )
}

/// Checks and lowers.
pub(crate) fn lower_text(text: &str, options: &Options) -> Result<Lowered, LowerErrors> {
    let document = read(text, Format::Yaml).unwrap_or_else(|e| panic!("{e:#?}\n{text}")).document;
    let checked = check(&document, &options.profile.target());
    let info = checked.info.unwrap_or_else(|| panic!("{:#?}", checked.findings));
    let lowered = lower(&document, &info, options);
    if let Ok(lowered) = &lowered {
        assert!(lowered.manifests.iter().all(|m| faults(m).is_empty()), "{:?}", lowered.manifests);
    }
    lowered
}

/// Lowers what a check would refuse, too.
pub(crate) fn lower_unchecked(text: &str, options: &Options) -> Result<Lowered, LowerErrors> {
    let document = read(text, Format::Yaml).unwrap_or_else(|e| panic!("{e:#?}\n{text}")).document;
    lower(&document, &Info::default(), options)
}

/// The codes of everything that was said.
pub(crate) fn lines(result: &Result<Lowered, LowerErrors>) -> Vec<String> {
    match result {
        Ok(lowered) => lowered.losses.iter().map(|l| l.code.to_owned()).collect(),
        Err(errors) => errors.0.iter().map(|e| e.code.to_owned()).collect(),
    }
}

/// Everything that is wrong with the structure of a workflow.
pub(crate) fn faults(manifest: &Manifest) -> Vec<String> {
    let json = serde_json::to_value(manifest).unwrap();
    let templates: BTreeMap<&str, &Value> =
        list(&json["spec"]["templates"]).iter().map(|t| (text(&t["name"]), t)).collect();
    let mut faults = Vec::new();
    if !templates.contains_key(text(&json["spec"]["entrypoint"])) {
        faults.push("the entrypoint does not exist".to_owned());
    }
    if templates.len() != list(&json["spec"]["templates"]).len() {
        faults.push("two templates have the same name".to_owned());
    }
    let mut run = names(&json["spec"]["arguments"]["parameters"]);
    // What the run tells the workflows of its parts is read where it is needed.
    run.retain(|name| !name.starts_with("kfp-run-"));
    let entry = templates[text(&json["spec"]["entrypoint"])];
    if names(&entry["inputs"]["parameters"]) != run {
        faults.push("the entrypoint does not take what a run is given".to_owned());
    }
    for (name, template) in &templates {
        let inputs = names(&template["inputs"]["parameters"]);
        let files = names(&template["inputs"]["artifacts"]);
        let mut report = |what: String| faults.push(format!("{name}: {what}"));
        for_each_text(template, &mut |text| {
            for input in references(text, "inputs.parameters") {
                if !inputs.contains(input.as_str()) {
                    report(format!("reads the unknown input {input}"));
                }
            }
            for input in references(text, "inputs.artifacts") {
                if !files.contains(input.as_str()) {
                    report(format!("reads the unknown artifact {input}"));
                }
            }
        });
        tasks(template, &templates, &mut report);
    }
    faults
}

fn tasks(template: &Value, templates: &BTreeMap<&str, &Value>, report: &mut dyn FnMut(String)) {
    let tasks = list(&template["dag"]["tasks"]);
    let by_name: BTreeMap<&str, &Value> = tasks.iter().map(|t| (text(&t["name"]), t)).collect();
    if by_name.len() != tasks.len() {
        report("two tasks have the same name".to_owned());
    }
    // What a task waits for, directly or not; the tasks stand in an order in which this is known.
    let mut before: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for task in tasks {
        let name = text(&task["name"]);
        let mut all = BTreeSet::new();
        for word in task["depends"].as_str().unwrap_or_default().split(['(', ')', ' ', '|', '&']) {
            let Some((other, _)) = word.split_once('.') else { continue };
            match before.get(other) {
                Some(more) => all.extend(more.iter().cloned().chain([other.to_owned()])),
                None => report(format!("{name} waits for {other}, which is not before it")),
            }
        }
        let Some(target) = templates.get(text(&task["template"])) else {
            report(format!("{name} has no template"));
            continue;
        };
        let given = names(&task["arguments"]["parameters"]);
        let mut needed = names(&target["inputs"]["parameters"]);
        for input in list(&target["inputs"]["parameters"]).iter().filter(|p| p["default"].is_string()) {
            needed.remove(text(&input["name"]));
        }
        if given != needed {
            report(format!("{name} is given {given:?}"));
        }
        let given = names(&task["arguments"]["artifacts"]);
        let mut needed = names(&target["inputs"]["artifacts"]);
        for input in list(&target["inputs"]["artifacts"]).iter().filter(|a| a["raw"].is_object()) {
            needed.remove(text(&input["name"]));
        }
        if given != needed {
            report(format!("{name} is given the artifacts {given:?}"));
        }
        for_each_text(task, &mut |text| {
            for (other, output) in outputs(text) {
                if !all.contains(&other) {
                    report(format!("{name} reads {other} without waiting for it"));
                }
                if !gives(by_name.get(other.as_str()), templates, &output) {
                    report(format!("{name} reads {other}.{output}, which does not exist"));
                }
            }
        });
        before.insert(name, all);
    }
    for_each_text(&template["outputs"], &mut |text| {
        for (task, output) in outputs(text) {
            if !gives(by_name.get(task.as_str()), templates, &output) {
                report(format!("passes out {task}.{output}, which does not exist"));
            }
        }
    });
}

fn gives(task: Option<&&Value>, templates: &BTreeMap<&str, &Value>, output: &str) -> bool {
    let template = task.and_then(|t| templates.get(text(&t["template"])));
    let outputs = template.map(|t| &t["outputs"]);
    match output.split_once('.') {
        None => task.is_some(),
        Some((kind, name)) => outputs.is_some_and(|o| names(&o[kind]).contains(name)),
    }
}

/// The tasks that a text reads, each with `parameters.NAME`, `artifacts.NAME` or nothing but its phase.
fn outputs(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (start, close) in [("tasks['", "']"), ("{{tasks.", ".")] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(start) {
            let (task, tail) = after.split_once(close).unwrap();
            rest = tail;
            let tail = tail.trim_start_matches('.');
            let output = ["parameters", "artifacts"].into_iter().find_map(|kind| {
                let port = tail.strip_prefix(&format!("outputs.{kind}"))?;
                let port = port
                    .strip_prefix("['")
                    .and_then(|p| p.split_once("']"))
                    .or_else(|| port.strip_prefix('.').and_then(|p| p.split_once("}}")))?;
                Some(format!("{kind}.{}", port.0))
            });
            found.push((task.to_owned(), output.unwrap_or_default()));
        }
    }
    found
}

fn references(text: &str, of: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, close) in [(format!("{of}['"), "']"), (format!("{{{{{of}."), "}}")] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(&start) {
            let (name, tail) = after.split_once(close).unwrap();
            found.push(name.to_owned());
            rest = tail;
        }
    }
    found
}

pub(crate) fn for_each_text(value: &Value, f: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => f(text),
        Value::Array(items) => items.iter().for_each(|v| for_each_text(v, f)),
        Value::Object(fields) => fields.values().for_each(|v| for_each_text(v, f)),
        _ => {}
    }
}

fn names(value: &Value) -> BTreeSet<&str> {
    list(value).iter().map(|v| text(&v["name"])).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
