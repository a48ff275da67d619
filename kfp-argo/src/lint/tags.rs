//! The tags in a text, and all texts of an object.

use kfp_ir::model::Value;
use kfp_ir::path::IrPath;

/// A `{{...}}` in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// What is between the braces; an expression without its `=`.
    pub(super) inner: &'t str,
    pub(super) expression: bool,
    /// Byte offset of the tag in the text.
    pub(super) at: usize,
}

impl Tag<'_> {
    /// Byte offset of what is between the braces.
    pub(super) fn inner_at(&self) -> usize {
        self.at + 2 + usize::from(self.expression)
    }
}

/// The tags of a text, as Argo finds them: the first `}}` ends a tag.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("{{")).map(|i| from + i) {
        let Some(length) = text.get(start + 2..).and_then(|rest| rest.find("}}")) else { break };
        let inner = text.get(start + 2..start + 2 + length).unwrap_or_default();
        let expression = inner.starts_with('=');
        found.push(Tag { inner: inner.strip_prefix('=').unwrap_or(inner), expression, at: start });
        from = start + 2 + length + 2;
    }
    found
}

/// Each text of a value with its place, except below the keys that `skip` names at the top.
pub(super) fn texts(value: &Value, path: &IrPath, skip: &[&str], found: &mut dyn FnMut(&str, &IrPath)) {
    match value {
        Value::String(text) => found(text, path),
        Value::List(items) => {
            for (i, item) in items.iter().enumerate() {
                texts(item, &path.index(i), &[], found);
            }
        }
        Value::Struct(fields) => {
            for (key, value) in &fields.0 {
                if !skip.contains(&key.as_str()) {
                    texts(value, &path.key(key), &[], found);
                }
            }
        }
        _ => {}
    }
}
