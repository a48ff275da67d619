//! The command `list`.

use kfp_dsl::Pipeline;
use kfp_dsl::author::{Body, InputDef};
use kfp_dsl::kinds::KindSpec;
use serde_json::{Map, Value as Json, json};

use super::args::{ListArgs, ListFormat};
use super::{Exit, Terminal};
use crate::params::display;
use crate::{App, Error};

pub(super) fn run(app: &App, options: &ListArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let text = match options.format {
        ListFormat::Text if app.pipelines.is_empty() => "this program has no pipelines\n".to_owned(),
        ListFormat::Text => app.pipelines.iter().map(text).collect::<Vec<_>>().join("\n"),
        ListFormat::Json => {
            let pipelines: Vec<_> = app.pipelines.iter().map(object).collect();
            format!("{:#}\n", json!({"version": 1, "pipelines": pipelines}))
        }
    };
    terminal.out(text)?;
    Ok(Exit::Ok)
}

fn text(pipeline: &Pipeline) -> String {
    let mut text = format!("{}\n", pipeline.name());
    for line in pipeline.description().lines() {
        text.push_str(format!("  {line}").trim_end());
        text.push('\n');
    }
    let rows: Vec<[String; 3]> = pipeline
        .inputs()
        .iter()
        .map(|input| {
            let need = match default(input) {
                Some(value) => format!("default {}", display(&value)),
                None if input.optional => "optional".to_owned(),
                None => "required".to_owned(),
            };
            [input.name.to_owned(), kind(input.kind).1.to_owned(), need]
        })
        .collect();
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let (names, types) = (width(0), width(1));
    if !rows.is_empty() {
        text.push_str("  inputs\n");
    }
    for [name, ty, need] in &rows {
        text.push_str(&format!("    {name:<names$}  {ty:<types$}  {need}\n"));
    }
    let components: Vec<_> = pipeline.components().iter().map(|c| c.name).collect();
    if !components.is_empty() {
        text.push_str(&format!("  components\n    {}\n", components.join(", ")));
    }
    text
}

fn object(pipeline: &Pipeline) -> Json {
    let place = pipeline.place();
    let components: Vec<_> = pipeline
        .components()
        .iter()
        .map(|component| {
            let kind = match component.body {
                Body::Rust { .. } => "rust",
                Body::Container(_) => "container",
                Body::Imported { pipeline: false, .. } => "imported",
                Body::Imported { pipeline: true, .. } => "imported-pipeline",
            };
            json!({"name": component.name, "kind": kind})
        })
        .collect();
    json!({
        "name": pipeline.name(),
        "description": pipeline.description(),
        "file": place.file,
        "line": place.line,
        "inputs": pipeline.inputs().iter().map(input_object).collect::<Vec<_>>(),
        "components": components,
    })
}

fn input_object(input: &InputDef) -> Json {
    let (kind, ty) = kind(input.kind);
    let default = default(input);
    let mut object = Map::new();
    object.insert("name".to_owned(), input.name.into());
    object.insert("kind".to_owned(), kind.into());
    object.insert("type".to_owned(), ty.into());
    object.insert("required".to_owned(), (!input.optional && input.default.is_none()).into());
    if let Some(value) = default {
        object.insert("default".to_owned(), value.into());
    }
    if let KindSpec::Parameter { literals: Some(literals), .. } = input.kind {
        object.insert("literals".to_owned(), literals().into_iter().map(Json::from).collect());
    }
    object.insert("description".to_owned(), input.docs.into());
    Json::Object(object)
}

/// The default, when the IR can hold it; building the pipeline reports one that it cannot.
fn default(input: &InputDef) -> Option<kfp_ir::model::Value> {
    input.default.and_then(|default| default().ok())
}

fn kind(kind: KindSpec) -> (&'static str, &'static str) {
    match kind {
        KindSpec::Parameter { ty, .. } => ("parameter", ty.name()),
        KindSpec::Artifact { title, .. } => ("artifact", title),
        KindSpec::ArtifactList { title, .. } => ("artifact-list", title),
    }
}
