//! The tree between text and model: every value with its raw text, its style and its place in the file.

use std::borrow::Cow;
use std::collections::HashSet;

/// How deep values may be nested, in files that are read and in those that are written.
///
/// Compiled pipelines stay below twenty; the limit is for the values inside them, and keeps hostile files from
/// exhausting the stack.
pub const MAX_DEPTH: usize = 128;

/// One value of a file.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub(crate) data: Data<'a>,
    /// Byte offset in the source.
    pub(crate) offset: usize,
}

#[derive(Clone, Debug)]
pub(crate) enum Data<'a> {
    Scalar(Cow<'a, str>, Style),
    List(Vec<Node<'a>>),
    Map(Vec<(Key<'a>, Node<'a>)>),
}

/// How a scalar was written, which decides how its text may be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// YAML without quotes: the text says what it is.
    Plain,
    /// Quoted, or a block: text and nothing else.
    Text,
    /// A number, `true`, `false` or `null` of JSON.
    Literal,
}

#[derive(Clone, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) style: Style,
    pub(crate) offset: usize,
}

impl Node<'_> {
    pub(crate) fn is_null(&self) -> bool {
        match &self.data {
            Data::Scalar(text, Style::Plain) => super::scalar::is_null(text),
            Data::Scalar(text, Style::Literal) => text == "null",
            _ => false,
        }
    }

    /// What it is, for messages: never the name of a Rust type.
    pub(crate) fn describe(&self) -> String {
        match &self.data {
            Data::Scalar(..) if self.is_null() => "nothing".to_owned(),
            Data::Scalar(text, style) => {
                let kind = match style {
                    Style::Text => "the text ",
                    _ => "",
                };
                format!("{kind}`{}`", shorten(text))
            }
            Data::List(_) => "a list".to_owned(),
            Data::Map(_) => "a map".to_owned(),
        }
    }
}

/// Long text is cut, and its control characters are escaped, before it enters a message.
pub(crate) fn shorten(text: &str) -> String {
    const LIMIT: usize = 60;
    let mut short: String = text.chars().take(LIMIT).flat_map(escape).collect();
    if text.chars().nth(LIMIT).is_some() {
        short.push('…');
    }
    short
}

fn escape(c: char) -> impl Iterator<Item = char> {
    let escaped = c.is_control().then(|| c.escape_default());
    let kept = escaped.is_none().then_some(c);
    escaped.into_iter().flatten().chain(kept)
}

/// The keys that repeat an earlier key of the same map.
pub(crate) fn duplicates<'m, 'a>(entries: &'m [(Key<'a>, Node<'a>)]) -> Vec<&'m Key<'a>> {
    // Most maps are tiny: comparing is cheaper than hashing there.
    const SMALL: usize = 8;
    if entries.len() <= SMALL {
        let repeats = |i: usize, key: &Key<'_>| entries.iter().take(i).any(|(k, _)| k.text == key.text);
        return entries
            .iter()
            .enumerate()
            .filter(|(i, (k, _))| repeats(*i, k))
            .map(|(_, (k, _))| k)
            .collect();
    }
    let mut seen = HashSet::with_capacity(entries.len());
    entries.iter().map(|(key, _)| key).filter(|key| !seen.insert(&*key.text)).collect()
}
