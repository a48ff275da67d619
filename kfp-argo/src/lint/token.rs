//! The words of an expression of expr-lang.

/// One word, and where it starts in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Whole,
    Fraction,
    Text(String),
    Name(String),
    /// Operators, also those that are words.
    Operator(&'static str),
    /// `(`, `[`, `{` and their ends.
    Bracket(char),
    End,
}

/// What keeps a text from being an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Byte offset in the text.
    pub(super) at: usize,
    pub(super) message: String,
}

impl Unreadable {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Unreadable { at, message: message.into() }
    }
}

/// Names that are operators.
const WORDS: &[&str] =
    &["not", "in", "and", "or", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"];

/// The longest first.
const SIGNS: &[&str] = &[
    "??", "?.", "==", "!=", "<=", ">=", "&&", "||", "**", "..", "::", "<", ">", "!", "+", "-", "*", "/", "%",
    "^", "|", "?", ":", ".", ",", ";", "=", "#",
];

/// All words of a text, and an end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Unreadable> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        let (kind, length) = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '/' if rest.starts_with("//") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").ok_or_else(|| Unreadable::new(at, "the comment has no end"))?;
                at += end + 2;
                continue;
            }
            '\'' | '"' => text_token(rest, first, at)?,
            '`' => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.find('`').ok_or_else(|| Unreadable::new(at, "the text has no end"))?;
                (TokenKind::Text(inner.get(..end).unwrap_or_default().to_owned()), end + 2)
            }
            '(' | ')' | '[' | ']' | '{' | '}' => (TokenKind::Bracket(first), 1),
            c if c.is_ascii_digit() => number(rest, at)?,
            '.' if rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) => {
                number(rest, at)?
            }
            c if c.is_alphabetic() || c == '_' || c == '$' => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
                let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                let kind = match WORDS.iter().find(|w| **w == word) {
                    Some(operator) => TokenKind::Operator(operator),
                    None => TokenKind::Name(word.to_owned()),
                };
                (kind, word.len())
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (TokenKind::Operator(sign), sign.len()),
                None => return Err(Unreadable::new(at, format!("`{first}` has no meaning here"))),
            },
        };
        found.push(Token { at, kind });
        at += length;
    }
    found.push(Token { at: text.len(), kind: TokenKind::End });
    Ok(found)
}

fn number(rest: &str, at: usize) -> Result<(TokenKind, usize), Unreadable> {
    let prefixed = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|p| rest.starts_with(p));
    if prefixed {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        return Ok((TokenKind::Whole, end));
    }
    let digits = |text: &str| text.find(|c: char| !(c.is_ascii_digit() || c == '_')).unwrap_or(text.len());
    let mut length = digits(rest);
    let mut kind = TokenKind::Whole;
    let after = |length: usize| rest.get(length..).unwrap_or_default();
    // `1..3` is a range.
    if after(length).starts_with('.') && !after(length).starts_with("..") {
        kind = TokenKind::Fraction;
        length += 1;
        length += digits(after(length));
    }
    if after(length).starts_with(['e', 'E']) {
        let sign = usize::from(after(length + 1).starts_with(['+', '-']));
        let exponent = digits(after(length + 1 + sign));
        if exponent > 0 {
            kind = TokenKind::Fraction;
            length += 1 + sign + exponent;
        }
    }
    if after(length).starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return Err(Unreadable::new(at, "this is no number"));
    }
    Ok((kind, length))
}

fn text_token(rest: &str, quote: char, at: usize) -> Result<(TokenKind, usize), Unreadable> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            c if c == quote => return Ok((TokenKind::Text(text), i + 1)),
            '\n' => break,
            '\\' => {
                let Some((_, escaped)) = chars.next() else { break };
                let digits = match escaped {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    '0'..='7' => 2,
                    _ => 0,
                };
                match escaped {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'a' | 'b' | 'f' | 'v' => text.push(' '),
                    '\\' | '\'' | '"' | '`' | '?' => text.push(escaped),
                    _ if digits > 0 => {
                        let code: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
                        let code = if escaped.is_ascii_digit() {
                            u32::from_str_radix(&format!("{escaped}{code}"), 8)
                        } else {
                            u32::from_str_radix(&code, 16)
                        };
                        let code =
                            code.map_err(|_| Unreadable::new(at + i, "this escape is not complete"))?;
                        text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                    }
                    _ => {
                        let message = format!("`\\{escaped}` is no escape; write `\\\\` for a backslash");
                        return Err(Unreadable::new(at + i, message));
                    }
                }
            }
            c => text.push(c),
        }
    }
    Err(Unreadable::new(at, "the text has no end"))
}
