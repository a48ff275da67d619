//! Any YAML or JSON as a tree whose values know their places: for files that are no pipelines, such as those of Argo.

use crate::codec::node::Data;
pub use crate::codec::node::Node;
use crate::codec::reading::Reading;
use crate::codec::scalar::{self, Plain};
use crate::codec::{Format, ReadError, json};
use crate::model::Value;
use crate::path::{IrPath, Step};
use crate::valid::{Finding, Position};

/// What a value is. Unquoted YAML is resolved as YAML 1.1 does, which Kubernetes reads, too.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'n, 'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(&'n str),
    /// A list.
    List(&'n [Node<'a>]),
    /// A map.
    Map(Entries<'n, 'a>),
}

/// The entries of a map in the order of the file; keys may be there twice.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'n, 'a>(&'n [(crate::codec::node::Key<'a>, Node<'a>)]);

impl<'n, 'a> Entries<'n, 'a> {
    /// Key, byte offset of the key, and value.
    pub fn iter(self) -> impl Iterator<Item = (&'n str, usize, &'n Node<'a>)> {
        self.0.iter().map(|(key, value)| (&*key.text, key.offset, value))
    }

    /// The value of the last entry of that key: the one that counts.
    pub fn get(self, key: &str) -> Option<&'n Node<'a>> {
        self.0.iter().rfind(|(k, _)| k.text == key).map(|(_, value)| value)
    }
}

impl<'a> Node<'a> {
    /// What it is.
    pub fn shape(&self) -> Shape<'_, 'a> {
        use crate::codec::node::Style;
        let resolved = |plain| match plain {
            Plain::Null => Some(Shape::Null),
            Plain::Bool(b) => Some(Shape::Bool(b)),
            Plain::Number(n) => Some(Shape::Number(n)),
            Plain::Text => None,
        };
        match &self.data {
            Data::List(items) => Shape::List(items),
            Data::Map(entries) => Shape::Map(Entries(entries)),
            Data::Scalar(text, Style::Text) => Shape::Text(text),
            Data::Scalar(text, Style::Plain) => {
                // Go takes `1e3` for a number, PyYAML does not; an Argo file is read by Go.
                resolved(scalar::pyyaml(text))
                    .or_else(|| resolved(scalar::go_yaml(text)))
                    .unwrap_or(Shape::Text(text))
            }
            Data::Scalar(text, Style::Literal) => match &**text {
                "true" => Shape::Bool(true),
                "false" => Shape::Bool(false),
                "null" => Shape::Null,
                text => text.parse().map_or(Shape::Text(text), Shape::Number),
            },
        }
    }

    /// The byte offset at which it starts.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What it is, for messages: `a list`, `the text ...`.
    pub fn description(&self) -> String {
        self.describe()
    }

    /// The value without its places.
    pub fn to_value(&self) -> Value {
        match self.shape() {
            Shape::Null => Value::Null,
            Shape::Bool(b) => Value::Bool(b),
            Shape::Number(n) => Value::Number(n),
            Shape::Text(text) => Value::from(text),
            Shape::List(items) => Value::List(items.iter().map(Node::to_value).collect()),
            Shape::Map(entries) => {
                Value::Struct(entries.iter().map(|(key, _, value)| (key, value.to_value())).collect())
            }
        }
    }

    /// The byte offset of a part: of the key for an entry, else of the value; of the nearest part around it that exists.
    fn offset_of(&self, steps: &[Step]) -> usize {
        let mut node = self;
        let mut offset = self.offset;
        for step in steps {
            let next = match (step, node.shape()) {
                (Step::Key(key), Shape::Map(Entries(entries))) => {
                    entries.iter().rfind(|(k, _)| k.text == *key).map(|(k, v)| (k.offset, v))
                }
                (Step::Index(index), Shape::List(items)) => items.get(*index).map(|item| (item.offset, item)),
                _ => None,
            };
            let Some((at, inner)) = next else { break };
            offset = at;
            node = inner;
        }
        offset
    }
}

/// A text with all its documents.
#[derive(Debug)]
pub struct Tree<'t> {
    text: &'t str,
    lines: Reading<'t>,
    documents: Vec<Node<'t>>,
}

impl<'t> Tree<'t> {
    /// Parses YAML or JSON; empty documents are left out. Without a format, text that starts with `{` is JSON.
    ///
    /// # Errors
    /// The text is neither, or nested too deeply.
    ///
    /// ```
    /// # #[cfg(feature = "read")] {
    /// use kfp_ir::codec::tree::{Shape, Tree};
    /// let tree = Tree::parse("kind: Workflow\nspec: {n: 1}\n", None)?;
    /// let Shape::Map(fields) = tree.documents()[0].shape() else { panic!("a map") };
    /// let spec = fields.get("spec").expect("is there");
    /// assert_eq!(tree.position(spec.offset()).map(|p| (p.line, p.column)), Some((2, 7)));
    /// # }
    /// # Ok::<(), kfp_ir::codec::ReadError>(())
    /// ```
    pub fn parse(text: &'t str, format: Option<Format>) -> Result<Self, ReadError> {
        let mut lines = Reading::of(text);
        let documents = match format.unwrap_or_else(|| super::source::guess(text)) {
            #[cfg(feature = "read")]
            Format::Yaml => super::yaml_read::parse(text, &mut lines),
            Format::Json => json::parse(text, &mut lines).map(|node| vec![node]),
        };
        match documents {
            Some(documents) if !lines.failed() => Ok(Tree { text, lines, documents }),
            _ => Err(ReadError { findings: lines.findings }),
        }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The documents that are not empty.
    pub fn documents(&self) -> &[Node<'t>] {
        &self.documents
    }

    /// The line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Option<Position> {
        self.lines.position(offset)
    }

    /// Gives findings about one document the positions of their paths.
    pub fn locate(&self, document: usize, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|f| f.position.is_none()) {
            finding.position = self.find(document, &finding.path);
        }
    }

    /// Where that part of a document is, or the nearest part around it.
    pub fn find(&self, document: usize, path: &IrPath) -> Option<Position> {
        let node = self.documents.get(document)?;
        self.position(node.offset_of(&path.0))
    }
}
