//! Values that Argo takes in more than one form.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use kfp_ir::codec::tree::{Node, Shape};
use kfp_ir::model::Value;

use super::message::Element;
use super::reader::Reader;

/// A text that may be written as a number or truth value: the value of a parameter, a count, a limit.
///
/// Argo keeps such a number as a double, so long ones lose digits.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyText {
    /// Text.
    Text(String),
    /// A number or truth value.
    Other(Value),
}

impl AnyText {
    /// The text that Argo sees.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Other(value) => crate::to_json(value).to_string(),
        }
    }
}

impl Element for AnyText {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        match node.shape() {
            Shape::Text(text) => Some(Self::Text(text.to_owned())),
            Shape::Number(_) | Shape::Bool(_) => Some(Self::Other(node.to_value())),
            _ => cx.wrong(node, "text or a number"),
        }
    }
}

impl Serialize for AnyText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Other(value) => crate::to_json(value).serialize(serializer),
        }
    }
}

/// An object without fields, whose being there says all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Empty;

impl Element for Empty {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        cx.fields(node, "this object", &[], |_, _, _| {})?;
        Some(Empty)
    }
}

impl Serialize for Empty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }
}
