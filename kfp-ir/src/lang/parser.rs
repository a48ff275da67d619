//! Reads the part of CEL that conditions use. Nesting is limited, so hostile text cannot exhaust the stack.

use crate::lang::cel::{CelError, CelErrorKind, MAX_DEPTH};
use crate::lang::condition::{Condition, Constant, Operand, Operator};
use crate::lang::lexer::{Lexer, Token};
use crate::model::ParameterType;

pub(crate) fn parse(text: &str) -> Result<Condition, CelError> {
    let mut parser = Parser { lexer: Lexer::new(text)?, depth: 0, casts: 0 };
    let part = parser.chain()?;
    match parser.lexer.peek() {
        None => part.condition(),
        Some(token) => {
            let operator =
                matches!(token, Token::Minus | Token::Other(_)) || *token == Token::Ident("in".to_owned());
            let kind = if operator { CelErrorKind::Unsupported } else { CelErrorKind::Unexpected };
            Err(CelError::new(kind(token.to_string()), parser.lexer.offset()))
        }
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// Parentheses and negations around the place. Those that printing adds are not counted, so what was read can be
    /// printed and read again.
    depth: usize,
    /// Casts around the place, counted for themselves: printing adds at most two to a value.
    casts: usize,
}

/// A part of the text: a value until it turns out to be a whole condition.
struct Part {
    what: What,
    offset: usize,
    /// Whether a cast makes a text of an input.
    text: bool,
}

impl Part {
    fn new(what: What, offset: usize) -> Self {
        Part { what, offset, text: false }
    }
}

enum What {
    Condition(Condition),
    Operand(Operand),
}

impl Part {
    fn condition(self) -> Result<Condition, CelError> {
        match self.what {
            What::Condition(condition) => Ok(condition),
            What::Operand(_) if self.text => {
                let what = "a text where a truth value belongs";
                Err(CelError::new(CelErrorKind::Unsupported(what.to_owned()), self.offset))
            }
            What::Operand(Operand::Input { name, kind: ParameterType::Unspecified }) => {
                Ok(Condition::Value(Operand::Input { name, kind: ParameterType::Boolean }))
            }
            What::Operand(operand) if operand.kind() == ParameterType::Boolean => {
                Ok(Condition::Value(operand))
            }
            What::Operand(_) => {
                let what = "a number or a text where a truth value belongs";
                Err(CelError::new(CelErrorKind::Unsupported(what.to_owned()), self.offset))
            }
        }
    }

    fn operand(self) -> Result<Operand, CelError> {
        match self.what {
            What::Operand(operand) => Ok(operand),
            What::Condition(_) => {
                let what = "comparing the result of a condition";
                Err(CelError::new(CelErrorKind::Unsupported(what.to_owned()), self.offset))
            }
        }
    }
}

impl Parser<'_> {
    /// `a && b || c`, with `&&` before `||`.
    fn chain(&mut self) -> Result<Part, CelError> {
        let offset = self.lexer.offset();
        let mut alternatives: Vec<Condition> = Vec::new();
        loop {
            let mut part = self.comparison()?;
            if self.lexer.peek() == Some(&Token::And) {
                let mut all = vec![part.condition()?];
                while self.lexer.take(&Token::And)? {
                    all.push(self.comparison()?.condition()?);
                }
                part = Part::new(What::Condition(Condition::And(all)), offset);
            }
            let more = self.lexer.take(&Token::Or)?;
            if !more && alternatives.is_empty() {
                return Ok(part);
            }
            alternatives.push(part.condition()?);
            if !more {
                return Ok(Part::new(What::Condition(Condition::Or(alternatives)), offset));
            }
        }
    }

    fn comparison(&mut self) -> Result<Part, CelError> {
        let left = self.unary()?;
        let Some(Token::Compare(sign)) = self.lexer.peek() else { return Ok(left) };
        let found = Operator::ALL.iter().copied().find(|op| op.sign() == *sign);
        let (offset, left_text) = (left.offset, left.text);
        let (Some(op), mut left) = (found, left.operand()?) else {
            return Err(self.lexer.expected("a comparison".to_owned()));
        };
        self.lexer.next()?;
        let right = self.unary()?;
        let right_text = right.text;
        let mut right = right.operand()?;
        if matches!(self.lexer.peek(), Some(Token::Compare(_))) {
            let what = "a chain of comparisons";
            return Err(CelError::new(CelErrorKind::Unsupported(what.to_owned()), self.lexer.offset()));
        }
        let kind = |operand: &Operand, text| if text { ParameterType::String } else { operand.kind() };
        let (left_kind, right_kind) = (kind(&left, left_text), kind(&right, right_text));
        if !left_text {
            infer(&mut left, right_kind);
        }
        if !right_text {
            infer(&mut right, left_kind);
        }
        let beside_text = match (left_text, right_text) {
            (false, false) => true,
            (true, true) => false,
            (true, false) => right.kind() == ParameterType::String,
            (false, true) => left.kind() == ParameterType::String,
        };
        if !beside_text {
            let what = "comparing `string(...)` with anything but a text";
            return Err(CelError::new(CelErrorKind::Unsupported(what.to_owned()), offset));
        }
        Ok(Part::new(What::Condition(Condition::Compare { left, op, right }), offset))
    }

    fn unary(&mut self) -> Result<Part, CelError> {
        let offset = self.lexer.offset();
        if !self.lexer.take(&Token::Not)? {
            return self.primary();
        }
        self.enter(offset)?;
        // A negation is printed with parentheses: they are no level of their own.
        let parentheses = self.lexer.take(&Token::OpenParen)?;
        let inner = if parentheses { self.parenthesized()? } else { self.unary()? };
        self.depth -= 1;
        Ok(Part::new(What::Condition(inner.condition()?.negate()), offset))
    }

    fn enter(&mut self, offset: usize) -> Result<(), CelError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(CelError::new(CelErrorKind::TooDeep, offset)) } else { Ok(()) }
    }

    /// What follows `(`, with the `)`.
    fn parenthesized(&mut self) -> Result<Part, CelError> {
        let inner = self.chain()?;
        self.lexer.expect(&Token::CloseParen)?;
        Ok(inner)
    }

    fn primary(&mut self) -> Result<Part, CelError> {
        let offset = self.lexer.offset();
        let constant = |constant| Part::new(What::Operand(Operand::Constant(constant)), offset);
        let unsupported = |what: String| Err(CelError::new(CelErrorKind::Unsupported(what), offset));
        match self.lexer.peek() {
            Some(
                Token::Int(_) | Token::Double(_) | Token::String(_) | Token::Ident(_) | Token::OpenParen,
            ) => {}
            Some(Token::Minus | Token::Other(_) | Token::OpenBracket) => {
                let token = self.lexer.peek().map(Token::to_string).unwrap_or_default();
                return unsupported(token);
            }
            _ => return Err(self.lexer.expected("a value".to_owned())),
        }
        match self.lexer.next()? {
            Some(Token::Int(value)) => Ok(constant(Constant::Int(value))),
            Some(Token::Double(value)) => Ok(constant(Constant::Double(value))),
            Some(Token::String(value)) => Ok(constant(Constant::String(value))),
            Some(Token::OpenParen) => {
                self.enter(offset)?;
                let inner = self.parenthesized()?;
                self.depth -= 1;
                Ok(Part { offset, ..inner })
            }
            Some(Token::Ident(name)) => match name.as_str() {
                "true" => Ok(constant(Constant::Bool(true))),
                "false" => Ok(constant(Constant::Bool(false))),
                "inputs" => {
                    let operand = self.input()?;
                    Ok(Part::new(What::Operand(operand), offset))
                }
                "int" | "double" | "string" if self.lexer.peek() == Some(&Token::OpenParen) => {
                    let operand = self.cast(&name, offset)?;
                    let text = name == "string" && matches!(operand, Operand::Input { .. });
                    Ok(Part { what: What::Operand(operand), offset, text })
                }
                _ => unsupported(format!("`{name}`")),
            },
            // The first match let nothing else through.
            _ => unsupported("this".to_owned()),
        }
    }

    /// What follows `inputs`: `.parameter_values['x']` or `.parameter_values.x`.
    fn input(&mut self) -> Result<Operand, CelError> {
        self.lexer.expect(&Token::Dot)?;
        self.lexer.expect_ident("parameter_values")?;
        let bracket = self.lexer.take(&Token::OpenBracket)?;
        if !bracket {
            self.lexer.expect(&Token::Dot)?;
        }
        let name = match self.lexer.peek() {
            Some(Token::String(name)) if bracket => name.clone(),
            Some(Token::Ident(name)) if !bracket => name.clone(),
            _ => return Err(self.lexer.expected("the name of an input".to_owned())),
        };
        self.lexer.next()?;
        if bracket {
            self.lexer.expect(&Token::CloseBracket)?;
        }
        if let Some(Token::Dot | Token::OpenBracket) = self.lexer.peek() {
            let what = "a part of an input";
            return Err(CelError::new(CelErrorKind::Unsupported(what.to_owned()), self.lexer.offset()));
        }
        Ok(Operand::Input { name, kind: ParameterType::Unspecified })
    }

    /// `int(x)`, `double(x)`, `double(int(x))`, `string(x)`. The outer two only widen, so the inner one names the type.
    fn cast(&mut self, function: &str, offset: usize) -> Result<Operand, CelError> {
        self.lexer.expect(&Token::OpenParen)?;
        self.casts += 1;
        if self.casts > MAX_DEPTH {
            return Err(CelError::new(CelErrorKind::TooDeep, offset));
        }
        let inner = self.unary()?.operand()?;
        self.casts -= 1;
        self.lexer.expect(&Token::CloseParen)?;
        use ParameterType::{NumberDouble, NumberInteger, Unspecified};
        match (function, inner) {
            ("int", Operand::Input { name, kind: Unspecified | NumberInteger }) => {
                Ok(Operand::Input { name, kind: NumberInteger })
            }
            ("double", Operand::Input { name, kind: Unspecified }) => {
                Ok(Operand::Input { name, kind: NumberDouble })
            }
            ("double", input @ Operand::Input { kind: NumberInteger | NumberDouble, .. }) => Ok(input),
            ("string", input @ Operand::Input { .. }) => Ok(input),
            ("int", constant @ Operand::Constant(Constant::Int(_)))
            | ("double", constant @ Operand::Constant(Constant::Int(_) | Constant::Double(_)))
            | ("string", constant @ Operand::Constant(Constant::String(_))) => Ok(constant),
            ("double", Operand::Constant(Constant::String(text))) => match text.parse::<f64>() {
                Ok(value) => Ok(value.into()),
                Err(_) => Err(CelError::new(CelErrorKind::Number(text), offset)),
            },
            _ => Err(CelError::new(CelErrorKind::Unsupported(format!("this use of `{function}`")), offset)),
        }
    }
}

/// The type of a bare input, from that of what it is compared with. A bare number is a double: the IR has no integers.
fn infer(operand: &mut Operand, other: ParameterType) {
    if let Operand::Input { kind, .. } = operand
        && *kind == ParameterType::Unspecified
    {
        *kind = match other {
            ParameterType::NumberInteger => ParameterType::NumberDouble,
            other => other,
        };
    }
}
