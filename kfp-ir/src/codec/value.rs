//! Between [`Value`], typed data and `serde_json::Value`.

use serde::ser::Serialize;

use crate::codec::field::{Element as _, Message};
use crate::codec::node::{Data, Key, Node, Style};
use crate::codec::reading::Reading;
use crate::codec::value_write::Writer;
use crate::codec::{ReadError, WriteError};
use crate::model::{Struct, Value};
use crate::path::At;

/// The JSON form of any data as a value.
///
/// # Errors
///
/// With the path of the value, for NaN and infinities, integers outside ±2^53 (values are doubles), keys that are no
/// text, and values nested deeper than [`MAX_DEPTH`](crate::codec::MAX_DEPTH).
///
/// ```
/// use kfp_ir::{codec::value::to_value, model::Value};
/// assert_eq!(to_value(&[1, 2])?, Value::from(vec![1_i64, 2]));
/// # Ok::<(), kfp_ir::codec::WriteError>(())
/// ```
pub fn to_value<T: Serialize + ?Sized>(data: &T) -> Result<Value, WriteError> {
    data.serialize(Writer::top())
}

/// Reads a message from the fields of its JSON form.
///
/// # Errors
///
/// Everything that does not fit the message, with its path.
pub fn from_struct<M: Message>(fields: &Struct) -> Result<M, ReadError> {
    let mut cx = Reading::default();
    match M::read(&mut struct_node(fields), At::default(), &mut cx) {
        Some(message) if !cx.failed() => Ok(message),
        _ => Err(ReadError { findings: cx.findings }),
    }
}

pub(super) fn struct_node(fields: &Struct) -> Node<'_> {
    let entry = |(key, value)| {
        (
            Key { text: std::borrow::Cow::Borrowed(String::as_str(key)), style: Style::Text, offset: 0 },
            node(value),
        )
    };
    Node { data: Data::Map(fields.0.iter().map(entry).collect()), offset: 0 }
}

fn node(value: &Value) -> Node<'_> {
    let data = match value {
        Value::Null => Data::Scalar("null".into(), Style::Literal),
        Value::Bool(true) => Data::Scalar("true".into(), Style::Literal),
        Value::Bool(false) => Data::Scalar("false".into(), Style::Literal),
        Value::Number(n) => Data::Scalar(n.to_string().into(), Style::Literal),
        Value::String(s) => Data::Scalar(s.as_str().into(), Style::Text),
        Value::List(items) => Data::List(items.iter().map(node).collect()),
        Value::Struct(fields) => return struct_node(fields),
    };
    Node { data, offset: 0 }
}

impl From<serde_json::Value> for Value {
    /// Integers beyond ±2^53 are rounded: the IR has doubles.
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(b) => Value::Bool(b),
            serde_json::Value::Number(n) => Value::Number(n.as_f64().unwrap_or(f64::NAN)),
            serde_json::Value::String(s) => Value::String(s),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(fields) => Value::Struct(fields.into_iter().collect()),
        }
    }
}

impl From<Value> for serde_json::Value {
    /// Whole numbers become integers; NaN and infinities become `null`, as JSON has no form for them.
    fn from(value: Value) -> Self {
        // Up to here every integer is a double, and the other way round.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(b) => b.into(),
            Value::Number(n) if n.fract() == 0.0 && n.abs() <= EXACT => (n as i64).into(),
            Value::Number(n) => n.into(),
            Value::String(s) => s.into(),
            Value::List(items) => items.into_iter().map(serde_json::Value::from).collect(),
            Value::Struct(fields) => {
                serde_json::Value::Object(fields.0.into_iter().map(|(k, v)| (k, v.into())).collect())
            }
        }
    }
}
