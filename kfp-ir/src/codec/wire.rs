//! How each type of field travels in protobuf's binary form.
//!
//! Keys and integers are prost's. What is ours is the walk over a message, for two reasons that `prost::Message` has no
//! place for: parts of the IR travel as `google.protobuf.Struct` but are typed here, so writing and reading can fail,
//! and findings name the path of what is wrong.

use std::collections::BTreeMap;

use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};

use crate::codec::WriteError;
use crate::codec::error::code;
use crate::codec::field::{Element, Implicit, Message};
use crate::codec::reading::Reading;
use crate::path::At;

/// How deep protobuf messages may be nested, read and written: the default limit of the protobuf libraries for C++, Python and Rust.
pub const MAX_MESSAGE_DEPTH: usize = 100;

/// The bytes written so far.
#[derive(Debug, Default)]
pub struct Output {
    pub(crate) bytes: Vec<u8>,
    depth: usize,
}

impl Output {
    pub(crate) fn integer(&mut self, tag: u32, value: u64) {
        encode_key(tag, WireType::Varint, &mut self.bytes);
        encode_varint(value, &mut self.bytes);
    }

    pub(crate) fn double(&mut self, tag: u32, value: f64) {
        encode_key(tag, WireType::SixtyFourBit, &mut self.bytes);
        self.bytes.extend(value.to_le_bytes());
    }

    pub(crate) fn text(&mut self, tag: u32, text: &str) {
        encode_key(tag, WireType::LengthDelimited, &mut self.bytes);
        encode_varint(text.len() as u64, &mut self.bytes);
        self.bytes.extend(text.as_bytes());
    }

    /// A message: its length is known, and put before it, only afterwards.
    pub(crate) fn nested(
        &mut self,
        tag: u32,
        write: impl FnOnce(&mut Self) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        if self.depth >= MAX_MESSAGE_DEPTH {
            let message =
                format!("messages are nested deeper than {MAX_MESSAGE_DEPTH} levels, which readers refuse");
            return Err(WriteError::new(message));
        }
        encode_key(tag, WireType::LengthDelimited, &mut self.bytes);
        // One byte is enough for the length of most messages; the content moves for the others.
        let start = self.bytes.len();
        self.bytes.push(0);
        self.depth += 1;
        let result = write(self);
        self.depth -= 1;
        let length = self.bytes.len() - start - 1;
        match self.bytes.get_mut(start) {
            Some(byte) if length < 0x80 => *byte = length as u8,
            _ => {
                let mut prefix = Vec::with_capacity(10);
                encode_varint(length as u64, &mut prefix);
                self.bytes.splice(start..=start, prefix);
            }
        }
        result
    }
}

/// The content of one field on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'b> {
    /// An integer, a truth value or an enumeration.
    Varint(u64),
    /// A double.
    Fixed64(u64),
    /// Text or a message.
    Bytes(&'b [u8]),
}

impl Payload<'_> {
    fn describe(self) -> &'static str {
        match self {
            Payload::Varint(_) => "an integer",
            Payload::Fixed64(_) => "eight bytes",
            Payload::Bytes(_) => "text or a message",
        }
    }
}

/// Splits off the first field of a message; `None` if the bytes are no protobuf.
fn next_field<'b>(bytes: &mut &'b [u8]) -> Option<(u32, Payload<'b>)> {
    let (tag, wire_type) = decode_key(bytes).ok()?;
    let payload = match wire_type {
        WireType::Varint => Payload::Varint(decode_varint(bytes).ok()?),
        WireType::SixtyFourBit => Payload::Fixed64(u64::from_le_bytes(*bytes.split_off(..8)?.first_chunk()?)),
        WireType::LengthDelimited => {
            let length = usize::try_from(decode_varint(bytes).ok()?).ok()?;
            Payload::Bytes(bytes.split_off(..length)?)
        }
        // No field of the IR is a group or four bytes long.
        WireType::StartGroup | WireType::EndGroup | WireType::ThirtyTwoBit => return None,
    };
    Some((tag, payload))
}

/// Calls `field` for each field of a message; it tells whether it knew the tag.
pub(crate) fn read_fields<'b>(
    mut bytes: &'b [u8],
    name: &str,
    at: At<'_>,
    cx: &mut Reading<'_>,
    mut field: impl FnMut(u32, Payload<'b>, &mut Reading<'_>) -> bool,
) {
    if cx.depth > MAX_MESSAGE_DEPTH {
        let message = format!("messages are nested deeper than {MAX_MESSAGE_DEPTH} levels");
        return cx.error(code::DEPTH, 0, at, message, None);
    }
    cx.depth += 1;
    while !bytes.is_empty() {
        let Some((tag, payload)) = next_field(&mut bytes) else {
            cx.error(code::BINARY, 0, at, format!("not a protobuf message `{name}`"), None);
            break;
        };
        if !field(tag, payload, cx) {
            cx.error(code::UNKNOWN_FIELD, 0, at, format!("`{name}` has no field with the tag {tag}"), None);
        }
    }
    cx.depth -= 1;
}

fn wrong_payload(payload: Payload<'_>, expected: &str, at: At<'_>, cx: &mut Reading<'_>) {
    let message = format!("expected {expected}, found {}", payload.describe());
    cx.error(code::WRONG_TYPE, 0, at, message, None);
}

/// How one value travels.
pub(crate) trait WireElement: Element + Default {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError>;
    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>);
}

/// How a whole field travels.
pub(crate) trait WireField {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError>;
    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>);
}

impl<E: Implicit + WireElement> WireField for E {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        if self.is_zero() { Ok(()) } else { WireElement::encode(self, tag, out) }
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        WireElement::merge(self, payload, at, cx);
    }
}

impl<E: WireElement> WireField for Option<E> {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        self.as_ref().map_or(Ok(()), |value| value.encode(tag, out))
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        self.get_or_insert_default().merge(payload, at, cx);
    }
}

impl<E: WireElement> WireField for Vec<E> {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        let mut items = self.iter().enumerate();
        items.try_for_each(|(i, item)| item.encode(tag, out).map_err(|e| e.within_item(i)))
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        let mut item = E::default();
        item.merge(payload, at.index(self.len()), cx);
        self.push(item);
    }
}

impl<E: WireElement> WireField for BTreeMap<String, E> {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        self.iter().try_for_each(|(key, value)| {
            let entry = out.nested(tag, |out| {
                out.text(1, key);
                value.encode(2, out)
            });
            entry.map_err(|e| e.within(key))
        })
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        let Payload::Bytes(bytes) = payload else { return wrong_payload(payload, "a map entry", at, cx) };
        // The key may come after the value, and is needed for its path.
        let mut key = String::new();
        let mut values = Vec::new();
        read_fields(bytes, "map entry", at, cx, |tag, payload, cx| {
            match tag {
                1 => WireElement::merge(&mut key, payload, at, cx),
                2 => values.push(payload),
                _ => return false,
            }
            true
        });
        let mut value = E::default();
        cx.depth += 1;
        for payload in values {
            value.merge(payload, at.key(&key), cx);
        }
        cx.depth -= 1;
        self.insert(key, value);
    }
}

impl<M: Message> WireElement for M {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        if M::INSIDE_STRUCT {
            return super::wire_known::as_struct(self)?.encode(tag, out);
        }
        out.nested(tag, |out| self.encode_fields(out))
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        if M::INSIDE_STRUCT {
            if let Some(message) = super::wire_known::from_struct(payload, at, cx) {
                *self = message;
            }
            return;
        }
        match payload {
            Payload::Bytes(bytes) => merge_message(self, bytes, at, cx),
            _ => wrong_payload(payload, "a message", at, cx),
        }
    }
}

pub(crate) fn merge_message<M: Message>(message: &mut M, bytes: &[u8], at: At<'_>, cx: &mut Reading<'_>) {
    read_fields(bytes, M::NAME, at, cx, |tag, payload, cx| message.merge_field(tag, payload, at, cx));
}

impl WireElement for String {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        out.text(tag, self);
        Ok(())
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        match payload {
            Payload::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => text.clone_into(self),
                Err(_) => cx.error(code::ENCODING, 0, at, "the text is not UTF-8".to_owned(), None),
            },
            _ => wrong_payload(payload, "text", at, cx),
        }
    }
}

impl WireElement for f64 {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        out.double(tag, *self);
        Ok(())
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        match payload {
            Payload::Fixed64(bits) => *self = f64::from_bits(bits),
            _ => wrong_payload(payload, "a number", at, cx),
        }
    }
}

/// Types that travel as one integer: how they enter it, and how they come out.
macro_rules! varints {
    ($($type:ty: $to:expr, $from:expr, $expected:literal;)*) => {$(
        impl WireElement for $type {
            fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
                let to: fn($type) -> u64 = $to;
                out.integer(tag, to(*self));
                Ok(())
            }

            fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
                let from: fn(u64) -> Option<$type> = $from;
                let value = match payload {
                    Payload::Varint(value) => from(value),
                    _ => return wrong_payload(payload, $expected, at, cx),
                };
                match value {
                    Some(value) => *self = value,
                    None => cx.error(code::OUT_OF_RANGE, 0, at, concat!("the number is no ", $expected).to_owned(), None),
                }
            }
        }
    )*};
}

// Negative numbers travel as 64 bits in two's complement.
varints! {
    bool: u64::from, |v| Some(v != 0), "truth value";
    i32: |v| i64::from(v) as u64, |v| i32::try_from(v as i64).ok(), "32-bit integer";
    i64: |v| v as u64, |v| Some(v as i64), "integer";
    crate::model::ParameterType: |v| v.number() as u64, |v| Self::from_number(v.try_into().ok()?), "parameter type";
    crate::model::PrimitiveType: |v| v.number() as u64, |v| Self::from_number(v.try_into().ok()?), "primitive type";
    crate::model::TriggerStrategy: |v| v.number() as u64, |v| Self::from_number(v.try_into().ok()?), "trigger strategy";
    crate::model::TaskConfigPassthroughType: |v| v.number() as u64, |v| Self::from_number(v.try_into().ok()?), "kind of task setting";
}
