//! Text to expression, by the grammar of expr-lang 1.17, the version in Argo 4.

use super::ast::{Ast, Node};
use super::token::{Token, TokenKind, Unreadable, tokens};

/// How deep expressions may be nested.
const DEEPEST: usize = 100;

/// Functions whose later arguments are predicates.
pub(super) const PREDICATES: &[&str] = &[
    "all",
    "none",
    "any",
    "one",
    "filter",
    "map",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "count",
    "sum",
    "groupBy",
    "sortBy",
    "reduce",
];

/// Parses an expression.
pub(super) fn parse(text: &str) -> Result<Ast, Unreadable> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, predicates: 0 };
    let ast = parser.sequence()?;
    match parser.peek() {
        TokenKind::End => Ok(ast),
        _ => Err(parser.unexpected()),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    /// How many predicates are open: only in one has `#` a meaning.
    predicates: usize,
}

/// How tightly a binary operator binds, and whether from the right.
fn binary(operator: &str) -> Option<(u16, bool)> {
    Some(match operator {
        "|" => (0, false),
        "or" | "||" => (10, false),
        "and" | "&&" => (15, false),
        "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "matches" | "contains" | "startsWith" | "endsWith" => {
            (20, false)
        }
        ".." => (25, false),
        "+" | "-" => (30, false),
        "*" | "/" | "%" => (60, false),
        "**" | "^" => (100, true),
        "??" => (500, false),
        _ => return None,
    })
}

fn unary(operator: &str) -> Option<u16> {
    match operator {
        "not" | "!" => Some(50),
        "-" | "+" => Some(90),
        _ => None,
    }
}

fn ordering(operator: &str) -> bool {
    matches!(operator, "<" | ">" | "<=" | ">=")
}

fn negatable(operator: &str) -> bool {
    matches!(operator, "contains" | "matches" | "startsWith" | "endsWith" | "in")
}

impl Parser {
    fn peek(&self) -> &TokenKind {
        self.tokens.get(self.next).map_or(&TokenKind::End, |t| &t.kind)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |t| t.at)
    }

    fn operator(&self) -> Option<&'static str> {
        match self.peek() {
            TokenKind::Operator(operator) => Some(operator),
            _ => None,
        }
    }

    fn is(&self, operator: &str) -> bool {
        self.operator() == Some(operator)
    }

    fn is_bracket(&self, bracket: char) -> bool {
        *self.peek() == TokenKind::Bracket(bracket)
    }

    fn take(&mut self, operator: &str) -> bool {
        let there = self.is(operator);
        self.next += usize::from(there);
        there
    }

    fn take_bracket(&mut self, bracket: char) -> bool {
        let there = self.is_bracket(bracket);
        self.next += usize::from(there);
        there
    }

    fn unexpected(&self) -> Unreadable {
        let found = match self.peek() {
            TokenKind::End => return Unreadable::new(self.at(), "the expression ends too early"),
            TokenKind::Whole | TokenKind::Fraction => "a number".to_owned(),
            TokenKind::Text(text) => format!("the text `{}`", text.chars().take(40).collect::<String>()),
            TokenKind::Name(name) => format!("`{name}`"),
            TokenKind::Operator(operator) => format!("`{operator}`"),
            TokenKind::Bracket(bracket) => format!("`{bracket}`"),
        };
        Unreadable::new(self.at(), format!("{found} cannot stand here"))
    }

    fn expect(&mut self, operator: &str) -> Result<(), Unreadable> {
        if self.take(operator) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn expect_bracket(&mut self, bracket: char) -> Result<(), Unreadable> {
        if self.take_bracket(bracket) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn name(&mut self) -> Result<String, Unreadable> {
        match self.peek().clone() {
            TokenKind::Name(name) => {
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn sequence(&mut self) -> Result<Ast, Unreadable> {
        let at = self.at();
        let first = self.expression(0)?;
        if !self.is(";") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take(";") && !matches!(self.peek(), TokenKind::End) && !self.closes() {
            parts.push(self.expression(0)?);
        }
        Ok(Ast::new(at, Node::Sequence(parts)))
    }

    fn closes(&self) -> bool {
        matches!(self.peek(), TokenKind::Bracket(')' | ']' | '}'))
    }

    fn expression(&mut self, least: u16) -> Result<Ast, Unreadable> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unreadable::new(self.at(), format!("nested deeper than {DEEPEST} levels")));
        }
        let ast = self.operation(least);
        self.depth -= 1;
        ast
    }

    fn operation(&mut self, least: u16) -> Result<Ast, Unreadable> {
        let at = self.at();
        if least == 0 && self.take("let") {
            let name = self.name()?;
            self.expect("=")?;
            let value = self.expression(0)?;
            self.expect(";")?;
            let body = self.sequence()?;
            return Ok(Ast::new(at, Node::Let(name, Box::new(value), Box::new(body))));
        }
        if least == 0 && self.take("if") {
            return self.choice(at);
        }
        let mut left = self.primary()?;
        let mut before = "";
        while let Some(first) = self.operator() {
            let negated = first == "not";
            let operator = match self.tokens.get(self.next + 1).map(|t| &t.kind) {
                Some(TokenKind::Operator(second)) if negated && negatable(second) => second,
                _ if negated => return Err(self.unexpected()),
                _ => first,
            };
            let Some((strength, from_right)) = binary(operator).filter(|(s, _)| *s >= least) else { break };
            let at = self.at();
            self.next += 1 + usize::from(negated);
            if operator == "|" {
                let name_at = self.at();
                let name = self.name()?;
                left = self.call(Ast::new(name_at, Node::Name(name)), vec![left])?;
                before = operator;
                continue;
            }
            if before == "??" && operator != "??" {
                let message = format!("`??` and `{operator}` need parentheses between them");
                return Err(Unreadable::new(at, message));
            }
            if ordering(operator) {
                left = self.comparisons(left, operator, at)?;
                before = operator;
                continue;
            }
            let right = self.expression(if from_right { strength } else { strength + 1 })?;
            left = Ast::new(at, Node::Binary(operator, Box::new(left), Box::new(right)));
            if negated {
                left = Ast::new(at, Node::Unary("not", Box::new(left)));
            }
            before = operator;
        }
        if least == 0 {
            while self.is("?") {
                let at = self.at();
                self.next += 1;
                let (then, otherwise) = if self.take(":") {
                    (left.clone(), self.expression(0)?)
                } else {
                    let then = self.expression(0)?;
                    self.expect(":")?;
                    (then, self.expression(0)?)
                };
                left = Ast::new(at, Node::If(Box::new([left, then, otherwise])));
            }
        }
        Ok(left)
    }

    /// `a < b <= c`: each neighbour is compared, and all have to hold.
    fn comparisons(&mut self, first: Ast, operator: &'static str, at: usize) -> Result<Ast, Unreadable> {
        let (mut left, mut operator, mut at) = (first, operator, at);
        let mut all: Option<Ast> = None;
        loop {
            let right = self.expression(21)?;
            let one = Ast::new(at, Node::Binary(operator, Box::new(left), Box::new(right.clone())));
            all = Some(match all {
                Some(all) => Ast::new(at, Node::Binary("&&", Box::new(all), Box::new(one))),
                None => one,
            });
            match self.operator().filter(|next| ordering(next)) {
                Some(next) => (left, operator, at) = (right, next, self.at()),
                None => break,
            }
            self.next += 1;
        }
        all.ok_or_else(|| self.unexpected())
    }

    /// `if a {b} else {c}`, after the `if`.
    fn choice(&mut self, at: usize) -> Result<Ast, Unreadable> {
        let condition = self.expression(0)?;
        self.expect_bracket('{')?;
        let then = self.sequence()?;
        self.expect_bracket('}')?;
        self.expect("else")?;
        let inner = self.at();
        let otherwise = if self.take("if") {
            self.choice(inner)?
        } else {
            self.expect_bracket('{')?;
            let otherwise = self.sequence()?;
            self.expect_bracket('}')?;
            otherwise
        };
        Ok(Ast::new(at, Node::If(Box::new([condition, then, otherwise]))))
    }

    fn primary(&mut self) -> Result<Ast, Unreadable> {
        let at = self.at();
        let token = self.peek().clone();
        let node = match token {
            TokenKind::Operator(operator) if unary(operator).is_some() => {
                self.next += 1;
                let of = self.expression(unary(operator).unwrap_or_default())?;
                let ast = Ast::new(at, Node::Unary(operator, Box::new(of)));
                return self.postfix(ast);
            }
            TokenKind::Operator("#") if self.predicates > 0 => {
                self.next += 1;
                if matches!(self.peek(), TokenKind::Name(name) if name == "acc" || name == "index") {
                    self.next += 1;
                }
                Node::Pointer
            }
            TokenKind::Operator(".") if self.predicates > 0 => {
                self.next += 1;
                self.name()?;
                Node::Pointer
            }
            TokenKind::Operator("::") => {
                self.next += 1;
                let name = self.name()?;
                let call = self.call(Ast::new(at, Node::Name(name)), Vec::new())?;
                return self.postfix(call);
            }
            TokenKind::Bracket('(') => {
                self.next += 1;
                let inner = self.sequence()?;
                self.expect_bracket(')')?;
                return self.postfix(inner);
            }
            TokenKind::Bracket('[') => {
                self.next += 1;
                Node::List(self.items(']')?)
            }
            TokenKind::Bracket('{') => {
                self.next += 1;
                Node::Map(self.map()?)
            }
            TokenKind::Whole => self.constant(Node::Whole),
            TokenKind::Fraction => self.constant(Node::Fraction),
            TokenKind::Text(text) => self.constant(Node::Text(text)),
            TokenKind::Name(name) => {
                self.next += 1;
                match name.as_str() {
                    "true" | "false" => Node::Bool,
                    "nil" => Node::Nil,
                    _ if self.is_bracket('(') => {
                        let call = self.call(Ast::new(at, Node::Name(name)), Vec::new())?;
                        return self.postfix(call);
                    }
                    _ => Node::Name(name),
                }
            }
            _ => return Err(self.unexpected()),
        };
        let ast = Ast::new(at, node);
        match ast.node {
            // Nothing can be a part of them, and expr-lang does not look.
            Node::Whole | Node::Fraction | Node::Bool | Node::Nil => Ok(ast),
            _ => self.postfix(ast),
        }
    }

    fn constant(&mut self, node: Node) -> Node {
        self.next += 1;
        node
    }

    fn items(&mut self, end: char) -> Result<Vec<Ast>, Unreadable> {
        let mut items = Vec::new();
        while !self.take_bracket(end) {
            if !items.is_empty() {
                self.expect(",")?;
                if self.take_bracket(end) {
                    break;
                }
            }
            items.push(self.expression(0)?);
        }
        Ok(items)
    }

    fn map(&mut self) -> Result<Vec<(Ast, Ast)>, Unreadable> {
        let mut entries: Vec<(Ast, Ast)> = Vec::new();
        while !self.take_bracket('}') {
            if !entries.is_empty() {
                self.expect(",")?;
                if self.take_bracket('}') {
                    break;
                }
            }
            let at = self.at();
            let key = match self.peek().clone() {
                TokenKind::Name(key) | TokenKind::Text(key) => self.constant(Node::Text(key)),
                TokenKind::Whole | TokenKind::Fraction => self.constant(Node::Text(String::new())),
                TokenKind::Bracket('(') => self.expression(0)?.node,
                _ => return Err(self.unexpected()),
            };
            self.expect(":")?;
            entries.push((Ast::new(at, key), self.expression(0)?));
        }
        Ok(entries)
    }

    /// The arguments of a function, after its name.
    fn call(&mut self, function: Ast, mut arguments: Vec<Ast>) -> Result<Ast, Unreadable> {
        let at = function.at;
        let predicate = matches!(&function.node, Node::Name(name) if PREDICATES.contains(&name.as_str()));
        self.expect_bracket('(')?;
        if !predicate {
            arguments.append(&mut self.items(')')?);
            return Ok(Ast::new(at, Node::Call(Box::new(function), arguments)));
        }
        let mut more = false;
        while !self.take_bracket(')') {
            if more {
                self.expect(",")?;
                if self.take_bracket(')') {
                    break;
                }
            }
            more = true;
            // The second argument is the predicate; `reduce` has a first value behind it.
            let argument = if arguments.len() == 1 { self.predicate()? } else { self.expression(0)? };
            arguments.push(argument);
        }
        Ok(Ast::new(at, Node::Call(Box::new(function), arguments)))
    }

    fn predicate(&mut self) -> Result<Ast, Unreadable> {
        let at = self.at();
        let braces = self.take_bracket('{');
        self.predicates += 1;
        let body = if braces { self.sequence()? } else { self.expression(0)? };
        self.predicates -= 1;
        if braces {
            self.expect_bracket('}')?;
        }
        Ok(Ast::new(at, Node::Predicate(Box::new(body))))
    }

    fn postfix(&mut self, mut ast: Ast) -> Result<Ast, Unreadable> {
        loop {
            let at = self.at();
            let optional = self.is("?.");
            if optional || self.is(".") {
                self.next += 1;
                if optional && self.is_bracket('[') {
                    continue;
                }
                let key = match self.peek().clone() {
                    TokenKind::Name(name) => name,
                    TokenKind::Operator(word) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                        word.to_owned()
                    }
                    _ => return Err(self.unexpected()),
                };
                let key = Ast::new(self.at(), Node::Text(key));
                self.next += 1;
                ast = Ast::new(ast.at, Node::Member { of: Box::new(ast), key: Box::new(key), optional });
                if self.is_bracket('(') {
                    ast = self.call(ast, Vec::new())?;
                }
            } else if self.take_bracket('[') {
                ast = self.index(ast)?;
            } else if self.is_bracket('(') {
                return Err(Unreadable::new(at, "only a name can be called"));
            } else {
                return Ok(ast);
            }
        }
    }

    /// What is between brackets behind a value.
    fn index(&mut self, of: Ast) -> Result<Ast, Unreadable> {
        let at = of.at;
        if self.take(":") {
            let to = if self.is_bracket(']') { Vec::new() } else { vec![self.expression(0)?] };
            self.expect_bracket(']')?;
            return Ok(Ast::new(at, Node::Slice(Box::new(of), to)));
        }
        let key = self.expression(0)?;
        if self.take(":") {
            let mut bounds = vec![key];
            if !self.is_bracket(']') {
                bounds.push(self.expression(0)?);
            }
            self.expect_bracket(']')?;
            return Ok(Ast::new(at, Node::Slice(Box::new(of), bounds)));
        }
        self.expect_bracket(']')?;
        Ok(Ast::new(at, Node::Member { of: Box::new(of), key: Box::new(key), optional: false }))
    }
}
