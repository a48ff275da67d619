//! The command `component`: what a file of one component takes, gives and runs.

use std::fmt::Write as _;

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Kind, Problem};
use kfp_import::{Import, Types, identifier};
use kfp_ir::import::Form;
use kfp_ir::model::{ArtifactTypeKind, ArtifactTypeSchema, ComponentSpec};
use serde_json::{Value as Json, json};

use crate::args::{ComponentArgs, ReportFormat};
use crate::input::{imported, refused};
use crate::report::show;

pub(crate) fn run(options: &ComponentArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let (mut input, import) = imported(&options.file)?;
    let findings = std::mem::take(&mut input.findings);
    show(&input.problems(findings), Some(&input), terminal);
    let Some(import) = import else { return Err(refused("no component can be made of", &input)) };
    let import = Import::from_ir(&input.name, import);
    let text = if options.rust {
        let function = options.name.clone().unwrap_or_else(|| function(&import, &input.name));
        let signature = import
            .signature(&function, &Types::default())
            .map_err(|e| Error::new(Kind::Invalid, Problem::new(e.to_string())))?;
        signature.shown()
    } else {
        match options.format {
            ReportFormat::Text => described(&import),
            ReportFormat::Json => format!("{:#}\n", object(&import)),
        }
    };
    terminal.out(text)?;
    Ok(Exit::Ok)
}

/// The name of the file, else that of the component.
fn function(import: &Import, file: &str) -> String {
    let stem = std::path::Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let of_file = identifier(stem.split('.').next().unwrap_or_default());
    let name =
        if file == "standard input" || of_file.is_empty() { identifier(import.name()) } else { of_file };
    if name.is_empty() { "component".to_owned() } else { name }
}

/// One input or output.
struct Row {
    name: String,
    kind: &'static str,
    ty: String,
    need: Option<&'static str>,
    default: Option<Json>,
    literals: Vec<Json>,
    description: String,
}

fn form(form: Form) -> &'static str {
    match form {
        Form::V1Component => "v1-component",
        Form::Component => "component",
        Form::Pipeline => "pipeline",
    }
}

fn artifact(schema: Option<&ArtifactTypeSchema>, list: bool) -> (&'static str, String) {
    let ty = match schema.and_then(ArtifactTypeSchema::kind) {
        Some(ArtifactTypeKind::Title(title)) => title.to_owned(),
        Some(ArtifactTypeKind::Uri(uri)) => uri.to_owned(),
        Some(ArtifactTypeKind::Instance(_)) => "own schema".to_owned(),
        None => "system.Artifact".to_owned(),
    };
    (if list { "artifacts" } else { "artifact" }, ty)
}

fn inputs(component: &ComponentSpec) -> Vec<Row> {
    let Some(inputs) = &component.input_definitions else { return Vec::new() };
    let parameters = inputs.parameters.iter().map(|(name, input)| Row {
        name: name.clone(),
        kind: "parameter",
        ty: input.parameter_type.name().to_owned(),
        need: Some(match (&input.default_value, input.is_optional) {
            (Some(_), _) => "default",
            (None, true) => "optional",
            (None, false) => "required",
        }),
        default: input.default_value.clone().map(Json::from),
        literals: input.literals.iter().cloned().map(Json::from).collect(),
        description: input.description.clone(),
    });
    let artifacts = inputs.artifacts.iter().map(|(name, input)| {
        let (kind, ty) = artifact(input.artifact_type.as_ref(), input.is_artifact_list);
        let need = Some(if input.is_optional { "optional" } else { "required" });
        let (name, description) = (name.clone(), input.description.clone());
        Row { name, kind, ty, need, default: None, literals: Vec::new(), description }
    });
    artifacts.chain(parameters).collect()
}

fn outputs(component: &ComponentSpec) -> Vec<Row> {
    let Some(outputs) = &component.output_definitions else { return Vec::new() };
    let row = |name: &String, kind, ty, description: &String| Row {
        name: name.clone(),
        kind,
        ty,
        need: None,
        default: None,
        literals: Vec::new(),
        description: description.clone(),
    };
    let artifacts = outputs.artifacts.iter().map(|(name, output)| {
        let (kind, ty) = artifact(output.artifact_type.as_ref(), output.is_artifact_list);
        row(name, kind, ty, &output.description)
    });
    let parameters = outputs.parameters.iter().map(|(name, output)| {
        row(name, "parameter", output.parameter_type.name().to_owned(), &output.description)
    });
    artifacts.chain(parameters).collect()
}

/// The images of everything that runs, once each.
fn images(import: &Import) -> Vec<String> {
    let deployment = import.document().pipeline.deployment_spec.as_ref();
    let containers =
        deployment.iter().flat_map(|d| d.executors.values()).filter_map(|e| e.container.as_ref());
    let mut images: Vec<_> = containers.map(|container| container.image.clone()).collect();
    images.sort();
    images.dedup();
    images
}

fn described(import: &Import) -> String {
    let component = import.component();
    let mut out = format!("{} ({})\n", import.name(), form(import.form()).replace('-', " "));
    for line in import.document().pipeline.pipeline_info.iter().flat_map(|info| info.description.lines()) {
        let _ = writeln!(out, "  {line}");
    }
    for (title, rows) in [("inputs", inputs(&component)), ("outputs", outputs(&component))] {
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  {title}");
        let ty =
            |row: &Row| if row.kind == "artifacts" { format!("list of {}", row.ty) } else { row.ty.clone() };
        let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        let types = rows.iter().map(|row| ty(row).chars().count()).max().unwrap_or(0);
        for row in &rows {
            let mut need = row.need.unwrap_or_default().to_owned();
            if let Some(default) = &row.default {
                let _ = write!(need, " {default}");
            }
            if !row.literals.is_empty() {
                let literals: Vec<_> = row.literals.iter().map(Json::to_string).collect();
                let _ = write!(need, ", one of {}", literals.join(", "));
            }
            let line = format!("    {:<names$}  {:<types$}  {need}", row.name, ty(row));
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    let _ = writeln!(out, "  images");
    for image in images(import) {
        let _ = writeln!(out, "    {image}");
    }
    out
}

fn object(import: &Import) -> Json {
    let component = import.component();
    let rows = |rows: Vec<Row>| {
        let object = |row: Row| {
            let mut object = serde_json::Map::new();
            object.insert("name".to_owned(), row.name.into());
            object.insert("kind".to_owned(), row.kind.into());
            object.insert("type".to_owned(), row.ty.into());
            if let Some(need) = row.need {
                object.insert("optional".to_owned(), (need != "required").into());
                object.insert("default".to_owned(), row.default.unwrap_or(Json::Null));
                object.insert("literals".to_owned(), row.literals.into());
            }
            object.insert("description".to_owned(), row.description.into());
            Json::Object(object)
        };
        rows.into_iter().map(object).collect::<Vec<_>>()
    };
    let info = import.document().pipeline.pipeline_info.clone().unwrap_or_default();
    json!({
        "version": 1,
        "name": info.name,
        "description": info.description,
        "form": form(import.form()),
        "inputs": rows(inputs(&component)),
        "outputs": rows(outputs(&component)),
        "images": images(import),
    })
}
