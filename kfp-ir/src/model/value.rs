//! The well-known protobuf types that the IR uses: JSON-like values and durations.

use std::collections::BTreeMap;
use std::fmt;

/// A JSON-like value (`google.protobuf.Value`): what constants and defaults are made of.
///
/// Numbers are IEEE doubles, so integers are exact only within ±2^53.
///
/// ```
/// use kfp_ir::model::Value;
/// assert_eq!(Value::from(vec![1_i64, 2]), Value::List(vec![Value::Number(1.0), Value::Number(2.0)]));
/// ```
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

impl Value {
    /// The texts in it, however deep, in their order; the keys of maps are none.
    ///
    /// ```
    /// use kfp_ir::model::Value;
    /// let value = Value::from(vec![Value::from("a"), Value::from(1_i64), Value::from(vec!["b"])]);
    /// assert_eq!(value.texts().collect::<Vec<_>>(), ["a", "b"]);
    /// ```
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            loop {
                match open.pop()? {
                    Value::String(text) => return Some(text.as_str()),
                    Value::List(items) => open.extend(items.iter().rev()),
                    Value::Struct(fields) => open.extend(fields.0.values().rev()),
                    Value::Null | Value::Bool(_) | Value::Number(_) => {}
                }
            }
        })
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Number(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Value::Number(f64::from(value))
    }
}

impl From<i64> for Value {
    /// Rounds beyond ±2^53.
    fn from(value: i64) -> Self {
        Value::Number(value as f64)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::String(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::String(value)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<BTreeMap<String, T>> for Value {
    fn from(fields: BTreeMap<String, T>) -> Self {
        Value::Struct(fields.into_iter().collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl From<Struct> for Value {
    fn from(fields: Struct) -> Self {
        Value::Struct(fields)
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Struct {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(fields: I) -> Self {
        Struct(fields.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }
}

impl Struct {
    /// The value of that key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Sets a key, and gives back its earlier value.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(key.into(), value.into())
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Duration {
    /// That many whole seconds.
    pub const fn from_secs(seconds: i64) -> Self {
        Duration { seconds, nanos: 0 }
    }

    /// Reads `3600s` or `0.5s`; `None` for anything else, and beyond the 10,000 years of protobuf.
    pub fn parse(text: &str) -> Option<Self> {
        const MAX_SECONDS: i64 = 315_576_000_000;
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let body = text.strip_suffix('s')?;
        let (negative, body) = match body.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, body),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
        if whole.is_empty()
            || !digits(whole)
            || fraction.is_empty()
            || fraction.len() > 9
            || !digits(fraction)
        {
            return None;
        }
        let seconds: i64 = whole.parse().ok().filter(|s| *s <= MAX_SECONDS)?;
        let nanos: i32 = format!("{fraction:0<9}").parse().ok()?;
        let sign = if negative { -1 } else { 1 };
        Some(Duration { seconds: seconds * i64::from(sign), nanos: nanos * sign })
    }
}

impl fmt::Display for Duration {
    /// With no, three, six or nine decimals, as protobuf's JSON form has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds < 0 || self.nanos < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", self.seconds.unsigned_abs())?;
        match self.nanos.unsigned_abs() {
            0 => {}
            n if n % 1_000_000 == 0 => write!(f, ".{:03}", n / 1_000_000)?,
            n if n % 1_000 == 0 => write!(f, ".{:06}", n / 1_000)?,
            n => write!(f, ".{n:09}")?,
        }
        f.write_str("s")
    }
}
