//! Rust values as parameter values of the IR, both ways.

use std::fmt;

use kfp_ir::model::Value;
use kfp_ir::path::{IrPath, Step};

use crate::kinds::Kind;

/// A type whose values travel as parameters.
///
/// Implemented for `bool`, the integers up to `i64`, `f32`, `f64`, `String`, `Vec<T>`, maps from `String` and
/// [`serde_json::Value`]; `#[derive(Parameter)]` adds structs and enums without fields.
///
/// ```
/// use kfp_dsl::Parameter as _;
/// use kfp_ir::model::Value;
///
/// assert_eq!(3_i64.to_value().unwrap(), Value::Number(3.0));
/// assert_eq!(u8::from_value(&Value::Number(3.0)).unwrap(), 3);
/// let error = u8::from_value(&Value::Number(300.0)).unwrap_err();
/// assert_eq!(error.to_string(), "`300` is not between 0 and 255");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a parameter type",
    label = "not a parameter type",
    note = "parameters are `bool`, integers, `f64`, `String`, lists and maps of these, and types with `#[derive(Parameter)]`"
)]
pub trait Parameter: Kind + Sized {
    /// The value as the IR holds it.
    ///
    /// # Errors
    /// The IR holds numbers as doubles: integers outside ±2^53, NaN and infinity are errors.
    fn to_value(&self) -> Result<Value, ValueError>;

    /// Reads a value that a task received.
    ///
    /// # Errors
    /// The value is of another type, or out of the range of this type.
    fn from_value(value: &Value) -> Result<Self, ValueError>;
}

/// Why a value and a Rust type do not fit, and where inside the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    path: IrPath,
    message: String,
}

impl ValueError {
    /// An error of a whole value.
    pub fn new(message: impl Into<String>) -> Self {
        ValueError { path: IrPath::default(), message: message.into() }
    }

    /// The same error, seen from the struct or map that holds the value under that key.
    #[must_use]
    pub fn under(mut self, key: impl Into<String>) -> Self {
        self.path.0.insert(0, Step::Key(key.into()));
        self
    }

    /// The same error, seen from the list that holds the value.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.path.0.insert(0, Step::Index(index));
        self
    }

    /// An error about a value of the wrong type.
    pub fn expected(what: &str, value: &Value) -> Self {
        ValueError::new(format!("expected {what}, found {}", Shown(value)))
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.0.is_empty() {
            true => f.write_str(&self.message),
            false => write!(f, "`{}`: {}", self.path, self.message),
        }
    }
}

impl std::error::Error for ValueError {}

/// A value in a message: short ones in full, long ones by their type.
struct Shown<'a>(&'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("no value"),
            Value::Bool(b) => write!(f, "`{b}`"),
            Value::Number(n) => write!(f, "`{n}`"),
            Value::String(s) if s.chars().count() <= 60 => write!(f, "the text `{s}`"),
            Value::String(s) => write!(f, "a text of {} characters", s.chars().count()),
            Value::List(items) => write!(f, "a list of {}", items.len()),
            Value::Struct(_) => f.write_str("a struct"),
        }
    }
}
