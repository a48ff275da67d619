//! Writing YAML: block style, a pure function of the value, read back the same by every reader.
//!
//! The bytes are a contract: snapshots are reviewed and digests are taken over them. No folding, no anchors, no
//! tags; maps keep the order in which they are given.

use serde::ser::{self, Serialize};

#[cfg(feature = "read")]
use crate::codec::ReadError;
#[cfg(feature = "read")]
use crate::codec::field::Element as _;
#[cfg(feature = "read")]
use crate::codec::reading::Reading;
use crate::codec::yaml_string::{is_long_key, push, write_inline, write_value};
use crate::codec::{MAX_DEPTH, WriteError};
#[cfg(feature = "read")]
use crate::model::Value;
#[cfg(feature = "read")]
use crate::path::At;

/// Writes any value as one YAML document, with a final newline.
///
/// Text is quoted wherever PyYAML, Go's YAML packages or serde-saphyr would otherwise read something else. Whole
/// floats keep their point (`3.0`), as the KFP SDK writes them.
///
/// # Errors
///
/// For NaN and infinities, keys that are no text, and values nested deeper than [`MAX_DEPTH`].
///
/// ```
/// use std::collections::BTreeMap;
/// let map = BTreeMap::from([("y", "1e3"), ("name", "hello world")]);
/// assert_eq!(kfp_ir::codec::yaml::to_string(&map)?, "name: hello world\n\"y\": \"1e3\"\n");
/// # Ok::<(), kfp_ir::codec::WriteError>(())
/// ```
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    let mut out = String::new();
    append(&mut out, value)?;
    Ok(out)
}

/// Writes a value as [`to_string`] does, behind what is there already.
pub(crate) fn append<T: Serialize + ?Sized>(out: &mut String, value: &T) -> Result<(), WriteError> {
    value.serialize(Writer { out, indent: 0, place: Place::Root, depth: 0 })
}

/// Reads any YAML as values, one for each document that is not empty: for files that hold something other than a
/// [`Document`](crate::Document).
///
/// # Errors
///
/// As [`read`](crate::codec::read) for what is no YAML.
///
/// ```
/// let values = kfp_ir::codec::yaml::values("kind: Workflow\n---\n[1, two]\n")?;
/// assert_eq!(values[1], vec![1.0.into(), kfp_ir::model::Value::from("two")].into());
/// # Ok::<(), kfp_ir::codec::ReadError>(())
/// ```
#[cfg(feature = "read")]
pub fn values(text: &str) -> Result<Vec<Value>, ReadError> {
    let mut cx = Reading::of(text);
    let mut nodes = super::yaml_read::parse(text, &mut cx).unwrap_or_default();
    let values = nodes.iter_mut().filter_map(|node| Value::read(node, At::default(), &mut cx)).collect();
    if cx.failed() { Err(ReadError { findings: cx.findings }) } else { Ok(values) }
}

pub(super) fn pad(out: &mut String, indent: usize) {
    const SPACES: &str = "                                                                ";
    let mut left = indent;
    while left > SPACES.len() {
        out.push_str(SPACES);
        left -= SPACES.len();
    }
    out.push_str(SPACES.get(..left).unwrap_or_default());
}

/// Where a value stands; it decides what comes before its first line.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Key,
    AfterKey,
    AfterDash,
}

/// Writes one value. `indent` is that of the key or dash before it.
struct Writer<'o> {
    out: &'o mut String,
    indent: usize,
    place: Place,
    depth: usize,
}

impl<'o> Writer<'o> {
    fn scalar(self, write: impl FnOnce(&mut String)) -> Result<(), WriteError> {
        if self.place == Place::Key {
            self.out.push('"');
            write(self.out);
            self.out.push('"');
            return Ok(());
        }
        if self.place == Place::AfterKey {
            self.out.push(' ');
        }
        write(self.out);
        self.out.push('\n');
        Ok(())
    }

    fn text(self, s: &str) -> Result<(), WriteError> {
        match self.place {
            Place::Key => {
                write_inline(self.out, s);
                return Ok(());
            }
            Place::AfterKey => self.out.push(' '),
            Place::Root | Place::AfterDash => {}
        }
        write_value(self.out, s, self.indent + 2);
        self.out.push('\n');
        Ok(())
    }

    fn open(self, is_map: bool) -> Result<Entries<'o>, WriteError> {
        if self.place == Place::Key {
            return Err(WriteError::new("a key must be text"));
        }
        if self.depth >= MAX_DEPTH {
            return Err(WriteError::new(format!("values are nested deeper than {MAX_DEPTH} levels")));
        }
        let indent = match self.place {
            Place::AfterDash => self.indent + 2,
            Place::AfterKey if is_map => self.indent + 2,
            _ => self.indent,
        };
        Ok(Entries { out: self.out, indent, place: self.place, depth: self.depth + 1, count: 0, is_map })
    }

    /// An enum variant with content is a map of one entry.
    fn variant(self, name: &'static str) -> Result<Entries<'o>, WriteError> {
        let mut entries = self.open(true)?;
        entries.key(name)?;
        Ok(entries)
    }
}

/// The entries of a map, or the items of a list.
struct Entries<'o> {
    out: &'o mut String,
    indent: usize,
    place: Place,
    depth: usize,
    count: usize,
    is_map: bool,
}

impl Entries<'_> {
    /// The first entry after a dash stays on its line; all others start their own.
    fn start(&mut self) {
        if self.count == 0 && self.place == Place::AfterKey {
            self.out.push('\n');
        }
        if self.count > 0 || self.place != Place::AfterDash {
            pad(self.out, self.indent);
        }
        self.count += 1;
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.start();
        let from = self.out.len();
        key.serialize(Writer { out: self.out, indent: self.indent, place: Place::Key, depth: self.depth })?;
        if is_long_key(self.out.get(from..).unwrap_or_default()) {
            self.out.insert_str(from, "? ");
            self.out.push('\n');
            pad(self.out, self.indent);
        }
        self.out.push(':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T, place: Place) -> Result<(), WriteError> {
        value.serialize(Writer { out: self.out, indent: self.indent, place, depth: self.depth })
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), WriteError> {
        self.start();
        write_inline(self.out, name);
        self.out.push(':');
        self.value(value, Place::AfterKey).map_err(|e| e.within(name))
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.start();
        self.out.push_str("- ");
        let index = self.count - 1;
        self.value(value, Place::AfterDash).map_err(|e| e.within_item(index))
    }

    fn close(self) {
        if self.count == 0 {
            if self.place == Place::AfterKey {
                self.out.push(' ');
            }
            self.out.push_str(if self.is_map { "{}\n" } else { "[]\n" });
        }
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, v: $type) -> Result<(), WriteError> {
            self.scalar(|out| push(out, format_args!("{v}")))
        }
    )*};
}

impl<'o> ser::Serializer for Writer<'o> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Entries<'o>;
    type SerializeTuple = Entries<'o>;
    type SerializeTupleStruct = Entries<'o>;
    type SerializeTupleVariant = InVariant<'o>;
    type SerializeMap = MapEntries<'o>;
    type SerializeStruct = Entries<'o>;
    type SerializeStructVariant = InVariant<'o>;

    integers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    );

    fn serialize_bool(self, v: bool) -> Result<(), WriteError> {
        self.scalar(|out| out.push_str(if v { "true" } else { "false" }))
    }

    fn serialize_f32(self, v: f32) -> Result<(), WriteError> {
        self.serialize_f64(f64::from(v))
    }

    fn serialize_f64(self, v: f64) -> Result<(), WriteError> {
        if !v.is_finite() {
            return Err(WriteError::new(format!("the number {v} has no form that all readers know")));
        }
        self.scalar(|out| write_float(out, v))
    }

    fn serialize_char(self, v: char) -> Result<(), WriteError> {
        self.text(v.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, v: &str) -> Result<(), WriteError> {
        self.text(v)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), WriteError> {
        Err(WriteError::new("bytes have no form in YAML"))
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.scalar(|out| out.push_str("null"))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), WriteError> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.variant(variant)?.value(value, Place::AfterKey).map_err(|e| e.within(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'o>, WriteError> {
        self.open(false)
    }

    fn serialize_tuple(self, _: usize) -> Result<Entries<'o>, WriteError> {
        self.open(false)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Entries<'o>, WriteError> {
        self.open(false)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<InVariant<'o>, WriteError> {
        Ok(InVariant { entries: after_key(self.variant(variant)?).open(false)?, variant })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<MapEntries<'o>, WriteError> {
        Ok(MapEntries { entries: self.open(true)?, key_start: 0 })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'o>, WriteError> {
        self.open(true)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<InVariant<'o>, WriteError> {
        Ok(InVariant { entries: after_key(self.variant(variant)?).open(true)?, variant })
    }
}

fn after_key(entries: Entries<'_>) -> Writer<'_> {
    Writer { out: entries.out, indent: entries.indent, place: Place::AfterKey, depth: entries.depth }
}

/// Floats keep a point, and exponents a sign: PyYAML takes `1e16` for text.
fn write_float(out: &mut String, v: f64) {
    let start = out.len();
    push(out, format_args!("{v:?}"));
    if let Some(e) = out.get(start..).and_then(|s| s.find('e')).map(|e| start + e) {
        if !out.get(e + 1..).is_some_and(|s| s.starts_with('-')) {
            out.insert(e + 1, '+');
        }
        if !out.get(start..e).is_some_and(|s| s.contains('.')) {
            out.insert_str(e, ".0");
        }
    }
}

macro_rules! lists {
    ($($trait:ident, $method:ident;)*) => {$(
        impl ser::$trait for Entries<'_> {
            type Ok = ();
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
                self.item(value)
            }

            fn end(self) -> Result<(), WriteError> {
                self.close();
                Ok(())
            }
        }
    )*};
}

lists! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
}

impl ser::SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

/// The items or fields of an enum variant.
struct InVariant<'o> {
    entries: Entries<'o>,
    variant: &'static str,
}

impl ser::SerializeTupleVariant for InVariant<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.entries.item(value).map_err(|e| e.within(self.variant))
    }

    fn end(self) -> Result<(), WriteError> {
        self.entries.close();
        Ok(())
    }
}

impl ser::SerializeStructVariant for InVariant<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.entries.field(key, value).map_err(|e| e.within(self.variant))
    }

    fn end(self) -> Result<(), WriteError> {
        self.entries.close();
        Ok(())
    }
}

/// The entries of a map; remembers its last key for errors.
struct MapEntries<'o> {
    entries: Entries<'o>,
    key_start: usize,
}

impl ser::SerializeMap for MapEntries<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.key_start = self.entries.out.len();
        self.entries.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        let key_end = self.entries.out.len();
        self.entries.value(value, Place::AfterKey).map_err(|e| {
            let key = self.entries.out.get(self.key_start..key_end).unwrap_or_default();
            e.within(key.trim().trim_end_matches(':').trim_matches('"'))
        })
    }

    fn end(self) -> Result<(), WriteError> {
        self.entries.close();
        Ok(())
    }
}
