//! Constants of the IR as text: Rust literals for people, JSON for the code.

use kfp_ir::model::{ParameterType, Value};

/// A default as an author of Rust would write it.
pub(crate) fn rust(value: &Value, ty: ParameterType) -> String {
    match value {
        Value::Number(number) if ty == ParameterType::NumberDouble && number.fract() == 0.0 => {
            format!("{number:.1}")
        }
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::String(text) => format!("{text:?}"),
        other => format!("json!({})", json(other)),
    }
}

/// JSON text, the same for equal values.
pub(crate) fn json(value: &Value) -> String {
    kfp_ir::codec::json::to_compact_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Text as a Rust string literal.
pub(crate) fn quoted(text: &str) -> String {
    format!("{text:?}")
}
