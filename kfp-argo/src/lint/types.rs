//! The types of an expression: what expr-lang refuses, and what can only go wrong in a run.

use super::ast::{Ast, Node};
use super::functions::{self, Function};
use super::parse::PREDICATES;

/// What a part of an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Any,
    Nil,
    Bool,
    Number,
    Text,
    /// Text that only a run knows: the compiler takes it for anything, the run does not.
    RunText,
    List,
    Map,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Nil => "`nil`",
            Self::Bool => "a truth value",
            Self::Number => "a number",
            Self::Text | Self::RunText => "a text",
            Self::List => "a list",
            Self::Map => "a map",
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::RunText)
    }

    fn may_be(self, other: Type) -> bool {
        self == other || self == Type::Any || (self.is_text() && other.is_text())
    }
}

/// Something that is wrong with a part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Byte offset in the expression.
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// It has a value all the same, though hardly the one that is meant.
    pub(super) suspicious: bool,
}

/// Checks an expression. `names` tells the type of a chain of names such as `inputs.parameters.x`.
pub(super) fn check(ast: &Ast, names: &dyn Fn(&[&str]) -> Type) -> Vec<Mistake> {
    let mut checker = Checker { names, local: Vec::new(), mistakes: Vec::new() };
    checker.of(ast);
    checker.mistakes
}

struct Checker<'n> {
    names: &'n dyn Fn(&[&str]) -> Type,
    local: Vec<(String, Type)>,
    mistakes: Vec<Mistake>,
}

impl Checker<'_> {
    fn mistake(&mut self, at: usize, message: String, help: Option<&str>) {
        let help = help.map(str::to_owned);
        self.mistakes.push(Mistake { at, message, help, suspicious: false });
    }

    fn of(&mut self, ast: &Ast) -> Type {
        if let Some(chain) = ast.chain() {
            let first = chain.first().copied().unwrap_or_default();
            if let Some((_, of)) = self.local.iter().rev().find(|(name, _)| name == first) {
                return if chain.len() == 1 { *of } else { Type::Any };
            }
            return (self.names)(&chain);
        }
        match &ast.node {
            Node::Nil => Type::Nil,
            Node::Bool => Type::Bool,
            Node::Whole | Node::Fraction => Type::Number,
            Node::Text(_) => Type::Text,
            Node::Name(_) | Node::Pointer => Type::Any,
            Node::Member { of, key, .. } => {
                let owner = self.of(of);
                self.of(key);
                if matches!(owner, Type::Bool | Type::Number | Type::Nil) {
                    self.mistake(key.at, format!("{} has no parts", owner.name()), None);
                }
                if owner.is_text() && matches!(key.node, Node::Text(_)) {
                    let help = "read it first, as in `fromJSON(text).key`";
                    self.mistake(key.at, "a text has no parts".to_owned(), Some(help));
                }
                Type::Any
            }
            Node::Slice(of, bounds) => {
                for bound in bounds {
                    self.of(bound);
                }
                self.of(of)
            }
            Node::Call(function, arguments) => self.call(ast, function, arguments),
            Node::List(items) => {
                for item in items {
                    self.of(item);
                }
                Type::List
            }
            Node::Map(entries) => {
                for (key, value) in entries {
                    self.of(key);
                    self.of(value);
                }
                Type::Map
            }
            Node::Unary(operator, of) => self.unary(operator, of),
            Node::Binary(operator, left, right) => self.binary(ast.at, operator, left, right),
            Node::If(parts) => {
                let [condition, then, otherwise] = parts.as_ref();
                self.expect(condition, Type::Bool, "a condition");
                let (then, otherwise) = (self.of(then), self.of(otherwise));
                if then == otherwise { then } else { Type::Any }
            }
            Node::Let(name, value, body) => {
                let value = self.of(value);
                self.local.push((name.clone(), value));
                let body = self.of(body);
                self.local.pop();
                body
            }
            Node::Predicate(body) => self.of(body),
            Node::Sequence(parts) => parts.iter().map(|part| self.of(part)).last().unwrap_or(Type::Nil),
        }
    }

    fn expect(&mut self, ast: &Ast, wanted: Type, role: &str) -> Type {
        let of = self.of(ast);
        self.require(ast.at, of, wanted, role);
        of
    }

    fn require(&mut self, at: usize, of: Type, wanted: Type, role: &str) {
        // A text of the run may be anything to the compiler, but it stays a text.
        if !of.may_be(wanted) {
            let help = match (of, wanted) {
                (Type::RunText, Type::Bool) => Some("compare it, as in `x == \"true\"`"),
                (Type::RunText, Type::Number) => Some("make a number of it, as in `int(x)` or `float(x)`"),
                (Type::RunText, Type::List | Type::Map) => Some("read it first, as in `fromJSON(x)`"),
                _ => None,
            };
            self.mistake(at, format!("{role} has to be {}, and this is {}", wanted.name(), of.name()), help);
        }
    }

    fn unary(&mut self, operator: &str, of: &Ast) -> Type {
        let role = format!("what `{operator}` stands before");
        match operator {
            // It changes nothing, and only the compiler looks what it is.
            "+" => match self.of(of) {
                known @ (Type::Any | Type::RunText) => known,
                other => {
                    self.require(of.at, other, Type::Number, &role);
                    Type::Number
                }
            },
            "-" => {
                self.expect(of, Type::Number, &role);
                Type::Number
            }
            _ => {
                self.expect(of, Type::Bool, &role);
                Type::Bool
            }
        }
    }

    fn binary(&mut self, at: usize, operator: &str, left: &Ast, right: &Ast) -> Type {
        match operator {
            "&&" | "||" | "and" | "or" => {
                let role = format!("a side of `{operator}`");
                self.expect(left, Type::Bool, &role);
                // Where the left side leaves it to the right one, that is the result, whatever it is.
                let result = self.of(right);
                if result == Type::RunText {
                    return Type::Any;
                }
                self.require(right.at, result, Type::Bool, &role);
                Type::Bool
            }
            "==" | "!=" => {
                let (a, b) = (self.of(left), self.of(right));
                self.equality(at, operator, a, b);
                Type::Bool
            }
            "<" | ">" | "<=" | ">=" => {
                let (a, b) = (self.of(left), self.of(right));
                let ordered = |t: Type| matches!(t, Type::Any | Type::Number) || t.is_text();
                if !ordered(a) || !ordered(b) || !(a.may_be(b) || b == Type::Any) {
                    self.operands(at, operator, a, b);
                }
                Type::Bool
            }
            "+" => {
                let (a, b) = (self.of(left), self.of(right));
                let added = |t: Type| matches!(t, Type::Any | Type::Number) || t.is_text();
                if !added(a) || !added(b) || !(a.may_be(b) || b == Type::Any) {
                    self.operands(at, operator, a, b);
                }
                if a == Type::Text && b == Type::Text {
                    Type::Text
                } else if a.is_text() || b.is_text() {
                    Type::RunText
                } else if a == Type::Number && b == Type::Number {
                    Type::Number
                } else {
                    Type::Any
                }
            }
            "-" | "*" | "/" | "%" | "**" | "^" | ".." => {
                let role = format!("a side of `{operator}`");
                self.expect(left, Type::Number, &role);
                self.expect(right, Type::Number, &role);
                if operator == ".." { Type::List } else { Type::Number }
            }
            "in" => {
                self.of(left);
                let within = self.of(right);
                if !matches!(within, Type::Any | Type::List | Type::Map | Type::Nil) {
                    let message = format!("`in` looks into a list or a map, and this is {}", within.name());
                    let help =
                        if within.is_text() { Some("for a part of a text write `contains`") } else { None };
                    self.mistake(right.at, message, help);
                }
                Type::Bool
            }
            "matches" | "contains" | "startsWith" | "endsWith" => {
                let role = format!("a side of `{operator}`");
                self.expect(left, Type::Text, &role);
                self.expect(right, Type::Text, &role);
                Type::Bool
            }
            _ => {
                let (a, b) = (self.of(left), self.of(right));
                match (a, b) {
                    _ if a == b => a,
                    _ if a.is_text() && b.is_text() => Type::RunText,
                    _ => Type::Any,
                }
            }
        }
    }

    fn equality(&mut self, at: usize, operator: &str, a: Type, b: Type) {
        if a.may_be(b) || b.may_be(a) || a == Type::Nil || b == Type::Nil {
            return;
        }
        if a == Type::RunText || b == Type::RunText {
            let other = if a == Type::RunText { b } else { a };
            let never = if operator == "==" { "never" } else { "always" };
            self.mistakes.push(Mistake {
                at,
                message: format!(
                    "this is {never} true: one side is a text of the run, the other {}",
                    other.name()
                ),
                help: Some(match other {
                    Type::Number => "put the number in quotes, or write `int(x)`".to_owned(),
                    Type::Bool => "put `true` or `false` in quotes".to_owned(),
                    _ => "read the text first, as in `fromJSON(x)`".to_owned(),
                }),
                suspicious: true,
            });
            return;
        }
        self.operands(at, operator, a, b);
    }

    fn operands(&mut self, at: usize, operator: &str, a: Type, b: Type) {
        let help = match (a, b) {
            (Type::RunText, Type::Number) | (Type::Number, Type::RunText) => {
                Some("all that a run gives is text: write `int(x)` or `float(x)`, or `string(n)`")
            }
            _ => None,
        };
        self.mistake(at, format!("`{operator}` does not take {} and {}", a.name(), b.name()), help);
    }

    fn call(&mut self, ast: &Ast, function: &Ast, arguments: &[Ast]) -> Type {
        let types: Vec<Type> = arguments.iter().map(|argument| self.of(argument)).collect();
        let Some(chain) = function.chain() else {
            self.of(function);
            return Type::Any;
        };
        match chain.as_slice() {
            [name] => match functions::find(name) {
                Some(known) => self.known(ast.at, name, known, &types),
                None if self.local.iter().any(|(local, _)| local == name) => Type::Any,
                None => {
                    let near = kfp_ir::codec::nearest(name, functions::names());
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    self.mistake(ast.at, format!("there is no function `{name}`"), help.as_deref());
                    Type::Any
                }
            },
            ["sprig", name] if !functions::SPRIG.contains(name) => {
                let near = kfp_ir::codec::nearest(name, functions::SPRIG.iter().copied());
                let help = match near {
                    Some(near) => Some(format!("did you mean `sprig.{near}`?")),
                    None if matches!(*name, "env" | "expandenv") => {
                        Some("Argo leaves it out: expressions do not see the environment".to_owned())
                    }
                    None => None,
                };
                self.mistake(ast.at, format!("there is no function `sprig.{name}`"), help.as_deref());
                Type::Any
            }
            _ => Type::Any,
        }
    }

    fn known(&mut self, at: usize, name: &str, known: &Function, types: &[Type]) -> Type {
        let over = types.first().copied().filter(|_| PREDICATES.contains(&name)).unwrap_or(Type::Any);
        // A text of the run is gone through byte by byte.
        if !over.may_be(Type::List) && over != Type::RunText {
            self.mistake(at, format!("`{name}` goes through a list, and this is {}", over.name()), None);
        }
        let Function { least, most, gives, .. } = *known;
        if types.len() < least || types.len() > most {
            let wanted = match (least, most) {
                (a, b) if a == b => format!("{a}"),
                (a, usize::MAX) => format!("at least {a}"),
                (a, b) => format!("{a} to {b}"),
            };
            let message = format!("`{name}` takes {wanted} arguments, and there are {}", types.len());
            self.mistake(at, message, None);
        }
        gives
    }
}
