//! Ways to make expressions.

use kfp_ir::lang::condition::Operator;
use kfp_ir::model::{Struct, Value};

use super::ast::{Expr, Op};

impl Expr {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The value of some JSON text.
    #[must_use]
    pub fn parsed(self) -> Self {
        Self::Call("fromJSON", vec![self])
    }

    /// Safe JSON text of the value.
    #[must_use]
    pub fn carried(self) -> Self {
        Self::SafeJson(Box::new(self))
    }

    /// JSON text of the value, where nothing reads the text again.
    #[must_use]
    pub fn json(self) -> Self {
        Self::Call("toJson", vec![self])
    }

    /// The text as one argument of a command: neither Kubernetes (`$`) nor Argo (`{{`) changes it any more.
    #[must_use]
    pub fn shielded(self) -> Self {
        let dollars = Self::Call("replace", vec![self, Self::text("$"), Self::text("$$")]);
        Self::Call("replace", vec![dollars, Self::text("{{"), Self::text(crate::text::BRACES)])
    }

    /// JSON text as one argument of a command: Kubernetes does not change it any more.
    #[must_use]
    pub fn without_references(self) -> Self {
        Self::Call("replace", vec![self, Self::text("$"), Self::text("$$")])
    }

    /// A value of a map.
    #[must_use]
    pub fn get(self, key: impl Into<String>) -> Self {
        Self::Get(Box::new(self), key.into())
    }

    /// An item of a list.
    #[must_use]
    pub fn at(self, index: Expr) -> Self {
        Self::At(Box::new(self), Box::new(index))
    }

    /// An operation with another value.
    #[must_use]
    pub fn op(self, op: Op, other: Expr) -> Self {
        Self::Binary(op, Box::new(self), Box::new(other))
    }

    /// Whether it equals the other.
    #[must_use]
    pub fn equals(self, other: Expr) -> Self {
        self.op(Op::Compare(Operator::Equal), other)
    }

    /// Whether it differs from the other.
    #[must_use]
    pub fn differs(self, other: Expr) -> Self {
        self.op(Op::Compare(Operator::NotEqual), other)
    }

    /// This, or the other when this is `nil`.
    #[must_use]
    pub fn or_else(self, other: Expr) -> Self {
        self.op(Op::Else, other)
    }

    /// One of two values.
    #[must_use]
    pub fn choose(condition: Expr, then: Expr, otherwise: Expr) -> Self {
        Self::If(Box::new([condition, then, otherwise]))
    }

    /// Texts, one behind the other; neighbouring constants become one.
    pub fn concat(parts: impl IntoIterator<Item = Expr>) -> Self {
        let mut joined: Vec<Expr> = Vec::new();
        for part in parts {
            match (joined.last_mut(), part) {
                (_, Expr::Text(text)) if text.is_empty() => {}
                (Some(Expr::Text(last)), Expr::Text(text)) => last.push_str(&text),
                (_, part) => joined.push(part),
            }
        }
        joined.into_iter().reduce(|a, b| a.op(Op::Plus, b)).unwrap_or_else(|| Self::text(""))
    }

    /// A constant.
    pub fn constant(value: &Value) -> Self {
        match value {
            Value::Null => Self::Nil,
            Value::Bool(b) => Self::Bool(*b),
            Value::Number(n) => Self::Number(*n),
            Value::String(s) => Self::text(s),
            Value::List(items) => Self::List(items.iter().map(Self::constant).collect()),
            Value::Struct(fields) => {
                Self::Map(fields.0.iter().map(|(k, v)| (k.clone(), Self::constant(v))).collect())
            }
        }
    }

    /// A constant whose texts become what `text` makes of them; nothing as soon as that gives nothing.
    pub fn with_texts(value: &Value, text: &mut dyn FnMut(&str) -> Option<Self>) -> Option<Self> {
        Some(match value {
            Value::String(s) => text(s)?,
            Value::List(items) => {
                let items = items.iter().map(|item| Self::with_texts(item, text));
                Self::List(items.collect::<Option<_>>()?)
            }
            Value::Struct(fields) => {
                let fields = fields.0.iter().map(|(k, v)| Some((k.clone(), Self::with_texts(v, text)?)));
                Self::Map(fields.collect::<Option<_>>()?)
            }
            other => Self::constant(other),
        })
    }

    /// A map of entries that are JSON text, without those that are empty.
    pub fn object(entries: Vec<Expr>) -> Self {
        Self::between("{", entries, "}")
    }

    /// A list of items that are JSON text, without those that are empty.
    pub fn array(items: Vec<Expr>) -> Self {
        Self::between("[", items, "]")
    }

    fn between(open: &str, texts: Vec<Expr>, close: &str) -> Self {
        let there = Self::Call("filter", vec![Self::List(texts), Self::Item.differs(Self::text(""))]);
        let joined = Self::Call("join", vec![there, Self::text(",")]);
        Self::concat([Self::text(open), joined, Self::text(close)]).parsed()
    }

    /// The value, when nothing in it depends on a run.
    pub fn as_constant(&self) -> Option<Value> {
        Some(match self {
            Self::Nil => Value::Null,
            Self::Bool(b) => Value::Bool(*b),
            Self::Number(n) => Value::Number(*n),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => Value::List(items.iter().map(Self::as_constant).collect::<Option<_>>()?),
            Self::Map(fields) => {
                let fields = fields.iter().map(|(k, v)| Some((k.clone(), v.as_constant()?)));
                Value::Struct(Struct(fields.collect::<Option<_>>()?))
            }
            _ => return None,
        })
    }

    /// Whether a task has succeeded.
    pub fn succeeded(task: &str) -> Self {
        Self::Status(task.to_owned()).equals(Self::text("Succeeded"))
    }
}
