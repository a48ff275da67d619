//! Constants, and constants with texts in them that are put together in the run.

use std::collections::BTreeMap;

use kfp_ir::lang::placeholder::RunField;
use kfp_ir::model::{Struct, Value as IrValue};

use crate::author::graph::Handle;

/// What [`Constant`](crate::Constant) makes: a constant, or one whose texts hold values of the run.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Literal(pub(crate) Node);

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Plain(IrValue),
    Text(Vec<Part>),
    List(Vec<Node>),
    Map(BTreeMap<String, Node>),
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(String),
    Value(Handle),
    Fact(Fact),
}

/// Something that the engine knows of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    Run(RunField),
    Workspace,
}

impl From<IrValue> for Literal {
    fn from(value: IrValue) -> Self {
        Literal(Node::Plain(value))
    }
}

impl Literal {
    /// A list; plain when all items are.
    pub(crate) fn list(items: Vec<Literal>) -> Self {
        let nodes: Vec<Node> = items.into_iter().map(|item| item.0).collect();
        let plain = nodes.iter().map(Node::plain).collect::<Option<Vec<_>>>();
        Literal(plain.map_or(Node::List(nodes), |items| Node::Plain(IrValue::List(items))))
    }

    /// A map; plain when all its values are.
    pub(crate) fn map(entries: BTreeMap<String, Literal>) -> Self {
        let nodes: BTreeMap<String, Node> = entries.into_iter().map(|(key, value)| (key, value.0)).collect();
        let plain = nodes.iter().map(|(key, node)| Some((key.clone(), node.plain()?))).collect();
        let plain: Option<BTreeMap<String, IrValue>> = plain;
        Literal(plain.map_or(Node::Map(nodes), |fields| Node::Plain(IrValue::Struct(Struct(fields)))))
    }
}

impl Node {
    /// The value, when it is known before the run.
    pub(crate) fn plain(&self) -> Option<IrValue> {
        match self {
            Node::Plain(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// Calls `f` for every value in it, in order.
    pub(crate) fn visit(&self, f: &mut impl FnMut(Handle)) {
        // As deep as the Rust type of the constant.
        match self {
            Node::Plain(_) => {}
            Node::Text(parts) => parts.iter().for_each(|part| {
                if let Part::Value(handle) = part {
                    f(*handle);
                }
            }),
            Node::List(items) => items.iter().for_each(|item| item.visit(f)),
            Node::Map(fields) => fields.values().for_each(|field| field.visit(f)),
        }
    }
}
