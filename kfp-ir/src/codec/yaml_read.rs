//! YAML text to a tree, without recursion: the parser's events drive a stack.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, Tag};

use crate::codec::MAX_DEPTH;
use crate::codec::error::code;
use crate::codec::node::{Data, Key, Node, Style};
use crate::codec::reading::Reading;
use crate::path::At;

/// How many values aliases may add to a YAML file. Compiled pipelines have no aliases at all.
pub const MAX_ALIASED: usize = 100_000;

/// Parses all documents of a YAML text. Empty documents are left out; reports and returns `None` if it is no YAML.
pub(crate) fn parse<'a>(text: &'a str, cx: &mut Reading<'_>) -> Option<Vec<Node<'a>>> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    // The parser counts both styles for themselves, the tree together.
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let failure = match event {
            Ok((event, span)) => builder.event(event, &span).err(),
            Err(error) => Some(syntax_error(&error, text.len())),
        };
        if let Some(Failure { offset, code, message, help }) = failure {
            cx.error(code, offset, At::default(), message, help.map(str::to_owned));
            return None;
        }
    }
    Some(builder.documents)
}

struct Failure {
    offset: usize,
    code: &'static str,
    message: String,
    help: Option<&'static str>,
}

/// A collection whose end has not come yet.
struct Open<'a> {
    kind: Kind,
    /// Byte offset in the source.
    offset: usize,
    anchor: usize,
    /// Where its entries or items begin.
    start: usize,
    /// The key of a map that waits for its value.
    key: Option<Key<'a>>,
}

#[derive(Clone, Copy)]
enum Kind {
    List,
    Map,
}

#[derive(Default)]
struct Builder<'a> {
    documents: Vec<Node<'a>>,
    open: Vec<Open<'a>>,
    /// What the open maps and lists hold so far, the innermost last: each gets as much room as it needs when it ends.
    entries: Vec<(Key<'a>, Node<'a>)>,
    items: Vec<Node<'a>>,
    anchors: HashMap<usize, Node<'a>>,
    aliased: usize,
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>, span: &Span) -> Result<(), Failure> {
        let offset = span.start.byte_offset().unwrap_or_default();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let style = scalar_style(style, tag.as_deref(), offset)?;
                self.complete(Node { data: Data::Scalar(text, style), offset }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => self.begin(Kind::List, anchor, tag.as_deref(), offset),
            Event::MappingStart(_, anchor, tag) => self.begin(Kind::Map, anchor, tag.as_deref(), offset),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open { kind, offset, anchor, start, .. }) => {
                    let data = match kind {
                        Kind::List => Data::List(self.items.drain(start..).collect()),
                        Kind::Map => Data::Map(self.entries.drain(start..).collect()),
                    };
                    self.complete(Node { data, offset }, anchor)
                }
                None => Ok(()),
            },
            Event::Alias(id) => self.alias(id, offset),
            Event::DocumentEnd => {
                self.anchors.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, kind: Kind, anchor: usize, tag: Option<&Tag>, offset: usize) -> Result<(), Failure> {
        let (own_tag, start) = match kind {
            Kind::List => ("seq", self.items.len()),
            Kind::Map => ("map", self.entries.len()),
        };
        if tag.is_some_and(|t| !t.is_yaml_core_schema_tag(own_tag)) {
            return Err(tagged(offset));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(offset));
        }
        self.open.push(Open { kind, offset, anchor, start, key: None });
        Ok(())
    }

    /// A whole value: the next key or value of the innermost open collection, or a document.
    fn complete(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Failure> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(Open { kind, key, .. }) = self.open.last_mut() else {
            if !node.is_null() {
                self.documents.push(node);
            }
            return Ok(());
        };
        match kind {
            Kind::List => self.items.push(node),
            Kind::Map => match key.take() {
                Some(key) => self.entries.push((key, node)),
                None => *key = Some(as_key(node)?),
            },
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, offset: usize) -> Result<(), Failure> {
        let Some(node) = self.anchors.get(&id) else {
            return Err(Failure {
                offset,
                code: code::ALIAS,
                message: "an alias within the value that it stands for".to_owned(),
                help: Some("write the value out"),
            });
        };
        let (count, depth) = extent(node, MAX_ALIASED - self.aliased.min(MAX_ALIASED));
        self.aliased += count;
        if self.aliased > MAX_ALIASED {
            return Err(Failure {
                offset,
                code: code::ALIAS,
                message: format!("aliases add more than {MAX_ALIASED} values"),
                help: Some("write the values out"),
            });
        }
        if self.open.len() + depth > MAX_DEPTH {
            return Err(too_deep(offset));
        }
        let mut copy = node.clone();
        copy.offset = offset;
        self.complete(copy, 0)
    }
}

/// How many values a node holds, counted up to a limit, and how deep they go.
fn extent(node: &Node<'_>, limit: usize) -> (usize, usize) {
    let mut count = 0;
    let mut deepest = 0;
    let mut todo = vec![(node, 0)];
    while let Some((node, depth)) = todo.pop() {
        count += 1;
        if count > limit {
            break;
        }
        deepest = deepest.max(depth);
        match &node.data {
            Data::Scalar(..) => {}
            Data::List(items) => todo.extend(items.iter().map(|n| (n, depth + 1))),
            Data::Map(entries) => todo.extend(entries.iter().map(|(_, n)| (n, depth + 1))),
        }
    }
    (count, deepest)
}

fn scalar_style(style: ScalarStyle, tag: Option<&Tag>, offset: usize) -> Result<Style, Failure> {
    match tag {
        None if style == ScalarStyle::Plain => Ok(Style::Plain),
        None => Ok(Style::Text),
        Some(tag) if tag.is_yaml_core_schema_tag("str") => Ok(Style::Text),
        Some(_) => Err(tagged(offset)),
    }
}

fn as_key(node: Node<'_>) -> Result<Key<'_>, Failure> {
    let unsupported = |message: &str, help| {
        Err(Failure {
            offset: node.offset,
            code: code::UNSUPPORTED,
            message: message.to_owned(),
            help: Some(help),
        })
    };
    match node.data {
        Data::Scalar(Cow::Borrowed("<<"), Style::Plain) => {
            unsupported("merge keys are not supported", "write the merged entries out")
        }
        Data::Scalar(text, style) => Ok(Key { text, style, offset: node.offset }),
        _ => unsupported("a key must be text", "IR files have maps with text keys only"),
    }
}

fn tagged(offset: usize) -> Failure {
    Failure {
        offset,
        code: code::UNSUPPORTED,
        message: "tags are not supported".to_owned(),
        help: Some("remove the tag; quote the value if it is text"),
    }
}

fn syntax_error(error: &ScanError, end: usize) -> Failure {
    let offset = error.marker().byte_offset().unwrap_or(end);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => too_deep(offset),
        _ => {
            Failure { offset, code: code::SYNTAX, message: format!("not YAML: {}", error.info()), help: None }
        }
    }
}

fn too_deep(offset: usize) -> Failure {
    Failure {
        offset,
        code: code::DEPTH,
        message: format!("nested deeper than {MAX_DEPTH} levels"),
        help: None,
    }
}
