//! `parameterExpressionSelector`: which part of a parameter a task receives.
//!
//! KFP evaluates it as CEL over a protobuf `Value` whose `string_value` is the JSON text of the parameter
//! (`backend/src/v2/expression`). The SDK writes one form, `parseJson(string_value)["key"]`; this module reads that form
//! with any number of keys and positions.

use std::fmt;

use crate::lang::cel::{CelError, CelErrorKind, write_quoted};
use crate::lang::lexer::{Lexer, Token};

/// One step into a list or map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SelectorStep {
    /// The value of that key.
    Key(String),
    /// The item at that position, counted from zero.
    Index(i64),
}

/// A path into the JSON value of a parameter.
///
/// ```
/// use kfp_ir::lang::selector::{Selector, SelectorStep};
///
/// let selector = Selector::parse(r#"parseJson(string_value)["lr"]"#).unwrap();
/// assert_eq!(selector.steps, [SelectorStep::Key("lr".into())]);
/// assert_eq!(selector.to_string(), r#"parseJson(string_value)["lr"]"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selector {
    /// From the outside in; none is the whole value.
    pub steps: Vec<SelectorStep>,
}

impl Selector {
    /// The selector of one key.
    pub fn key(key: impl Into<String>) -> Self {
        Selector { steps: vec![SelectorStep::Key(key.into())] }
    }

    /// Reads `parseJson(string_value)` with keys and positions behind it.
    ///
    /// # Errors
    /// On anything else, with the offset of the first character that does not fit.
    pub fn parse(text: &str) -> Result<Self, CelError> {
        let mut lexer = Lexer::new(text)?;
        lexer.expect_ident("parseJson")?;
        lexer.expect(&Token::OpenParen)?;
        lexer.expect_ident("string_value")?;
        lexer.expect(&Token::CloseParen)?;
        let mut steps = Vec::new();
        loop {
            let at = lexer.offset();
            match lexer.next()? {
                None => return Ok(Selector { steps }),
                Some(Token::Dot) => match lexer.next()? {
                    Some(Token::Ident(name)) => steps.push(SelectorStep::Key(name)),
                    _ => return Err(CelError::new(CelErrorKind::Unexpected("`.`".into()), at)),
                },
                Some(Token::OpenBracket) => {
                    steps.push(match lexer.next()? {
                        Some(Token::String(key)) => SelectorStep::Key(key),
                        Some(Token::Int(index)) => SelectorStep::Index(index),
                        _ => return Err(CelError::new(CelErrorKind::Unexpected("`[`".into()), at)),
                    });
                    lexer.expect(&Token::CloseBracket)?;
                }
                Some(other) => {
                    return Err(CelError::new(CelErrorKind::Unexpected(other.to_string()), at));
                }
            }
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("parseJson(string_value)")?;
        self.steps.iter().try_for_each(|step| {
            f.write_str("[")?;
            match step {
                SelectorStep::Key(key) => write_quoted(f, key, '"')?,
                SelectorStep::Index(index) => write!(f, "{index}")?,
            }
            f.write_str("]")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_several_steps() {
        let selector = Selector::parse("parseJson( string_value )['a'][2].b").unwrap();
        let steps = [SelectorStep::Key("a".into()), SelectorStep::Index(2), SelectorStep::Key("b".into())];
        assert_eq!(selector.steps, steps);
        assert_eq!(selector.to_string(), r#"parseJson(string_value)["a"][2]["b"]"#);
    }

    #[test]
    fn says_where_it_stopped() {
        for (text, offset) in [
            ("", 0),
            ("struct_value.x", 0),
            ("parseJson(x)", 10),
            ("parseJson(string_value", 22),
            ("parseJson(string_value)[true]", 23),
            ("parseJson(string_value) + 1", 24),
            ("parseJson(string_value)['a", 24),
        ] {
            assert_eq!(Selector::parse(text).unwrap_err().offset, offset, "{text}");
        }
    }

    proptest! {
        #[test]
        fn printed_selectors_read_back(steps in prop::collection::vec(prop_oneof![
            ".{0,6}".prop_map(SelectorStep::Key),
            any::<i64>().prop_map(SelectorStep::Index),
        ], 0..4)) {
            let selector = Selector { steps };
            prop_assert_eq!(Selector::parse(&selector.to_string()).unwrap(), selector);
        }
    }
}
