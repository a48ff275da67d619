//! How a type of Argo is declared: its fields once, and reading and writing from that.

use serde::ser::Serialize;

use kfp_ir::codec::tree::{Node, Shape};
use kfp_ir::model::Value;

use super::Map;
use super::reader::Reader;

/// Something that a field can hold.
pub(crate) trait Element: Sized + Serialize {
    /// Reads it. What does not fit is reported, and `None` comes back.
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self>;
}

/// Declares types: Rust name, type and file name of each field.
macro_rules! objects {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty = $json:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $(#[doc = concat!("`", $json, "`.")] pub $field: Option<$ty>,)*
        }

        impl $crate::object::message::Element for $name {
            fn read(
                node: &kfp_ir::codec::tree::Node<'_>,
                cx: &mut $crate::object::reader::Reader,
            ) -> Option<Self> {
                let mut object = Self::default();
                cx.fields(node, stringify!($name), &[$($json),*], |field, value, cx| match field {
                    $($json => object.$field = cx.optional(value),)*
                    _ => {}
                })?;
                Some(object)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;

                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = &self.$field {
                    map.serialize_entry($json, value)?;
                })*
                map.end()
            }
        }
    )*};
}
pub(super) use objects;

impl Element for String {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        match node.shape() {
            Shape::Text(text) => Some(text.to_owned()),
            _ => cx.wrong(node, "text"),
        }
    }
}

impl Element for bool {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        match node.shape() {
            Shape::Bool(b) => Some(b),
            _ => cx.wrong(node, "`true` or `false`"),
        }
    }
}

impl Element for i64 {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match node.shape() {
            Shape::Number(n) if n.fract() == 0.0 && n.abs() <= EXACT => Some(n as i64),
            _ => cx.wrong(node, "a whole number"),
        }
    }
}

impl Element for f64 {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        match node.shape() {
            Shape::Number(n) => Some(n),
            _ => cx.wrong(node, "a number"),
        }
    }
}

impl Element for Value {
    fn read(node: &Node<'_>, _: &mut Reader) -> Option<Self> {
        Some(node.to_value())
    }
}

impl<T: Element> Element for Vec<T> {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        let Shape::List(items) = node.shape() else { return cx.wrong(node, "a list") };
        let read = items.iter().enumerate().filter_map(|(i, item)| cx.item(i, |cx| T::read(item, cx)));
        Some(read.collect())
    }
}

impl<T: Element> Element for Map<T> {
    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        let mut map = Map::new();
        cx.entries(node, |key, value, cx| {
            map.extend(T::read(value, cx).map(|value| (key.to_owned(), value)));
        })?;
        Some(map)
    }
}
