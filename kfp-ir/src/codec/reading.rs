//! The state of one reading: where it is, and what it found.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::codec::error::code;
use crate::codec::field::Element as _;
use crate::codec::node::{Data, Key, Node, Style, duplicates, shorten};
use crate::codec::scalar::{self, Plain};
use crate::codec::suggest::nearest;
use crate::model::Value;
use crate::path::{At, IrPath};
use crate::valid::{Finding, Position, Severity};

/// What happens to fields that a message does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// They are errors, as in KFP's API server.
    #[default]
    Refused,
    /// They are kept as they are: inside a deployment spec, where KFP ignores them.
    Kept,
    /// They are left out.
    Dropped,
}

/// Collects what one reading finds.
#[derive(Debug, Default)]
pub struct Reading<'t> {
    text: Option<&'t str>,
    lines: OnceCell<Vec<usize>>,
    pub(crate) unknown: Unknown,
    /// Unknown fields that are kept, until the message around them takes them.
    pub(crate) kept: Vec<(IrPath, Value)>,
    /// How many messages of the binary form are open.
    #[cfg(feature = "proto")]
    pub(crate) depth: usize,
    pub(crate) findings: Vec<Finding>,
    failed: bool,
}

impl<'t> Reading<'t> {
    /// Of a text, so that findings get a line and a column.
    pub(crate) fn of(text: &'t str) -> Self {
        Reading { text: Some(text), ..Reading::default() }
    }

    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    /// Line and column of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> Option<Position> {
        let text = self.text?;
        let lines = self
            .lines
            .get_or_init(|| std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect());
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = text.get(start..offset).map_or(0, |s| s.chars().count()) + 1;
        Some(Position { line, column, offset })
    }

    pub(crate) fn report(
        &mut self,
        code: &'static str,
        severity: Severity,
        offset: usize,
        at: At<'_>,
        message: String,
        help: Option<String>,
    ) {
        let position = self.position(offset);
        self.failed |= severity == Severity::Error;
        self.findings.push(Finding { code, severity, message, path: at.path(), position, help });
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        offset: usize,
        at: At<'_>,
        message: String,
        help: Option<String>,
    ) {
        self.report(code, Severity::Error, offset, at, message, help);
    }

    /// A value of another type than expected.
    pub(crate) fn wrong_type(&mut self, node: &Node<'_>, at: At<'_>, expected: &str) {
        let message = format!("expected {expected}, found {}", node.describe());
        self.error(code::WRONG_TYPE, node.offset, at, message, None);
    }

    /// The entries of a map.
    pub(crate) fn map<'n, 'a>(
        &mut self,
        node: &'n Node<'a>,
        at: At<'_>,
        expected: &str,
    ) -> Option<&'n [(Key<'a>, Node<'a>)]> {
        match &node.data {
            Data::Map(entries) => {
                for key in duplicates(entries) {
                    let message = format!("the key `{}` is here twice", shorten(&key.text));
                    let help = Some("readers keep either of them: remove one".to_owned());
                    self.error(code::DUPLICATE_KEY, key.offset, at.key(&key.text), message, help);
                }
                Some(entries)
            }
            _ => {
                self.wrong_type(node, at, expected);
                None
            }
        }
    }

    /// The entries of a map, taken out of it: the memory of what is read is free for what is made of it.
    pub(crate) fn take_map<'a>(
        &mut self,
        node: &mut Node<'a>,
        at: At<'_>,
        expected: &str,
    ) -> Option<Vec<(Key<'a>, Node<'a>)>> {
        self.map(node, at, expected)?;
        match &mut node.data {
            Data::Map(entries) => Some(std::mem::take(entries)),
            _ => None,
        }
    }

    /// The items of a list, taken out of it.
    pub(crate) fn take_list<'a>(&mut self, node: &mut Node<'a>, at: At<'_>) -> Option<Vec<Node<'a>>> {
        self.list(node, at)?;
        match &mut node.data {
            Data::List(items) => Some(std::mem::take(items)),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn list<'n, 'a>(&mut self, node: &'n Node<'a>, at: At<'_>) -> Option<&'n [Node<'a>]> {
        match &node.data {
            Data::List(items) => Some(items),
            _ => {
                self.wrong_type(node, at, "a list");
                None
            }
        }
    }

    /// The key of a map entry, with a warning where KFP would see another one.
    pub(crate) fn map_key<'n>(&mut self, key: &'n Key<'_>, at: At<'_>) -> &'n str {
        if key.style == Style::Plain && scalar::go_yaml(&key.text) != Plain::Text {
            self.readers_differ(&key.text, key.offset, at, "text here, as a key");
        }
        &key.text
    }

    pub(crate) fn readers_differ(&mut self, text: &str, offset: usize, at: At<'_>, meaning: &str) {
        let message = format!(
            "`{}` without quotes is {meaning}, but other YAML readers see something else",
            shorten(text)
        );
        let help = Some(format!("write {:?} for text, or another spelling of the value", shorten(text)));
        self.report(code::READERS_DIFFER, Severity::Warning, offset, at, message, help);
    }

    /// A field that the message does not have.
    pub(crate) fn unknown_field(
        &mut self,
        key: &Key<'_>,
        value: &Node<'_>,
        at: At<'_>,
        message: &str,
        known: &[&'static str],
    ) {
        let here = at.key(&key.text);
        let text = format!("`{message}` has no field `{}`", shorten(&key.text));
        let near = nearest(&key.text, known.iter().copied()).map(|n| format!("did you mean `{n}`?"));
        match self.unknown {
            Unknown::Refused => {
                let help = near.unwrap_or_else(|| format!("it has {}", list(known)));
                self.error(code::UNKNOWN_FIELD, key.offset, here, text, Some(help));
            }
            Unknown::Kept => {
                let text = format!("{text}: KFP ignores it");
                self.report(code::IGNORED_FIELD, Severity::Warning, key.offset, here, text, near);
                if let Some(value) = Value::read(&mut value.clone(), here, self) {
                    self.kept.push((here.path(), value));
                }
            }
            Unknown::Dropped => {}
        }
    }

    /// A name that an enumeration does not have.
    pub(crate) fn unknown_name(&mut self, node: &Node<'_>, at: At<'_>, known: &[&'static str]) {
        let help = match &node.data {
            Data::Scalar(text, _) => {
                nearest(text, known.iter().copied()).map(|n| format!("did you mean `{n}`?"))
            }
            _ => None,
        };
        let help = help.unwrap_or_else(|| format!("it is one of {}", list(known)));
        let message = format!("unknown name {}", node.describe().trim_start_matches("the text "));
        self.error(code::UNKNOWN_NAME, node.offset, at, message, Some(help));
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

/// The JSON name of a field given by either of its names: protobuf's JSON form accepts `is_optional`, too.
///
/// Other spellings (`is__optional`, `_isOptional`) stay what they are, and no field has them.
pub(crate) fn json_name(key: &str) -> Cow<'_, str> {
    // KFP's protobuf file spells this one field as in JSON, so that is its only name.
    const ONLY_NAME: &str = "pipeline_config";
    let snake = key.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    let words = !key.contains("__") && !key.starts_with('_') && !key.ends_with('_');
    if !key.contains('_') || !snake || !words || key == ONLY_NAME {
        return Cow::Borrowed(key);
    }
    let mut name = String::with_capacity(key.len());
    let mut upper = false;
    for c in key.chars() {
        match c {
            '_' => upper = true,
            _ if upper => {
                name.push(c.to_ascii_uppercase());
                upper = false;
            }
            _ => name.push(c),
        }
    }
    Cow::Owned(name)
}
