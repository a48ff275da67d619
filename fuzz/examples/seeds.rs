//! `seeds FOLDER [CORPUS]`: writes what each target starts from, out of our own compiled pipelines and, if there is one,
//! a folder of IR files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kfp_ir::Document;
use kfp_ir::back::kfp;
use kfp_ir::codec::{Format, read};
use kfp_ir::valid::Info;
use serde_json::Value as Json;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        eprintln!("error: no folder\nhelp: `seeds FOLDER [CORPUS]`");
        return ExitCode::FAILURE;
    };
    match run(&folder, arguments.next().as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write the seeds: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, corpus: Option<&Path>) -> std::io::Result<()> {
    for (target, _) in kfp_fuzz::TARGETS {
        fs::create_dir_all(folder.join(target))?;
    }
    let mut documents: Vec<Document> = Vec::new();
    documents.extend(
        kfp_fuzz::base_documents()
            .iter()
            .filter_map(|text| read(text, Format::Json).ok())
            .map(|s| s.document),
    );
    for path in files(corpus)? {
        documents.extend(
            fs::read_to_string(path).ok().and_then(|text| read(&text, Format::Yaml).ok()).map(|s| s.document),
        );
    }
    let mut texts = BTreeSet::new();
    for (number, document) in documents.iter().enumerate() {
        let write = |target: &str, kind: &str, bytes: &[u8]| {
            fs::write(folder.join(target).join(format!("{number}-{kind}")), bytes)
        };
        let unchecked = Info::default();
        let Ok(json) = kfp::json(document, &unchecked) else { continue };
        write("json", "document", json.as_bytes())?;
        write("check_emit", "document", json.as_bytes())?;
        if let Ok(yaml) = kfp::yaml(document, &unchecked) {
            write("yaml", "document", yaml.as_bytes())?;
        }
        if let Ok(binary) = kfp::binary(document, &unchecked) {
            write("proto", "pipeline", &[&[0], binary.pipeline.as_slice()].concat())?;
            write("check_emit", "binary", &[&[255], binary.pipeline.as_slice()].concat())?;
            if let Some(platform) = binary.platform {
                write("proto", "platform", &[&[1], platform.as_slice()].concat())?;
            }
        }
        if let Ok(json) = serde_json::from_str(&json) {
            strings(&json, &mut texts);
        }
    }
    for (number, text) in texts.iter().enumerate() {
        let name = format!("text-{number}");
        if text.contains("inputs.parameter_values") {
            fs::write(folder.join("conditions").join(&name), text)?;
        }
        if text.contains("{{") || text.contains("parseJson") {
            fs::write(folder.join("placeholders").join(&name), text)?;
        }
    }
    // One way to change each of our pipelines.
    for number in 0..kfp_fuzz::base_documents().len() {
        let byte = u8::try_from(number).unwrap_or_default();
        fs::write(
            folder.join("check_emit").join(format!("change-{number}")),
            [byte, 0, 9, 0, 1, 1, 20, 0, 60, 0],
        )?;
    }
    println!("seeds of {} documents in {}", documents.len(), folder.display());
    Ok(())
}

fn files(folder: Option<&Path>) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folder.map(Path::to_owned).into_iter().collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn strings(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::String(text) if text.len() < 2_000 => drop(found.insert(text.clone())),
        Json::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Json::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}
