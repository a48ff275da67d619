//! Importers: no pod, only a place that consumers read from, and what is known about it.

use kfp_ir::lang::placeholder::{Placeholder, Segment, Template};
use kfp_ir::model::{ImporterSpec, PipelineSpec, Value};
use kfp_ir::path::At;
use kfp_ir::target::WORKSPACE_PATH;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::artifact;
use crate::lower::facts::Facts;
use crate::lower::inputs::Bindings;
use crate::lower::source::{Carried, Place, Source};
use crate::options::{Options, Scheme};

/// The metadata by which KFP's SDK knows an artifact in the workspace (`artifact_types.py`).
const IN_WORKSPACE: &str = "_kfp_workspace";

/// An artifact that is there already.
pub(super) struct Import {
    pub(super) place: Place,
    pub(super) record: Source,
}

impl Import {
    /// What a task with an importer stands for.
    pub(super) fn new(
        cx: &mut Context<'_>,
        facts: &Facts<'_>,
        importer: &ImporterSpec,
        bindings: &Bindings<'_>,
        controlled: bool,
        path: &At<'_>,
    ) -> Option<Self> {
        if controlled {
            cx.report.error(
                "AR110",
                path,
                "an importer can neither depend on a condition nor be looped over",
                "KFP's own backend refuses it, too; put it into the graph that is conditional or looped over",
            );
            return None;
        }
        let spec = importer.artifact_uri.as_ref();
        let uri = match spec.and_then(|u| u.runtime_parameter.as_ref()) {
            Some(name) => bindings.parameter(name).map(|b| b.source.clone()),
            None => spec.and_then(|u| u.constant.clone()).map(Source::Constant),
        };
        let Some(uri) = uri else {
            cx.report.error("AR110", path, "the importer has no uri", "give it one");
            return None;
        };
        let mut fields = Vec::new();
        for (key, value) in importer.metadata.iter().flat_map(|m| &m.0) {
            let value = Expr::with_texts(value, &mut |text| Some(filled(bindings, text)))?;
            fields.push((key.clone(), value));
        }
        if importer.download_to_workspace {
            fields.push((IN_WORKSPACE.to_owned(), Expr::Bool(true)));
            cx.report.differs(
                "AR214",
                path,
                "each task that takes the artifact puts it into the workspace itself: other tasks do not find it there",
                "pass the artifact to every task that reads it",
            );
        }
        let name = facts.spec.output_definitions.iter().flat_map(|o| o.artifacts.keys()).next();
        let record = artifact::record(
            name.map_or("artifact", String::as_str),
            importer.type_schema.as_ref(),
            uri.value(),
            Expr::Map(fields),
        );
        let place = place(cx, importer, &uri, path)?;
        let record = Expr::Map(vec![("artifacts".into(), Expr::List(vec![record]))]);
        Some(Import { place, record: Source::Computed(record) })
    }
}

/// A text of the metadata, with the inputs of the importer put in.
fn filled(bindings: &Bindings<'_>, text: &str) -> Expr {
    Expr::concat(Template::parse(text).segments.into_iter().map(|segment| match segment {
        Segment::Placeholder(Placeholder::InputParameter(name), _) if bindings.parameter(&name).is_some() => {
            let value = bindings.parameter(&name).map_or(Expr::Nil, |b| b.source.value());
            super::inputs::as_text(value, Default::default())
        }
        Segment::Placeholder(other, _) => Expr::text(other.to_string()),
        Segment::Text(text) => Expr::Text(text),
    }))
}

/// Where consumers read from. Which driver reads it is fixed here, so the scheme has to be known.
fn place(cx: &mut Context<'_>, importer: &ImporterSpec, uri: &Source, path: &At<'_>) -> Option<Place> {
    let store = &cx.options.store;
    let known = match uri {
        Source::Constant(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let own = store.uri("");
    let Some(text) = known else {
        let name =
            importer.artifact_uri.as_ref().and_then(|u| u.runtime_parameter.clone()).unwrap_or_default();
        cx.report.differs(
            "AR208",
            path,
            format!(
                "the uri is only known in a run (`{name}`): it has to be below `{own}`, or the run stops"
            ),
            "import a fixed uri to read from somewhere else",
        );
        return Some(computed(cx, uri.value()));
    };
    if let Some(key) = text.strip_prefix(&own) {
        return Some(Place::Key(constant(key)));
    }
    if let Some((bucket, key)) = text.strip_prefix("gs://").and_then(|rest| rest.split_once('/')) {
        return Some(Place::Gcs(constant(bucket), constant(key)));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Some(Place::Http(constant(&text)));
    }
    let help = match store.scheme {
        Scheme::S3 | Scheme::Minio => {
            "name that bucket as the store of the workflow, or copy the file into the store"
        }
        Scheme::Gs => "copy the file into the store of the workflow",
    };
    cx.report.error(
        "AR110",
        path,
        format!("`{text}` is outside the store `{own}`, and the workflow has no credentials for it"),
        help,
    );
    None
}

/// The place of a uri that is only known in a run.
///
/// Only the own store is safe to assume: a uri outside of it has to stop the workflow, not read another file.
pub(super) fn computed(cx: &Context<'_>, uri: Expr) -> Place {
    let own = cx.options.store.uri("");
    let prefix = Expr::text(own.clone());
    let inside = Expr::Call("hasPrefix", vec![uri.clone(), prefix.clone()]);
    let key = Expr::Call("trimPrefix", vec![uri, prefix]);
    let refused = Expr::text(format!("the uri is not below {own}")).parsed();
    Place::Key(Carried::Tag(Expr::choose(inside, key, refused)))
}

/// The place of a uri that a component has reported; a file elsewhere is not read.
pub(super) fn stored(cx: &Context<'_>, uri: Expr) -> Place {
    let prefix = Expr::text(cx.options.store.uri(""));
    let inside = Expr::Call("hasPrefix", vec![uri.clone(), prefix.clone()]);
    let key = Expr::Call("trimPrefix", vec![uri, prefix]);
    Place::Key(Carried::Tag(Expr::choose(inside, key, cx.no_key())))
}

/// Text of the author in a place. A tag in it could only be a mistake; the braces keep Argo from reading it.
fn constant(part: &str) -> Carried {
    if part.contains("{{") { Carried::Tag(Expr::text(part)) } else { Carried::Text(part.to_owned()) }
}

/// The local path for an artifact, as KFP's SDK computes it.
pub(super) fn local_path(cx: &Context<'_>, uri: Expr, metadata: Option<Expr>) -> Expr {
    let path = path_of(cx, uri);
    let Some(metadata) = metadata else { return path };
    let executors = cx.pipeline.deployment_spec.iter().flat_map(|d| d.executors.values());
    let mut importers = executors.filter_map(|e| e.importer.as_ref());
    if !importers.any(|importer| importer.download_to_workspace) {
        return path;
    }
    let folder = format!("{WORKSPACE_PATH}/.artifacts");
    let inside = Expr::concat([Expr::text(folder), path.clone()]);
    Expr::choose(metadata.get(IN_WORKSPACE).equals(Expr::Bool(true)), inside, path)
}

/// The local path for a uri.
fn path_of(cx: &Context<'_>, uri: Expr) -> Expr {
    if !cx.google {
        return plain_path(uri);
    }
    let gs = || Expr::text("gs://");
    let google = Expr::Call("hasPrefix", vec![uri.clone(), gs()]);
    let folder = Expr::concat([Expr::text("/gcs/"), Expr::Call("trimPrefix", vec![uri.clone(), gs()])]);
    Expr::choose(google, folder, plain_path(uri))
}

fn plain_path(uri: Expr) -> Expr {
    let plain = Expr::Call("replace", vec![uri, Expr::text("://"), Expr::text("/")]);
    Expr::concat([Expr::text("/"), plain])
}

/// Whether any artifact is in Google Cloud Storage, whose local folder is not called as its scheme.
pub(super) fn uses_google(pipeline: &PipelineSpec, options: &Options) -> bool {
    let executors = pipeline.deployment_spec.iter().flat_map(|d| d.executors.values());
    let uris = executors.filter_map(|e| e.importer.as_ref()?.artifact_uri.as_ref()?.constant.as_ref());
    let google = |uri: &Value| matches!(uri, Value::String(text) if text.starts_with("gs://"));
    options.store.scheme == Scheme::Gs || uris.into_iter().any(google)
}
