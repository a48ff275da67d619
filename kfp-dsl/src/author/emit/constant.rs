//! Constants: what the IR can hold, and the text of constant loop items.

use std::fmt::Write;

use kfp_ir::codec::json::quote;
use kfp_ir::model::{ParameterType, Value};

use super::interface::parameter_type;
use crate::kinds::KindSpec;

/// The largest integer that a double holds exactly, together with all smaller ones.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What is wrong with a constant for an input of that type, in words.
pub(super) fn fault(value: &Value, kind: &KindSpec) -> Option<String> {
    if let Some(number) = odd_number(value) {
        return Some(format!("`{number}` is not a number that JSON can hold"));
    }
    let KindSpec::Parameter { ty, literals, .. } = kind else {
        return Some("an artifact cannot be a constant".to_owned());
    };
    if let (ParameterType::NumberInteger, Value::Number(number)) = (ty, value) {
        if number.fract() != 0.0 {
            return Some(format!("`{number}` is not an integer"));
        }
        if number.abs() > EXACT {
            return Some(format!("`{number:.0}` is beyond ±2^53, where doubles do not hold every integer"));
        }
    }
    let literals = (*literals)?();
    if literals.contains(value) {
        return None;
    }
    let allowed =
        literals.iter().map(|literal| format!("`{}`", json(literal, *kind))).collect::<Vec<_>>().join(", ");
    Some(format!("`{}` is not one of {allowed}", json(value, *kind)))
}

fn odd_number(value: &Value) -> Option<f64> {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Number(number) if !number.is_finite() => return Some(*number),
            Value::List(items) => open.extend(items),
            Value::Struct(fields) => open.extend(fields.0.values()),
            _ => {}
        }
    }
    None
}

/// JSON text with the spaces and escapes of Python's `json.dumps`, which the SDK writes constant loop items with.
///
/// `kind` is the type of the value: integers and doubles look alike in a [`Value`], but not in Python.
pub(super) fn json(value: &Value, kind: KindSpec) -> String {
    let mut out = String::new();
    write(&mut out, value, Some(kind));
    out
}

/// The JSON text of a list whose items have that type.
pub(super) fn json_list(items: &[Value], item: KindSpec) -> String {
    let mut out = String::from("[");
    for (i, value) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(&mut out, value, Some(item));
    }
    out.push(']');
    out
}

/// Nesting costs stack, but a constant is as deep as the Rust type that it was made from.
fn write(out: &mut String, value: &Value, kind: Option<KindSpec>) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let double = kind.is_some_and(|kind| parameter_type(kind) == ParameterType::NumberDouble);
            number_text(out, *number, double);
        }
        Value::String(text) => quoted(out, text),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(out, item, None);
            }
            out.push(']');
        }
        Value::Struct(fields) => {
            out.push('{');
            for (i, (key, item)) in fields.0.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                quoted(out, key);
                out.push_str(": ");
                let field = kind.and_then(|kind| kind.fields().iter().find(|field| field.key == key));
                write(out, item, field.map(|field| field.kind));
            }
            out.push('}');
        }
    }
}

fn number_text(out: &mut String, number: f64, double: bool) {
    let whole = number.fract() == 0.0;
    if whole && !double && number.abs() <= EXACT {
        let _ = write!(out, "{number:.0}");
        return;
    }
    // Python writes the shortest digits, like Rust, but chooses between the two notations at other exponents.
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let _ = if (-4..16).contains(&exponent) {
        if whole { write!(out, "{number:.1}") } else { write!(out, "{number}") }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        write!(out, "{digits}e{sign}{:02}", exponent.abs())
    };
}

/// Python escapes all but printable ASCII.
fn quoted(out: &mut String, text: &str) {
    quote(out, text, |c| !(' '..='~').contains(&c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::FieldDef;
    use kfp_ir::model::Struct;

    #[test]
    fn loop_items_look_as_python_writes_them() {
        let text = |value: f64, ty| json(&Value::Number(value), KindSpec::parameter(ty));
        assert_eq!(text(1.0, ParameterType::NumberInteger), "1");
        assert_eq!(text(1.0, ParameterType::NumberDouble), "1.0");
        assert_eq!(text(-0.5, ParameterType::NumberDouble), "-0.5");
        assert_eq!(text(1e-7, ParameterType::NumberDouble), "1e-07");
        assert_eq!(text(0.0001, ParameterType::NumberDouble), "0.0001");
        assert_eq!(text(1e16, ParameterType::NumberDouble), "1e+16");
        assert_eq!(text(123_456_789_012_345.0, ParameterType::NumberDouble), "123456789012345.0");
        let fields =
            [("b".to_owned(), Value::String("é\"\u{1f600}".into())), ("a".to_owned(), Value::Number(2.0))];
        let value = Value::Struct(Struct(fields.into()));
        let kind = KindSpec::parameter(ParameterType::Struct);
        assert_eq!(json(&value, kind), r#"{"a": 2, "b": "\u00e9\"\ud83d\ude00"}"#);
        let fields = || -> &'static [FieldDef] {
            const { &[FieldDef { key: "a", kind: KindSpec::parameter(ParameterType::NumberDouble) }] }
        };
        let json = json(&value, KindSpec::structure(fields));
        assert!(json.starts_with(r#"{"a": 2.0, "#), "{json}");
    }

    #[test]
    fn what_the_ir_cannot_hold_is_told() {
        let int = KindSpec::parameter(ParameterType::NumberInteger);
        assert_eq!(fault(&Value::Number(EXACT), &int), None);
        assert!(fault(&Value::Number(EXACT + 2.0), &int).is_some_and(|m| m.contains("2^53")));
        assert!(fault(&Value::Number(0.5), &int).is_some_and(|m| m.contains("not an integer")));
        let list = KindSpec::parameter(ParameterType::List);
        assert!(fault(&Value::List(vec![Value::Number(f64::NAN)]), &list).is_some_and(|m| m.contains("NaN")));
        let kind = KindSpec::Parameter {
            ty: ParameterType::String,
            literals: Some(|| vec![Value::String("a".into()), Value::String("b".into())]),
            fields: || &[],
        };
        assert_eq!(fault(&Value::String("a".into()), &kind), None);
        let told = fault(&Value::String("c".into()), &kind);
        assert_eq!(told.as_deref(), Some("`\"c\"` is not one of `\"a\"`, `\"b\"`"));
    }
}
