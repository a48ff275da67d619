//! JSON: protobuf's JSON form of the model, both ways.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::ser::Serialize;

use crate::codec::error::code;
use crate::codec::field::{Element as _, Message};
use crate::codec::node::{Data, Key, Node, Style};
use crate::codec::reading::{Reading, Unknown};
use crate::codec::{MAX_DEPTH, ReadError, WriteError};
use crate::model::Value;
use crate::path::At;

/// Writes a value as JSON, indented by two spaces, with a final newline.
///
/// # Errors
///
/// For NaN and infinities inside a [`Value`], and keys that are no text.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| located(value, &e))?;
    text.push('\n');
    Ok(text)
}

/// Writes a value as JSON on one line, without a final newline.
///
/// # Errors
///
/// As [`to_string`].
pub fn to_compact_string<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    serde_json::to_string(value).map_err(|e| located(value, &e))
}

/// The YAML writer refuses the same values, and knows where they are.
fn located<T: Serialize + ?Sized>(value: &T, error: &serde_json::Error) -> WriteError {
    super::yaml::to_string(value).err().unwrap_or_else(|| WriteError::new(error.to_string()))
}

/// Writes a text as JSON does, in quotes. Besides what JSON has to escape, the characters that `escaped` names become `\u....`,
/// those beyond U+FFFF in two halves.
///
/// ```
/// use kfp_ir::codec::json;
/// let mut out = String::new();
/// json::quote(&mut out, "a\n\"\u{e9}\"", |c| !c.is_ascii());
/// assert_eq!(out, r#""a\n\"\u00e9\"""#);
/// ```
pub fn quote(out: &mut String, text: &str, escaped: impl Fn(char) -> bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || escaped(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Reads a message from its JSON form.
///
/// # Errors
///
/// Everything that is wrong with the text, with line and column: see [`ReadError`].
///
/// ```
/// use kfp_ir::{codec::json, model::ExecutorInput};
/// let input: ExecutorInput = json::from_str(r#"{"inputs": {"parameterValues": {"n": 3}}}"#)?;
/// let error = json::from_str::<ExecutorInput>(r#"{"input": {}}"#).unwrap_err();
/// assert_eq!(error.findings[0].help.as_deref(), Some("did you mean `inputs`?"));
/// # Ok::<(), kfp_ir::codec::ReadError>(())
/// ```
pub fn from_str<M: Message>(text: &str) -> Result<M, ReadError> {
    message(text, Reading::of(text))
}

/// Reads a message from its JSON form, as [`from_str`], but ignores fields that the message does not have: a newer
/// engine may write more.
///
/// # Errors
///
/// Everything else that is wrong with the text.
///
/// ```
/// use kfp_ir::{codec::json, model::ExecutorInput};
/// let text = r#"{"inputs": {"someday": 1, "parameterValues": {"n": 3}}}"#;
/// let input: ExecutorInput = json::from_str_of_any_version(text)?;
/// assert!(input.inputs.is_some());
/// # Ok::<(), kfp_ir::codec::ReadError>(())
/// ```
pub fn from_str_of_any_version<M: Message>(text: &str) -> Result<M, ReadError> {
    let mut cx = Reading::of(text);
    cx.unknown = Unknown::Dropped;
    message(text, cx)
}

/// Reads any JSON as a value. Numbers become the nearest double, to the last bit.
///
/// # Errors
///
/// As [`from_str`].
///
/// ```
/// use kfp_ir::{codec::json, model::Value};
/// assert_eq!(json::value(r#"["a", 0.1]"#)?, Value::List(vec![Value::from("a"), Value::from(0.1)]));
/// # Ok::<(), kfp_ir::codec::ReadError>(())
/// ```
pub fn value(text: &str) -> Result<Value, ReadError> {
    let mut cx = Reading::of(text);
    let value = parse(text, &mut cx).and_then(|mut node| Value::read(&mut node, At::default(), &mut cx));
    match value {
        Some(value) if !cx.failed() => Ok(value),
        _ => Err(ReadError { findings: cx.findings }),
    }
}

fn message<M: Message>(text: &str, mut cx: Reading<'_>) -> Result<M, ReadError> {
    let message = parse(text, &mut cx).and_then(|mut node| M::read(&mut node, At::default(), &mut cx));
    match message {
        Some(message) if !cx.failed() => Ok(message),
        _ => Err(ReadError { findings: cx.findings }),
    }
}

/// Parses JSON text into a tree; reports and returns `None` if it is no JSON.
pub(super) fn parse<'a>(text: &'a str, cx: &mut Reading<'_>) -> Option<Node<'a>> {
    let mut parser = Parser { text, offset: 0, depth: 0, entries: Vec::new(), items: Vec::new() };
    let result = parser.value().and_then(|node| {
        parser.blank();
        if parser.offset == text.len() { Ok(node) } else { Err(parser.expected("the end of the text")) }
    });
    match result {
        Ok(node) => Some(node),
        Err(Failure { offset, code, message }) => {
            cx.error(code, offset, At::default(), message, None);
            None
        }
    }
}

struct Failure {
    offset: usize,
    code: &'static str,
    message: String,
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    depth: usize,
    /// What the open maps and lists hold so far, the innermost last: each gets as much room as it needs when it ends.
    entries: Vec<(Key<'a>, Node<'a>)>,
    items: Vec<Node<'a>>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.offset += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    fn expected(&self, what: &str) -> Failure {
        self.expected_at(self.offset, what)
    }

    fn expected_at(&self, offset: usize, what: &str) -> Failure {
        let found = self.text.get(offset..).and_then(|rest| rest.chars().next());
        let found = found.map_or("the end of the text".to_owned(), |c| format!("`{}`", c.escape_default()));
        Failure { offset, code: code::SYNTAX, message: format!("not JSON: expected {what}, found {found}") }
    }

    fn value(&mut self) -> Result<Node<'a>, Failure> {
        self.blank();
        let offset = self.offset;
        let data = match self.peek() {
            Some(b'{') => self.nested(Self::map)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Data::Scalar(self.string()?, Style::Text),
            _ => Data::Scalar(Cow::Borrowed(self.literal()?), Style::Literal),
        };
        Ok(Node { data, offset })
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Data<'a>, Failure>,
    ) -> Result<Data<'a>, Failure> {
        if self.depth >= MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Failure { offset: self.offset, code: code::DEPTH, message });
        }
        self.depth += 1;
        self.offset += 1;
        let data = read(self);
        self.depth -= 1;
        data
    }

    fn map(&mut self) -> Result<Data<'a>, Failure> {
        let start = self.entries.len();
        self.blank();
        if self.take(b'}') {
            return Ok(Data::Map(Vec::new()));
        }
        loop {
            self.blank();
            let offset = self.offset;
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let key = Key { text: self.string()?, style: Style::Text, offset };
            self.blank();
            if !self.take(b':') {
                return Err(self.expected("`:` after the key"));
            }
            let value = self.value()?;
            self.entries.push((key, value));
            self.blank();
            if self.take(b'}') {
                break;
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
        Ok(Data::Map(self.entries.drain(start..).collect()))
    }

    fn list(&mut self) -> Result<Data<'a>, Failure> {
        let start = self.items.len();
        self.blank();
        if self.take(b']') {
            return Ok(Data::List(Vec::new()));
        }
        loop {
            let item = self.value()?;
            self.items.push(item);
            self.blank();
            if self.take(b']') {
                return Ok(Data::List(self.items.drain(start..).collect()));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn literal(&mut self) -> Result<&'a str, Failure> {
        let rest = self.rest();
        let end = rest
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')))
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        if !matches!(word, "true" | "false" | "null") && !is_number(word) {
            return Err(self.expected("a value"));
        }
        self.offset += end;
        Ok(word)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Failure> {
        self.offset += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let stop = rest.bytes().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f));
            let stop = stop.ok_or_else(|| self.expected_at(self.text.len(), "`\"`"))?;
            let clean = rest.get(..stop).unwrap_or_default();
            if text.is_empty() {
                text = Cow::Borrowed(clean);
            } else {
                text.to_mut().push_str(clean);
            }
            self.offset += stop;
            if self.take(b'"') {
                return Ok(text);
            }
            if !self.take(b'\\') {
                return Err(self.expected("no control character within a string"));
            }
            let c = self.escape()?;
            text.to_mut().push(c);
        }
    }

    fn escape(&mut self) -> Result<char, Failure> {
        let c = match self.peek() {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.expected("an escape such as `\\n`")),
        };
        self.offset += 1;
        Ok(c)
    }

    fn unicode(&mut self) -> Result<char, Failure> {
        let start = self.offset;
        let lone = |offset| Failure {
            offset,
            code: code::ENCODING,
            message: "half of a surrogate pair is no character".to_owned(),
        };
        let high = self.hex4()?;
        if !(0xD800..0xE000).contains(&high) {
            return char::from_u32(high).ok_or_else(|| lone(start));
        }
        if high >= 0xDC00 || !self.take(b'\\') || self.peek() != Some(b'u') {
            return Err(lone(start));
        }
        let low = self.hex4()?;
        if !(0xDC00..0xE000).contains(&low) {
            return Err(lone(start));
        }
        char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).ok_or_else(|| lone(start))
    }

    fn hex4(&mut self) -> Result<u32, Failure> {
        self.offset += 1;
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        let value = value.ok_or_else(|| self.expected("four hexadecimal digits"))?;
        self.offset += 4;
        Ok(value)
    }
}

fn is_number(word: &str) -> bool {
    let body = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e.strip_prefix(['+', '-']).unwrap_or(e))),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (mantissa, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}
