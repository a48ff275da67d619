//! JSON in the one form that is hashed: as Go's `encoding/json` writes generic data.
//!
//! Keys are sorted by their bytes and there is no white space. Numbers are doubles in their shortest form, with an exponent
//! below 1e-6 and from 1e21 on. `"`, `\`, control characters, `<`, `>`, `&`, U+2028 and U+2029 are escaped; everything
//! else is itself. KFP hashes this form for its cache (`backend/src/v2/cacheutils/cache.go`), and so do our digests.

use std::fmt::Write as _;

use crate::codec::json;
use crate::model::{Struct, Value};

/// Writes a value in the form that is hashed. NaN and infinities, which no checked document has, become `null`.
///
/// ```
/// use kfp_ir::{codec::canonical, model::{Struct, Value}};
/// let value = Value::Struct(Struct::from_iter([("b", Value::from(1e21)), ("a", Value::from("<x>"))]));
/// assert_eq!(canonical::to_string(&value), r#"{"a":"\u003cx\u003e","b":1e+21}"#);
/// ```
pub fn to_string(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

/// The text that KFP makes of a value for a string input: a string stays, a number is written without exponent, null is
/// empty, and lists and structs are JSON (`PbValueToText` in `backend/src/v2/metadata/converter.go`).
///
/// ```
/// use kfp_ir::{codec::canonical, model::Value};
/// assert_eq!(canonical::text(&Value::from(1e21)), "1000000000000000000000");
/// assert_eq!(canonical::text(&Value::from(vec!["a"])), "[\"a\"]");
/// ```
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(n) => n.to_string(),
        other => to_string(other),
    }
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(n) => number(out, *n),
        Value::String(s) => string(out, s),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(out, item);
            }
            out.push(']');
        }
        Value::Struct(Struct(fields)) => {
            out.push('{');
            for (i, (key, field)) in fields.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                string(out, key);
                out.push(':');
                write(out, field);
            }
            out.push('}');
        }
    }
}

fn number(out: &mut String, n: f64) {
    let size = n.abs();
    if !n.is_finite() {
        out.push_str("null");
    } else if size != 0.0 && !(1e-6..1e21).contains(&size) {
        // The shortest digits, as Go's; only the sign of a positive exponent is missing.
        let text = format!("{n:e}");
        out.push_str(&if size > 1.0 { text.replace('e', "e+") } else { text });
    } else {
        let _ = write!(out, "{n}");
    }
}

fn string(out: &mut String, text: &str) {
    json::quote(out, text, |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'));
}
