//! How long the JSON of a message is as a text inside JSON, without writing it.

use std::fmt::{self, Write as _};

use serde::ser::{self, Error as _, Impossible, Serialize};

use crate::codec::WriteError;

/// The bytes of the JSON of a message when it stands as a text inside JSON: `{"a":1}` is `"{\"a\":1}"` there.
///
/// A message that has no JSON counts up to where it has none: writing is what reports that.
pub(crate) fn quoted(message: &impl Serialize) -> usize {
    let mut bytes = 2;
    let _ = message.serialize(Scale(&mut bytes));
    bytes
}

/// Adds up the bytes of what it is given.
struct Scale<'n>(&'n mut usize);

impl Scale<'_> {
    fn add(&mut self, bytes: usize) {
        *self.0 += bytes;
    }

    fn text(&mut self, text: &str) {
        let count = |what: fn(u8) -> bool| text.bytes().filter(|byte| what(*byte)).count();
        // `"` becomes `\"` and then `\\\"`, and a line break `\n` and then `\\n`.
        let marks = count(|byte| matches!(byte, b'"' | b'\\'));
        let breaks = count(|byte| matches!(byte, 8..=10 | 12 | 13));
        let controls = count(|byte| byte < 32) - breaks;
        let own = r#"\"\""#.len();
        self.add(own + text.len() + 3 * marks + 2 * breaks + 6 * controls);
    }

    fn number(&mut self, number: impl fmt::Debug) {
        // Whole floats have a point in JSON, too.
        let _ = write!(self, "{number:?}");
    }

    /// The brackets of a list or map, and a comma between two entries.
    fn open(mut self, entries: usize) -> Self {
        self.add(2 + entries.saturating_sub(1));
        self
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        value.serialize(Scale(self.0))
    }
}

impl fmt::Write for Scale<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.len());
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(mut self, v: $type) -> Result<(), WriteError> {
            self.number(v);
            Ok(())
        }
    )*};
}

/// What no message has.
macro_rules! foreign {
    ($($method:ident($($argument:ty),*) -> $result:ty;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$result, WriteError> {
            Err(WriteError::custom("no part of a message"))
        }
    )*};
}

type Never = Impossible<(), WriteError>;

impl ser::Serializer for Scale<'_> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeStructVariant = Never;

    numbers!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64
    );

    foreign! {
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }

    fn serialize_str(mut self, v: &str) -> Result<(), WriteError> {
        self.text(v);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn serialize_unit(mut self) -> Result<(), WriteError> {
        self.add("null".len());
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.value(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), WriteError> {
        Err(WriteError::custom("no part of a message"))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self, WriteError> {
        Ok(self.open(len.unwrap_or_default()))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self, WriteError> {
        Ok(self.open(len.unwrap_or_default()))
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Self, WriteError> {
        Ok(self.open(len))
    }
}

impl ser::SerializeSeq for Scale<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        Ok(())
    }
}

impl ser::SerializeMap for Scale<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.add(":".len());
        self.value(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        Ok(())
    }
}

impl ser::SerializeStruct for Scale<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        // Names of fields have nothing to escape.
        self.add(r#"\"\":"#.len() + name.len());
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PipelineSpec, Value};

    #[test]
    fn as_long_as_what_is_written() {
        let text = concat!(
            "{\"pipelineInfo\": {\"name\": \"p\"}, \"root\": {\"inputDefinitions\": {\"parameters\": {",
            "\"quo\\\"te\": {\"parameterType\": \"STRING\", \"isOptional\": true, \"defaultValue\": ",
            "[\"a\\nb\\u0001\\\\\", 1.5, 7, -0.25, null, {}, [], {\"k\": [true]}, \"\u{e4}\"]}}}},",
            "\"deploymentSpec\": {\"executors\": {}, \"later\": {\"x\": 1}}}",
        );
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let pipeline: PipelineSpec =
            crate::codec::read(text, crate::codec::Format::Json).unwrap().document.pipeline;
        let long = |json: String| serde_json::to_string(&json).unwrap().len();
        let value = Value::from(value);
        assert_eq!(quoted(&value), long(serde_json::to_string(&value).unwrap()));
        assert_eq!(quoted(&pipeline), long(serde_json::to_string(&pipeline).unwrap()));
    }
}
