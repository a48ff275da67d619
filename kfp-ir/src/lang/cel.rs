//! Conditions as CEL, the text of `triggerPolicy.condition`.
//!
//! The spelling is the SDK's wherever the SDK is right. It differs where the SDK writes what CEL cannot read or reads
//! otherwise: quotes and backslashes are escaped, numbers beside text are compared as text, `0` and `1` beside a truth
//! value mean false and true, and there are `&&`, `||` and bare truth values. `{{` inside a text is escaped, too, since
//! Argo would expand it on the way.

use std::fmt::{self, Write as _};

use crate::lang::condition::{Condition, Constant, Operand};
use crate::lang::parser;
use crate::model::ParameterType;

/// A text that is not a condition, or not one of the forms that are understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at character {offset}")]
pub struct CelError {
    /// What is wrong.
    pub kind: CelErrorKind,
    /// The byte offset of the place in the text, counted from zero.
    pub offset: usize,
}

impl CelError {
    pub(crate) fn new(kind: CelErrorKind, offset: usize) -> Self {
        CelError { kind, offset }
    }
}

/// What is wrong with the text of a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CelErrorKind {
    /// Something else has to stand here.
    #[error("expected {what}, found {found}")]
    Expected {
        /// What has to stand here.
        what: String,
        /// What stands here.
        found: String,
    },
    /// Nothing like it can stand here.
    #[error("{0} is not expected here")]
    Unexpected(String),
    /// Text without its closing quote.
    #[error("text without its closing quote")]
    OpenString,
    /// An escape that CEL does not know.
    #[error("unknown escape in a text")]
    Escape,
    /// A number that CEL does not know or cannot hold.
    #[error("`{0}` is not a number")]
    Number(String),
    /// Valid CEL that this toolkit does not understand.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// Deeper nesting than [`MAX_DEPTH`].
    #[error("more than {MAX_DEPTH} levels of nesting")]
    TooDeep,
}

/// How deeply a condition may be nested to be read.
pub const MAX_DEPTH: usize = 100;

/// Reads a condition.
///
/// Inputs get the type that the text shows (`int(...)`, or that of the constant beside them), else `Unspecified`; see
/// [`Condition::resolve`].
///
/// # Errors
/// On text that is not CEL, and on CEL beyond comparisons of inputs and constants, with the offset of the place.
///
/// ```
/// use kfp_ir::lang::cel;
///
/// let text = "!(int(inputs.parameter_values['n']) == 1) && inputs.parameter_values['s'] == 'it\\'s'";
/// assert_eq!(cel::print(&cel::parse(text).unwrap()), text);
/// assert_eq!(cel::parse("inputs.parameter_values['s'] == 'it's'").unwrap_err().offset, 36);
/// ```
pub fn parse(text: &str) -> Result<Condition, CelError> {
    parser::parse(text)
}

/// The text of a condition.
///
/// Nesting costs stack; what [`parse`] gives back is never nested too deeply.
pub fn print(condition: &Condition) -> String {
    let mut out = String::new();
    write_condition(&mut out, condition, Place::Top);
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    InAnd,
    InOr,
}

fn write_condition(out: &mut String, condition: &Condition, place: Place) {
    match condition {
        Condition::Compare { left, op, right } => {
            let shared = join(left.kind(), right.kind());
            write_operand(out, left, shared);
            out.push(' ');
            out.push_str(op.sign());
            out.push(' ');
            write_operand(out, right, shared);
        }
        Condition::Value(operand) => write_operand(out, operand, operand.kind()),
        Condition::Not(inner) => {
            out.push_str("!(");
            write_condition(out, inner, Place::Top);
            out.push(')');
        }
        Condition::And(all) => match all.as_slice() {
            [] => out.push_str("true"),
            [one] => write_condition(out, one, place),
            all => write_chain(out, all, " && ", Place::InAnd, place == Place::InAnd),
        },
        Condition::Or(any) => match any.as_slice() {
            [] => out.push_str("false"),
            [one] => write_condition(out, one, place),
            any => write_chain(out, any, " || ", Place::InOr, place != Place::Top),
        },
    }
}

fn write_chain(out: &mut String, parts: &[Condition], joint: &str, place: Place, parentheses: bool) {
    if parentheses {
        out.push('(');
    }
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(joint);
        }
        write_condition(out, part, place);
    }
    if parentheses {
        out.push(')');
    }
}

/// The type in which two values are compared: text before truth values before doubles before integers, as in the SDK.
fn join(left: ParameterType, right: ParameterType) -> ParameterType {
    let rank = |kind| match kind {
        ParameterType::NumberInteger => 1,
        ParameterType::NumberDouble => 2,
        ParameterType::Boolean => 3,
        ParameterType::String => 4,
        _ => 0,
    };
    if rank(left) >= rank(right) { left } else { right }
}

fn write_operand(out: &mut String, operand: &Operand, shared: ParameterType) {
    match operand {
        Operand::Constant(constant) => write_constant(out, constant, shared),
        Operand::Input { name, kind } => {
            use ParameterType::{Boolean, NumberDouble, NumberInteger, String, Unspecified};
            let casts: &[&str] = match (shared, kind) {
                (String, NumberInteger) => &["string(", "int("],
                // Beside text an input is of unknown type only when the condition said `string(...)`.
                (String, NumberDouble | Boolean | Unspecified) => &["string("],
                (NumberDouble, NumberInteger) => &["double(", "int("],
                (_, NumberInteger) => &["int("],
                _ => &[],
            };
            out.extend(casts.iter().copied());
            out.push_str("inputs.parameter_values[");
            let _ = write_quoted(out, name, '\'');
            out.push(']');
            out.extend(casts.iter().map(|_| ')'));
        }
    }
}

fn write_constant(out: &mut String, constant: &Constant, shared: ParameterType) {
    use ParameterType::{Boolean, NumberDouble, String as Text};
    let truth = match constant {
        Constant::Int(0) => Some(false),
        Constant::Int(1) => Some(true),
        Constant::Double(value) if *value == 0.0 => Some(false),
        Constant::Double(value) if *value == 1.0 => Some(true),
        _ => None,
    };
    // Writing into a string does not fail.
    let _ = match (constant, shared) {
        (Constant::String(text), _) => write_quoted(out, text, '\''),
        (Constant::Bool(value), Text) => write!(out, "'{value}'"),
        (Constant::Bool(value), _) => write!(out, "{value}"),
        (Constant::Int(value), Text) => write!(out, "'{value}'"),
        (Constant::Double(value), Text) => write!(out, "'{}'", python_float(*value)),
        (Constant::Int(_) | Constant::Double(_), Boolean) if truth.is_some() => {
            write!(out, "{}", truth == Some(true))
        }
        (Constant::Int(value), NumberDouble) => write!(out, "double({value})"),
        (Constant::Int(value), _) => write!(out, "{value}"),
        (Constant::Double(value), _) if value.is_nan() => write!(out, "double('NaN')"),
        (Constant::Double(value), _) if value.is_infinite() => {
            write!(out, "double('{}Infinity')", if *value < 0.0 { "-" } else { "" })
        }
        (Constant::Double(value), _) => write!(out, "{}", python_float(*value)),
    };
}

/// A CEL string in those quotes.
pub(crate) fn write_quoted(out: &mut impl fmt::Write, text: &str, quote: char) -> fmt::Result {
    out.write_char(quote)?;
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '{' if before == '{' => out.write_str("\\u007b")?,
            c if c == quote => write!(out, "\\{c}")?,
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                write!(out, "\\u{:04x}", u32::from(c))?;
            }
            c => out.write_char(c)?,
        }
        before = c;
    }
    out.write_char(quote)
}

/// A finite double as Python prints it (`1.0`, `1e-07`, `1e+16`): the SDK's conditions hold that text.
fn python_float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.unsigned_abs());
    }
    let plain = format!("{value}");
    if plain.contains('.') { plain } else { plain + ".0" }
}
