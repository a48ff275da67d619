//! Values and sources as people read them.

use kfp_ir::codec::canonical;
use kfp_ir::flat::{Flat, Source};
use kfp_ir::model::Value;

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// A value as JSON, on one line and not too long.
pub(crate) fn value(value: &Value) -> String {
    shorten(&match value {
        // Without the escapes that only hashing needs.
        Value::String(text) => format!("{text:?}"),
        other => canonical::to_string(other),
    })
}

pub(crate) fn shorten(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN - 1).collect();
    format!("{start}…")
}

/// Where a value comes from.
pub(crate) fn source(flat: &Flat<'_>, from: &Source<'_>) -> String {
    match from {
        Source::Constant(constant, _) => value(constant),
        Source::Input(name) => match default(flat, name) {
            Some(default) => value(default),
            None => format!("pipeline input `{name}`"),
        },
        Source::Output(id, key) => format!("`{}` of `{}`", key, flat.path(*id)),
        Source::Collected(each) => format!("all {}", source(flat, each)),
        Source::OneOf(all) => {
            let all: Vec<_> = all.iter().map(|one| source(flat, one)).collect();
            format!("the first of {}", all.join(", "))
        }
        Source::Item(id) => format!("an item of `{}`", flat.path(*id)),
        Source::Select(selector, of) => format!("`{selector}` of {}", source(flat, of)),
        Source::Status(id) => format!("the status of `{}`", flat.path(*id)),
        Source::Text(of) => source(flat, of),
        Source::Nothing => "nothing".to_owned(),
    }
}

pub(crate) fn default<'d>(flat: &Flat<'d>, name: &str) -> Option<&'d Value> {
    let root = flat.document().pipeline.root.as_ref()?;
    root.input_definitions.as_ref()?.parameters.get(name)?.default_value.as_ref()
}
