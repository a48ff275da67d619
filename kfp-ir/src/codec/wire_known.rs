//! The wire form of values, durations, and what travels as a `google.protobuf.Struct`.

use crate::codec::WriteError;
use crate::codec::error::code;
use crate::codec::field::{Element, Message};
use crate::codec::reading::Reading;
use crate::codec::value::{struct_node, to_value};
use crate::codec::wire::{Output, Payload, WireElement, WireField, read_fields};
use crate::model::{Duration, PlatformExecutor, Struct, Value};
use crate::path::At;

/// The tags of `google.protobuf.Value`.
mod tag {
    pub(super) const NULL: u32 = 1;
    pub(super) const NUMBER: u32 = 2;
    pub(super) const STRING: u32 = 3;
    pub(super) const BOOL: u32 = 4;
    pub(super) const STRUCT: u32 = 5;
    pub(super) const LIST: u32 = 6;
    /// `Struct.fields`, and `ListValue.values`.
    pub(super) const CONTENT: u32 = 1;
}

impl WireElement for Value {
    fn encode(&self, at_tag: u32, out: &mut Output) -> Result<(), WriteError> {
        out.nested(at_tag, |out| {
            match self {
                Value::Null => out.integer(tag::NULL, 0),
                Value::Number(n) if n.is_finite() => out.double(tag::NUMBER, *n),
                Value::Number(n) => {
                    return Err(WriteError::new(format!("the number {n} has no form in JSON")));
                }
                Value::String(text) => out.text(tag::STRING, text),
                Value::Bool(b) => out.integer(tag::BOOL, u64::from(*b)),
                Value::Struct(fields) => return fields.encode(tag::STRUCT, out),
                Value::List(items) => return out.nested(tag::LIST, |out| items.encode(tag::CONTENT, out)),
            }
            Ok(())
        })
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        let Payload::Bytes(bytes) = payload else { return mismatch("a value", at, cx) };
        read_fields(bytes, "google.protobuf.Value", at, cx, |tag, payload, cx| {
            match tag {
                tag::NULL => *self = Value::Null,
                tag::NUMBER => *self = Value::Number(merged(payload, at, cx)),
                tag::STRING => *self = Value::String(merged(payload, at, cx)),
                tag::BOOL => *self = Value::Bool(merged(payload, at, cx)),
                tag::STRUCT => *self = Value::Struct(merged(payload, at, cx)),
                tag::LIST => *self = Value::List(list(payload, at, cx)),
                _ => return false,
            }
            true
        });
    }
}

fn merged<E: WireElement>(payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) -> E {
    let mut value = E::default();
    value.merge(payload, at, cx);
    value
}

fn mismatch(expected: &str, at: At<'_>, cx: &mut Reading<'_>) {
    cx.error(code::WRONG_TYPE, 0, at, format!("expected {expected}, found an integer or a number"), None);
}

fn list(payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Vec<Value> {
    let mut items = Vec::new();
    match payload {
        Payload::Bytes(bytes) => {
            read_fields(bytes, "google.protobuf.ListValue", at, cx, |tag, payload, cx| {
                let known = tag == tag::CONTENT;
                if known {
                    WireField::merge(&mut items, payload, at, cx);
                }
                known
            })
        }
        _ => mismatch("a list", at, cx),
    }
    items
}

impl WireElement for Struct {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        out.nested(tag, |out| self.0.encode(tag::CONTENT, out))
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        match payload {
            Payload::Bytes(bytes) => {
                read_fields(bytes, "google.protobuf.Struct", at, cx, |tag, payload, cx| {
                    let known = tag == tag::CONTENT;
                    if known {
                        WireField::merge(&mut self.0, payload, at, cx);
                    }
                    known
                })
            }
            _ => mismatch("a map", at, cx),
        }
    }
}

impl WireElement for Duration {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        out.nested(tag, |out| {
            WireField::encode(&self.seconds, 1, out)?;
            WireField::encode(&self.nanos, 2, out)
        })
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        let Payload::Bytes(bytes) = payload else { return mismatch("a duration", at, cx) };
        read_fields(bytes, "google.protobuf.Duration", at, cx, |tag, payload, cx| {
            match tag {
                1 => WireElement::merge(&mut self.seconds, payload, at, cx),
                2 => WireElement::merge(&mut self.nanos, payload, at, cx),
                _ => return false,
            }
            true
        });
    }
}

impl WireElement for PlatformExecutor {
    fn encode(&self, tag: u32, out: &mut Output) -> Result<(), WriteError> {
        match self {
            PlatformExecutor::Kubernetes(config) => as_struct(&**config)?.encode(tag, out),
            PlatformExecutor::Argo(config) => as_struct(&**config)?.encode(tag, out),
            PlatformExecutor::Other(settings) => settings.encode(tag, out),
        }
    }

    fn merge(&mut self, payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) {
        if let Some(executor) = from_struct(payload, at, cx) {
            *self = executor;
        }
    }
}

/// A message as the `Struct` that it travels in.
pub(super) fn as_struct<M: Message>(message: &M) -> Result<Struct, WriteError> {
    match to_value(message)? {
        Value::Struct(fields) => Ok(fields),
        _ => Err(WriteError::new(format!("`{}` has no fields", M::NAME))),
    }
}

/// What travels in a `Struct`, typed again; findings name the path within it.
pub(super) fn from_struct<E: Element>(payload: Payload<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<E> {
    let fields: Struct = merged(payload, at, cx);
    if cx.failed() {
        return None;
    }
    E::read(&mut struct_node(&fields), at, cx)
}
