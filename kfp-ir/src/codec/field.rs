//! How each type of field is written as text and read from a [`Node`].

use std::collections::BTreeMap;

use serde::ser::{Error as _, Serialize, SerializeMap as _, Serializer};

use crate::codec::error::code;
use crate::codec::node::{Data, Key, Node, Style};
use crate::codec::reading::{Reading, Unknown, json_name};
use crate::codec::scalar::{self, Plain};
use crate::codec::value::to_value;
use crate::model::UnknownFields;
use crate::path::At;

/// A message of the IR: every codec reads and writes it.
///
/// Only the types of [`model`](crate::model) are messages.
pub trait Message: Serialize + Default {
    #[doc(hidden)]
    const NAME: &'static str;
    #[doc(hidden)]
    const FIELDS: &'static [&'static str];
    /// Whether the message travels inside a `google.protobuf.Struct`, where KFP ignores unknown fields.
    #[doc(hidden)]
    const INSIDE_STRUCT: bool = false;

    /// The fields of the message itself, without those that it keeps unread.
    #[doc(hidden)]
    fn serialize_known<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Where the message keeps fields that nobody knows, if it does.
    #[doc(hidden)]
    fn unknown(&self) -> Option<&UnknownFields> {
        None
    }

    #[doc(hidden)]
    fn unknown_mut(&mut self) -> Option<&mut UnknownFields> {
        None
    }

    /// Reads the field of that JSON name; `false` if there is none.
    #[doc(hidden)]
    fn read_field(&mut self, name: &str, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> bool;

    #[cfg(feature = "proto")]
    #[doc(hidden)]
    fn encode_fields(&self, out: &mut crate::codec::wire::Output) -> Result<(), crate::codec::WriteError>;

    /// Reads the field of that tag; `false` if there is none.
    #[cfg(feature = "proto")]
    #[doc(hidden)]
    fn merge_field(
        &mut self,
        tag: u32,
        payload: crate::codec::wire::Payload<'_>,
        at: At<'_>,
        cx: &mut Reading<'_>,
    ) -> bool;
}

/// A message behind a pointer: where few messages are set, a struct of many stays small.
impl<M: Message> Message for Box<M> {
    const NAME: &'static str = M::NAME;
    const FIELDS: &'static [&'static str] = M::FIELDS;
    const INSIDE_STRUCT: bool = M::INSIDE_STRUCT;

    fn serialize_known<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        M::serialize_known(self, serializer)
    }

    fn unknown(&self) -> Option<&UnknownFields> {
        M::unknown(self)
    }

    fn unknown_mut(&mut self) -> Option<&mut UnknownFields> {
        M::unknown_mut(self)
    }

    fn read_field(&mut self, name: &str, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> bool {
        M::read_field(self, name, node, at, cx)
    }

    #[cfg(feature = "proto")]
    fn encode_fields(&self, out: &mut crate::codec::wire::Output) -> Result<(), crate::codec::WriteError> {
        M::encode_fields(self, out)
    }

    #[cfg(feature = "proto")]
    fn merge_field(
        &mut self,
        tag: u32,
        payload: crate::codec::wire::Payload<'_>,
        at: At<'_>,
        cx: &mut Reading<'_>,
    ) -> bool {
        M::merge_field(self, tag, payload, at, cx)
    }
}

/// The JSON form of a message: its fields, and the unknown ones that it keeps.
pub(crate) fn serialize<M: Message, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    match message.unknown() {
        Some(unknown) if !unknown.0.is_empty() => {
            let mut value = to_value(&Known(message)).map_err(S::Error::custom)?;
            unknown.put_into(&mut value);
            value.serialize(serializer)
        }
        _ => message.serialize_known(serializer),
    }
}

struct Known<'m, M>(&'m M);

impl<M: Message> Serialize for Known<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_known(serializer)
    }
}

/// One value: what an optional field, a list item or a map entry holds.
pub(crate) trait Element: Sized {
    /// Whether `null` is a value of this type, and not the absence of one.
    const HAS_NULL: bool = false;

    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self>;

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A scalar without explicit presence: its zero value is not written.
pub(crate) trait Implicit: Element {
    fn is_zero(&self) -> bool;
}

/// The whole of a field: a value, an optional one, a list or a map.
pub(crate) trait Field {
    fn is_absent(&self) -> bool;
    fn read(&mut self, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>);
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A field in its JSON form.
pub(crate) struct Json<'f, F>(pub(crate) &'f F);

impl<F: Field> Serialize for Json<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

struct JsonElement<'e, E>(&'e E);

impl<E: Element> Serialize for JsonElement<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<E: Implicit> Field for E {
    fn is_absent(&self) -> bool {
        self.is_zero()
    }

    fn read(&mut self, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        if !node.is_null()
            && let Some(value) = E::read(node, at, cx)
        {
            *self = value;
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Element::write(self, serializer)
    }
}

impl<E: Element> Field for Option<E> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn read(&mut self, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        *self = if !E::HAS_NULL && node.is_null() { None } else { E::read(node, at, cx) };
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(serializer),
            None => serializer.serialize_unit(),
        }
    }
}

impl<E: Element> Field for Vec<E> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn read(&mut self, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        if node.is_null() {
            return;
        }
        let items = cx.take_list(node, at).unwrap_or_default().into_iter();
        self.extend(items.enumerate().filter_map(|(i, mut item)| E::read(&mut item, at.index(i), cx)));
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(JsonElement))
    }
}

/// Maps up to this length are one node of a B-tree however they are made.
const ONE_NODE: usize = 11;

impl<E: Element> Field for BTreeMap<String, E> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn read(&mut self, node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        if node.is_null() {
            return;
        }
        let entries = cx.take_map(node, at, "a map").unwrap_or_default();
        let number = entries.len();
        let read = entries.into_iter().filter_map(|(key, mut value)| {
            let at = at.key(&key.text);
            cx.map_key(&key, at);
            let value = E::read(&mut value, at, cx)?;
            Some((key.text.into_owned(), value))
        });
        if number > ONE_NODE {
            // In one go it becomes a map without gaps.
            let mut read: BTreeMap<String, E> = read.collect();
            self.append(&mut read);
        } else {
            self.extend(read);
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, &JsonElement(value))?;
        }
        map.end()
    }
}

/// The entries whose field is there under its other name, too.
fn twice(entries: &[(Key<'_>, Node<'_>)]) -> Vec<usize> {
    let again = |key: &Key<'_>| {
        let name = json_name(&key.text);
        name != key.text && entries.iter().any(|(other, _)| other.text == name)
    };
    entries.iter().enumerate().filter(|(_, (key, _))| again(key)).map(|(index, _)| index).collect()
}

impl<M: Message> Element for M {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        let entries = cx.take_map(node, at, "a map")?;
        let twice = twice(&entries);
        let outer = cx.unknown;
        if M::INSIDE_STRUCT && outer == Unknown::Refused {
            cx.unknown = Unknown::Kept;
        }
        let kept = cx.kept.len();
        let mut message = M::default();
        for (index, (key, mut value)) in entries.into_iter().enumerate() {
            let name = json_name(&key.text);
            if twice.contains(&index) {
                let text = format!("`{}` and `{name}` are the same field", key.text);
                cx.error(code::DUPLICATE_KEY, key.offset, at, text, Some("keep one of them".to_owned()));
            } else if !message.read_field(&name, &mut value, at.key(&name), cx) {
                cx.unknown_field(&key, &value, at, M::NAME, M::FIELDS);
            }
        }
        cx.unknown = outer;
        if let Some(unknown) = message.unknown_mut() {
            let depth = at.depth();
            let inside = cx.kept.drain(kept..);
            unknown.0 = inside.map(|(path, value)| (path.below(depth), value)).collect();
        }
        Some(message)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

impl Element for String {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        match &node.data {
            Data::Scalar(text, Style::Text) => Some(text.clone().into_owned()),
            Data::Scalar(text, Style::Plain) if !scalar::is_null(text) => {
                if scalar::go_yaml(text) != Plain::Text || scalar::is_timestamp(text) {
                    cx.readers_differ(text, node.offset, at, "text here");
                }
                Some(text.clone().into_owned())
            }
            _ => {
                cx.wrong_type(node, at, "text");
                None
            }
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Implicit for String {
    fn is_zero(&self) -> bool {
        self.is_empty()
    }
}

impl Element for bool {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        match &node.data {
            Data::Scalar(text, Style::Literal) if text == "true" => return Some(true),
            Data::Scalar(text, Style::Literal) if text == "false" => return Some(false),
            Data::Scalar(text, Style::Plain) => {
                if let Plain::Bool(value) = scalar::pyyaml(text) {
                    if !scalar::readers_agree(text) {
                        cx.readers_differ(
                            text,
                            node.offset,
                            at,
                            if value { "`true` here" } else { "`false` here" },
                        );
                    }
                    return Some(value);
                }
            }
            _ => {}
        }
        cx.wrong_type(node, at, "`true` or `false`");
        None
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }
}

impl Implicit for bool {
    fn is_zero(&self) -> bool {
        !self
    }
}

/// Protobuf's JSON form accepts numbers as text, too: 64-bit integers are written so.
fn number(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<f64> {
    let Data::Scalar(text, style) = &node.data else { return None };
    if *style == Style::Plain
        && let Plain::Number(n) = scalar::pyyaml(text)
    {
        if !scalar::readers_agree(text) {
            cx.readers_differ(text, node.offset, at, &format!("the number {n} here"));
        }
        return Some(n);
    }
    match &**text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        text => text.parse().ok().filter(|n: &f64| n.is_finite()),
    }
}

/// Whole numbers in `low..=high`; more digits than a double holds are kept.
fn integer(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>, low: i64, high: i64) -> Option<i64> {
    let exact = match &node.data {
        Data::Scalar(text, style) if *style != Style::Plain || scalar::readers_agree(text) => {
            text.parse::<i64>().ok().filter(|_| !text.starts_with(['0', '+']) || text == "0")
        }
        _ => None,
    };
    let value = match exact {
        Some(exact) => i128::from(exact),
        None => {
            let Some(n) = number(node, at, cx).filter(|n| n.fract() == 0.0) else {
                cx.wrong_type(node, at, "a whole number");
                return None;
            };
            n as i128
        }
    };
    match i64::try_from(value) {
        Ok(value) if (low..=high).contains(&value) => Some(value),
        _ => {
            let message = format!("{} is outside {low}..={high}", node.describe());
            cx.error(code::OUT_OF_RANGE, node.offset, at, message, None);
            None
        }
    }
}

impl Element for i32 {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        integer(node, at, cx, i64::from(i32::MIN), i64::from(i32::MAX)).and_then(|n| n.try_into().ok())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(*self)
    }
}

impl Implicit for i32 {
    fn is_zero(&self) -> bool {
        *self == 0
    }
}

impl Element for i64 {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        integer(node, at, cx, i64::MIN, i64::MAX)
    }

    /// As text: JSON readers with doubles would lose digits.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Implicit for i64 {
    fn is_zero(&self) -> bool {
        *self == 0
    }
}

impl Element for f64 {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        let value = number(node, at, cx);
        if value.is_none() {
            cx.wrong_type(node, at, "a number");
        }
        value
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            n if n.is_nan() => serializer.serialize_str("NaN"),
            f64::INFINITY => serializer.serialize_str("Infinity"),
            f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
            n => serializer.serialize_f64(n),
        }
    }
}

impl Implicit for f64 {
    /// Protobuf tells `-0.0` from zero.
    fn is_zero(&self) -> bool {
        self.to_bits() == 0
    }
}
