//! An expression that somebody wrote, as a tree with places.

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ast {
    /// Byte offset in the text.
    pub(super) at: usize,
    pub(super) node: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Nil,
    Bool,
    Whole,
    Fraction,
    Text(String),
    Name(String),
    /// `#`, `#acc`, `#index` and `.field` inside a predicate.
    Pointer,
    /// `of.key`, `of["key"]`, `of[0]`; whether the value may be missing.
    Member {
        of: Box<Ast>,
        key: Box<Ast>,
        optional: bool,
    },
    /// `of[from:to]`.
    Slice(Box<Ast>, Vec<Ast>),
    Call(Box<Ast>, Vec<Ast>),
    List(Vec<Ast>),
    Map(Vec<(Ast, Ast)>),
    Unary(&'static str, Box<Ast>),
    Binary(&'static str, Box<Ast>, Box<Ast>),
    If(Box<[Ast; 3]>),
    /// `let name = value; body`.
    Let(String, Box<Ast>, Box<Ast>),
    /// `{# > 1}` or a bare expression as the predicate of `filter` and its like.
    Predicate(Box<Ast>),
    /// `a; b`.
    Sequence(Vec<Ast>),
}

impl Ast {
    pub(super) fn new(at: usize, node: Node) -> Self {
        Ast { at, node }
    }

    /// The names of a chain of members that starts with a name: `tasks["a"].status` is `tasks`, `a`, `status`. A key that is
    /// computed ends the chain.
    pub(super) fn chain(&self) -> Option<Vec<&str>> {
        match &self.node {
            Node::Name(name) => Some(vec![name]),
            Node::Member { of, key, .. } => {
                let mut chain = of.chain()?;
                match &key.node {
                    Node::Text(key) => chain.push(key),
                    _ => return None,
                }
                Some(chain)
            }
            _ => None,
        }
    }
}
