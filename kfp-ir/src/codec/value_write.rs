//! Any `Serialize` data as a [`Value`].

use std::collections::BTreeMap;

use serde::ser::{self, Serialize};

use crate::codec::{MAX_DEPTH, WriteError};
use crate::model::{Struct, Value};

/// Integers within ±2^53 are doubles; beyond, not all are.
const EXACT: u128 = 1 << 53;

/// Makes a value of the data that is given to it, `depth` levels below the top.
pub(super) struct Writer {
    depth: usize,
}

impl Writer {
    pub(super) fn top() -> Self {
        Writer { depth: 0 }
    }

    fn integer(magnitude: u128, negative: bool) -> Result<Value, WriteError> {
        let sign = if negative { "-" } else { "" };
        if magnitude > EXACT {
            let mut error = WriteError::new(format!("the integer {sign}{magnitude} is outside ±2^53"));
            error.help = Some("the IR has doubles only: pass the number as text".to_owned());
            return Err(error);
        }
        let number = magnitude as f64;
        Ok(Value::Number(if negative { -number } else { number }))
    }

    fn inner(&self) -> Result<usize, WriteError> {
        if self.depth < MAX_DEPTH {
            return Ok(self.depth + 1);
        }
        Err(WriteError::new(format!("values are nested deeper than {MAX_DEPTH} levels")))
    }

    fn items(&self, variant: Option<&'static str>) -> Result<Items, WriteError> {
        Ok(Items { items: Vec::new(), variant, depth: self.inner()? })
    }

    fn fields(&self, variant: Option<&'static str>) -> Result<Fields, WriteError> {
        Ok(Fields { fields: BTreeMap::new(), key: String::new(), variant, depth: self.inner()? })
    }
}

/// Enum variants with content are maps of one entry.
fn tagged(variant: Option<&'static str>, content: Value) -> Value {
    match variant {
        None => content,
        Some(name) => Value::Struct(Struct::from_iter([(name, content)])),
    }
}

fn outer(variant: Option<&'static str>, error: WriteError) -> WriteError {
    match variant {
        None => error,
        Some(name) => error.within(name),
    }
}

/// A list that grows.
pub(super) struct Items {
    items: Vec<Value>,
    variant: Option<&'static str>,
    depth: usize,
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), WriteError> {
        let index = self.items.len();
        let value = item
            .serialize(Writer { depth: self.depth })
            .map_err(|e| outer(self.variant, e.within_item(index)))?;
        self.items.push(value);
        Ok(())
    }

    fn finish(self) -> Value {
        tagged(self.variant, Value::List(self.items))
    }
}

/// A map that grows.
pub(super) struct Fields {
    fields: BTreeMap<String, Value>,
    key: String,
    variant: Option<&'static str>,
    depth: usize,
}

impl Fields {
    fn insert<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), WriteError> {
        let value =
            value.serialize(Writer { depth: self.depth }).map_err(|e| outer(self.variant, e.within(&key)))?;
        self.fields.insert(key, value);
        Ok(())
    }

    fn finish(self) -> Value {
        tagged(self.variant, Value::Struct(Struct(self.fields)))
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty, $magnitude:expr, $negative:expr;)*) => {$(
        fn $method(self, v: $type) -> Result<Value, WriteError> {
            let (magnitude, negative): (fn($type) -> u128, fn($type) -> bool) = ($magnitude, $negative);
            Writer::integer(magnitude(v), negative(v))
        }
    )*};
}

impl ser::Serializer for Writer {
    type Ok = Value;
    type Error = WriteError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    integers! {
        serialize_i8: i8, |v| v.unsigned_abs().into(), |v| v < 0;
        serialize_i16: i16, |v| v.unsigned_abs().into(), |v| v < 0;
        serialize_i32: i32, |v| v.unsigned_abs().into(), |v| v < 0;
        serialize_i64: i64, |v| v.unsigned_abs().into(), |v| v < 0;
        serialize_i128: i128, |v| v.unsigned_abs(), |v| v < 0;
        serialize_u8: u8, u128::from, |_| false;
        serialize_u16: u16, u128::from, |_| false;
        serialize_u32: u32, u128::from, |_| false;
        serialize_u64: u64, u128::from, |_| false;
        serialize_u128: u128, |v| v, |_| false;
    }

    fn serialize_bool(self, v: bool) -> Result<Value, WriteError> {
        Ok(Value::Bool(v))
    }

    fn serialize_f32(self, v: f32) -> Result<Value, WriteError> {
        self.serialize_f64(f64::from(v))
    }

    fn serialize_f64(self, v: f64) -> Result<Value, WriteError> {
        if v.is_finite() {
            return Ok(Value::Number(v));
        }
        Err(WriteError::new(format!("the number {v} has no form in JSON")))
    }

    fn serialize_char(self, v: char) -> Result<Value, WriteError> {
        Ok(Value::String(v.to_string()))
    }

    fn serialize_str(self, v: &str) -> Result<Value, WriteError> {
        Ok(Value::from(v))
    }

    fn serialize_bytes(self, v: &[u8]) -> Result<Value, WriteError> {
        Ok(Value::List(v.iter().map(|byte| Value::Number(f64::from(*byte))).collect()))
    }

    fn serialize_none(self) -> Result<Value, WriteError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, WriteError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, WriteError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, WriteError> {
        Ok(Value::from(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Value, WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, WriteError> {
        let mut fields = self.fields(None)?;
        fields.insert(variant.to_owned(), value)?;
        Ok(fields.finish())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, WriteError> {
        self.items(None)
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, WriteError> {
        self.items(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, WriteError> {
        self.items(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, WriteError> {
        self.items(Some(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, WriteError> {
        self.fields(None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, WriteError> {
        self.fields(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields, WriteError> {
        self.fields(Some(variant))
    }
}

macro_rules! lists {
    ($($trait:ident, $method:ident;)*) => {$(
        impl ser::$trait for Items {
            type Ok = Value;
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), WriteError> {
                self.push(item)
            }

            fn end(self) -> Result<Value, WriteError> {
                Ok(self.finish())
            }
        }
    )*};
}

lists! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
    SerializeTupleVariant, serialize_field;
}

macro_rules! structs {
    ($($trait:ident),*) => {$(
        impl ser::$trait for Fields {
            type Ok = Value;
            type Error = WriteError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), WriteError> {
                self.insert(key.to_owned(), value)
            }

            fn end(self) -> Result<Value, WriteError> {
                Ok(self.finish())
            }
        }
    )*};
}

structs!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Fields {
    type Ok = Value;
    type Error = WriteError;

    /// Whole numbers and truth values are keys by their text, as in JSON.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.key = match key.serialize(Writer { depth: self.depth })? {
            Value::String(text) => text,
            Value::Bool(b) => b.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Null | Value::List(_) | Value::Struct(_) => {
                return Err(WriteError::new("a key must be text"));
            }
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        let key = std::mem::take(&mut self.key);
        self.insert(key, value)
    }

    fn end(self) -> Result<Value, WriteError> {
        Ok(self.finish())
    }
}
