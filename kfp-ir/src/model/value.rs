//! The well-known protobuf types that the IR uses: JSON-like values and durations.

use std::collections::BTreeMap;

/// A JSON-like value (`google.protobuf.Value`): what constants and defaults are made of.
///
/// Numbers are IEEE doubles, so integers are exact only within ±2^53.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A number; the IR has no integers.
    Number(f64),
    /// Text.
    String(String),
    /// An ordered list.
    List(Vec<Value>),
    /// A map with text keys.
    Struct(Struct),
}

/// A map from text to values (`google.protobuf.Struct`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct(pub BTreeMap<String, Value>);

/// A span of time (`google.protobuf.Duration`), written as `"3600s"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Whole seconds.
    pub seconds: i64,
    /// Billionths of a second, with the sign of `seconds`.
    pub nanos: i32,
}
