//! Where a value comes from, inside one graph.

use kfp_ir::model::Value;

use crate::expr::Expr;
use crate::text;

/// A parameter on its way to a task.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// Known now.
    Constant(Value),
    /// An expression for safe JSON text.
    Json(Expr),
    /// An expression for the value itself.
    Computed(Expr),
}

/// A parameter as a task receives it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) source: Source,
    /// Whether the value may turn out to be null although the IR gives one.
    pub(crate) nullable: bool,
}

impl Source {
    /// The value, for further computation.
    pub(crate) fn value(&self) -> Expr {
        match self {
            Self::Constant(value) => Expr::constant(value),
            Self::Json(text) => text.clone().parsed(),
            Self::Computed(value) => value.clone(),
        }
    }

    /// How it is written as an argument.
    pub(crate) fn carried(self) -> Carried {
        match self {
            Self::Constant(value) => Carried::Text(text::safe_json(&value)),
            Self::Json(text) => Carried::Tag(text),
            Self::Computed(value) => match value.as_constant() {
                Some(value) => Carried::Text(text::safe_json(&value)),
                None => Carried::Tag(value.carried()),
            },
        }
    }

    /// The safe JSON text as an expression.
    pub(crate) fn json(&self) -> Expr {
        match self {
            Self::Constant(value) => Expr::text(text::safe_json(value)),
            Self::Json(text) => text.clone(),
            Self::Computed(value) => value.clone().carried(),
        }
    }

    /// The same, with another value in place of null.
    pub(crate) fn or_default(self, default: &Value) -> Source {
        match self {
            Self::Constant(Value::Null) => Self::Constant(default.clone()),
            Self::Constant(value) => Self::Constant(value),
            Self::Json(text) => {
                let null = text.clone().equals(Expr::text("null"));
                Self::Json(Expr::choose(null, Expr::text(text::safe_json(default)), text))
            }
            Self::Computed(value) => Self::Computed(value.or_else(Expr::constant(default))),
        }
    }

    /// The same for a task that runs although the producer may not have succeeded.
    pub(crate) fn when_succeeded(self, producer: &str, otherwise: &Value) -> Source {
        Self::Computed(if_succeeded(self.value(), producer, Expr::constant(otherwise)))
    }
}

fn if_succeeded(mut value: Expr, producer: &str, otherwise: Expr) -> Expr {
    value.visit_mut(&mut |node| {
        if matches!(node, Expr::Output { .. }) {
            // A member that stands left of `??` is not waited for by Argo.
            let output = std::mem::replace(node, Expr::Nil);
            *node = output.or_else(Expr::text(""));
        }
    });
    Expr::choose(Expr::succeeded(producer), value, otherwise)
}

/// An argument as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Carried {
    /// Text that holds at most plain tags.
    Text(String),
    /// An expression tag.
    Tag(Expr),
}

impl Carried {
    pub(crate) fn print(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Tag(expr) => expr.tag(),
        }
    }
}

/// An artifact on its way to a task.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ArtifactSource {
    /// The output of a task.
    Task {
        /// The task.
        task: String,
        /// The output artifact.
        artifact: String,
    },
    /// An input of the template.
    Input(String),
    /// The first that exists.
    OneOf(Vec<(String, String)>),
    /// Everything below a key.
    Below(String),
    /// A place outside, or a computed key of the store.
    Place(Place),
}

impl ArtifactSource {
    /// The same for a task that runs although the producer may not have succeeded: then the key of another file.
    pub(crate) fn when_succeeded(self, producer: &str, otherwise: Expr) -> Self {
        match self {
            Self::Place(Place::Key(Carried::Tag(key))) => {
                Self::Place(Place::Key(Carried::Tag(if_succeeded(key, producer, otherwise))))
            }
            known => known,
        }
    }
}

/// The place of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// A key of the store.
    Key(Carried),
    /// A bucket and key of Google Cloud Storage.
    Gcs(Carried, Carried),
    /// A page of the web.
    Http(Carried),
}

impl Place {
    /// The texts of it.
    pub(crate) fn texts_mut(&mut self) -> Vec<&mut Carried> {
        match self {
            Self::Key(text) | Self::Http(text) => vec![text],
            Self::Gcs(bucket, key) => vec![bucket, key],
        }
    }
}
