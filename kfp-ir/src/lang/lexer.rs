//! The words of CEL, as far as KFP conditions use them.

use std::fmt;

use crate::lang::cel::{CelError, CelErrorKind};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Ident(String),
    String(String),
    Int(i64),
    Double(f64),
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    Dot,
    Not,
    Minus,
    And,
    Or,
    Compare(&'static str),
    /// A character of CEL that conditions do not use.
    Other(char),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Ident(name) => write!(f, "`{name}`"),
            Token::String(text) => write!(f, "the text {text:?}"),
            Token::Int(value) => write!(f, "`{value}`"),
            Token::Double(value) => write!(f, "`{value}`"),
            Token::OpenParen => f.write_str("`(`"),
            Token::CloseParen => f.write_str("`)`"),
            Token::OpenBracket => f.write_str("`[`"),
            Token::CloseBracket => f.write_str("`]`"),
            Token::Dot => f.write_str("`.`"),
            Token::Not => f.write_str("`!`"),
            Token::Minus => f.write_str("`-`"),
            Token::And => f.write_str("`&&`"),
            Token::Or => f.write_str("`||`"),
            Token::Compare(op) => write!(f, "`{op}`"),
            Token::Other(c) => write!(f, "`{c}`"),
        }
    }
}

/// Reads a text word by word, one ahead.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    /// Where the next unread character is.
    position: usize,
    /// The next token and where it starts.
    peeked: Option<Token>,
    start: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Result<Self, CelError> {
        let mut lexer = Lexer { text, position: 0, peeked: None, start: 0 };
        lexer.advance()?;
        Ok(lexer)
    }

    /// The next token, left where it is.
    pub(crate) fn peek(&self) -> Option<&Token> {
        self.peeked.as_ref()
    }

    /// The byte offset at which the next token starts.
    pub(crate) fn offset(&self) -> usize {
        self.start
    }

    /// Takes the next token.
    pub(crate) fn next(&mut self) -> Result<Option<Token>, CelError> {
        let token = self.peeked.take();
        self.advance()?;
        Ok(token)
    }

    /// Takes the next token if it is that one.
    pub(crate) fn take(&mut self, token: &Token) -> Result<bool, CelError> {
        let found = self.peeked.as_ref() == Some(token);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    pub(crate) fn expect(&mut self, token: &Token) -> Result<(), CelError> {
        if self.take(token)? { Ok(()) } else { Err(self.expected(token.to_string())) }
    }

    pub(crate) fn expect_ident(&mut self, name: &str) -> Result<(), CelError> {
        match &self.peeked {
            Some(Token::Ident(found)) if found == name => self.advance(),
            _ => Err(self.expected(format!("`{name}`"))),
        }
    }

    pub(crate) fn expected(&self, what: String) -> CelError {
        let found = self.peeked.as_ref().map_or("the end".to_owned(), Token::to_string);
        CelError::new(CelErrorKind::Expected { what, found }, self.start)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn advance(&mut self) -> Result<(), CelError> {
        let skipped = self.rest().trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        self.position = self.text.len() - skipped.len();
        self.start = self.position;
        self.peeked = self.read()?;
        Ok(())
    }

    fn read(&mut self) -> Result<Option<Token>, CelError> {
        const SYMBOLS: [(&str, Token); 15] = [
            ("==", Token::Compare("==")),
            ("!=", Token::Compare("!=")),
            ("<=", Token::Compare("<=")),
            (">=", Token::Compare(">=")),
            ("&&", Token::And),
            ("||", Token::Or),
            ("<", Token::Compare("<")),
            (">", Token::Compare(">")),
            ("!", Token::Not),
            ("-", Token::Minus),
            ("(", Token::OpenParen),
            (")", Token::CloseParen),
            ("[", Token::OpenBracket),
            ("]", Token::CloseBracket),
            (".", Token::Dot),
        ];
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(None) };
        if matches!(first, '\'' | '"') {
            return self.string(first).map(Some);
        }
        let digit_at = |i: usize| rest.as_bytes().get(i).is_some_and(u8::is_ascii_digit);
        if digit_at(0) || (first == '.' && digit_at(1)) || (first == '-' && digit_at(1)) {
            return self.number().map(Some);
        }
        if first == '_' || first.is_ascii_alphabetic() {
            let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let name = rest.get(..end).unwrap_or_default();
            self.position += end;
            return Ok(Some(Token::Ident(name.to_owned())));
        }
        for (symbol, token) in SYMBOLS {
            if rest.starts_with(symbol) {
                self.position += symbol.len();
                return Ok(Some(token));
            }
        }
        self.position += first.len_utf8();
        Ok(Some(Token::Other(first)))
    }

    /// A number with its sign: conditions have no arithmetic, so a `-` before a digit is one.
    fn number(&mut self) -> Result<Token, CelError> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let digits = |mut i: usize| {
            while bytes.get(i).is_some_and(u8::is_ascii_digit) {
                i += 1;
            }
            i
        };
        let sign = usize::from(rest.starts_with('-'));
        let bad = |end: usize| {
            let text = rest.get(..end).unwrap_or(rest).to_owned();
            CelError::new(CelErrorKind::Number(text), self.position)
        };
        let unsigned = rest.get(sign..).unwrap_or_default();
        if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
            let hex = unsigned.get(2..).unwrap_or_default();
            let length = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
            let end = sign + 2 + length;
            let minus = if sign == 1 { "-" } else { "" };
            let text = format!("{minus}{}", hex.get(..length).unwrap_or_default());
            let value = i64::from_str_radix(&text, 16).map_err(|_| bad(end))?;
            self.position += end;
            return Ok(Token::Int(value));
        }
        let mut end = digits(sign);
        let mut whole = true;
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            whole = false;
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if digits(exponent) > exponent {
                whole = false;
                end = digits(exponent);
            }
        }
        let text = rest.get(..end).unwrap_or_default();
        let token = if whole {
            text.parse().map(Token::Int).map_err(|_| bad(end))?
        } else {
            text.parse().map(Token::Double).map_err(|_| bad(end))?
        };
        self.position += end;
        Ok(token)
    }

    fn string(&mut self, quote: char) -> Result<Token, CelError> {
        let start = self.position;
        let unclosed = || CelError::new(CelErrorKind::OpenString, start);
        let rest = self.rest();
        let triple = [quote; 3].iter().collect::<String>();
        if rest.starts_with(&triple) {
            return Err(CelError::new(CelErrorKind::Unsupported("text in triple quotes".to_owned()), start));
        }
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1);
        while let Some((i, c)) = chars.next() {
            if c == quote {
                self.position += i + 1;
                return Ok(Token::String(text));
            }
            match c {
                '\n' | '\r' => return Err(unclosed()),
                '\\' => {
                    let bad = || CelError::new(CelErrorKind::Escape, start + i);
                    let kind = chars.next().ok_or_else(unclosed)?.1;
                    let (radix, length, first) = match kind {
                        'x' | 'X' => (16, 2, None),
                        'u' => (16, 4, None),
                        'U' => (16, 8, None),
                        '0'..='3' => (8, 2, kind.to_digit(8)),
                        _ => {
                            text.push(simple_escape(kind).ok_or_else(bad)?);
                            continue;
                        }
                    };
                    let mut code = first.unwrap_or(0);
                    for _ in 0..length {
                        let digit = chars.next().and_then(|(_, c)| c.to_digit(radix)).ok_or_else(bad)?;
                        code = code.checked_mul(radix).and_then(|c| c.checked_add(digit)).ok_or_else(bad)?;
                    }
                    text.push(char::from_u32(code).ok_or_else(bad)?);
                }
                other => text.push(other),
            }
        }
        Err(unclosed())
    }
}

fn simple_escape(kind: char) -> Option<char> {
    Some(match kind {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '\'' | '"' | '`' | '?' => kind,
        _ => return None,
    })
}
