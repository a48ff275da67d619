//! Importers of a program, made with the calls that authors have.

use kfp_dsl::author::{Call as _, ImporterCall, Parts};
use kfp_dsl::{Artifact, ArtifactType, Dataset, Html, Markdown, Metrics, Model, importer};
use serde_json::Value as Json;

use super::build::Builder;
use super::program::{Arg, Art, Const, Importer, Task, URI};

/// The call of an importer.
pub(super) fn parts(builder: &Builder<'_>, importer: &Importer, task: &Task) -> Parts {
    match importer.art {
        Art::Artifact => typed::<Artifact>(builder, importer, task),
        Art::Dataset => typed::<Dataset>(builder, importer, task),
        Art::Model => typed::<Model>(builder, importer, task),
        Art::Metrics => typed::<Metrics>(builder, importer, task),
        Art::Html => typed::<Html>(builder, importer, task),
        Art::Markdown => typed::<Markdown>(builder, importer, task),
    }
}

fn typed<T: ArtifactType>(builder: &Builder<'_>, wanted: &Importer, task: &Task) -> Parts {
    let mut call: ImporterCall<T> = match task.arguments.get(URI) {
        Some(Arg::Value(value)) => importer::<T>(builder.value(value).typed::<String>()),
        Some(Arg::Constant(Const::Text(address))) => importer::<T>(address.as_str()),
        other => unreachable!("{other:?} is no address"),
    };
    if wanted.reimport {
        call = call.reimport();
    }
    if wanted.workspace {
        call = call.download_to_workspace();
    }
    for key in wanted.inputs.iter().map(|input| &input.name).filter(|name| *name != URI) {
        call = match task.arguments.get(key) {
            Some(Arg::Constant(value)) => call.metadata(key, json(value)),
            Some(Arg::Value(value)) => call.metadata(key, builder.value(value).typed::<i64>()),
            Some(Arg::Text(pieces)) => call.metadata(key, builder.text(pieces)),
            Some(Arg::Texts(texts)) => {
                let texts: Vec<_> = texts.iter().map(|pieces| builder.text(pieces)).collect();
                call.metadata(key, texts)
            }
            None => call,
        };
    }
    call.into_parts()
}

fn json(value: &Const) -> Json {
    match value {
        Const::Text(text) => text.as_str().into(),
        Const::Int(number) => (*number).into(),
        Const::Num(number) => (*number).into(),
        Const::Flag(flag) => (*flag).into(),
        Const::List(items) => items.iter().map(json).collect(),
        Const::Map(fields) => fields.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
    }
}
