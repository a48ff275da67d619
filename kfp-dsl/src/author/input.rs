//! What can be given for an input.

use std::collections::{BTreeMap, HashMap};

use kfp_ir::model::Value as IrValue;

use crate::author::Value;
use crate::author::graph::Argument;
use crate::author::literal::{Literal, Node};
use crate::kinds::{Artifact, Parameter, SpecificArtifact};

/// Everything that can be given for an input of type `T`: a constant, a pipeline input, or an output of another task.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for an input of type `{T}`",
    label = "this input takes `{T}`",
    note = "give a constant, a pipeline input, or an output of another task, of type `{T}`",
    note = "a secret, volume or other setting of Kubernetes is not an input: give it to the task, `p.task(..).kubernetes(..)`"
)]
pub trait IntoInput<T> {
    /// What the task records.
    #[doc(hidden)]
    fn into_input(self) -> Given;
}

/// A constant for a parameter of type `T`, also inside lists and maps.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a constant of type `{T}`",
    label = "not a constant of type `{T}`"
)]
pub trait Constant<T> {
    /// The constant in the IR, or why it cannot be there.
    #[doc(hidden)]
    fn constant(self) -> Result<Literal, String>;
}

/// Something that was given for an input.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Given(pub(crate) Option<Argument>);

impl Given {
    /// A constant.
    pub fn constant(value: Result<Literal, String>) -> Self {
        Given(Some(match value {
            Ok(Literal(Node::Plain(value))) => Argument::Constant(Ok(value)),
            Ok(Literal(composed)) => Argument::Composed(composed),
            Err(fault) => Argument::Constant(Err(fault)),
        }))
    }

    /// The default of an input.
    pub fn into_default(self) -> Result<IrValue, String> {
        match self.0 {
            Some(Argument::Constant(constant)) => constant,
            _ => Err("a default is a constant, known before the run".to_owned()),
        }
    }

    fn value<T>(value: Value<T>) -> Self {
        Given(Some(Argument::Value(value.handle)))
    }
}

/// The constant for a parameter.
#[doc(hidden)]
pub fn constant<T: Parameter>(value: &T) -> Result<Literal, String> {
    value.to_value().map(Literal::from).map_err(|e| e.to_string())
}

/// The default of an imported component, from its JSON text.
#[doc(hidden)]
pub fn imported_default(json: &str) -> Result<IrValue, String> {
    let value: serde_json::Value = serde_json::from_str(json).map_err(|e| e.to_string())?;
    Ok(IrValue::from(value))
}

impl<T> IntoInput<T> for Value<T> {
    fn into_input(self) -> Given {
        Given::value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoInput<T> for &Value<T> {
    fn into_input(self) -> Given {
        Given::value(*self)
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoInput<Option<T>> for Value<T> {
    fn into_input(self) -> Given {
        Given::value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoInput<Option<T>> for &Value<T> {
    fn into_input(self) -> Given {
        Given::value(*self)
    }
}

/// An optional input that may be left out by the Rust code that builds the pipeline.
#[diagnostic::do_not_recommend]
impl<T> IntoInput<Option<T>> for Option<Value<T>> {
    fn into_input(self) -> Given {
        Given(self.map(|value| Argument::Value(value.handle)))
    }
}

#[diagnostic::do_not_recommend]
impl<T: SpecificArtifact> IntoInput<Artifact> for Value<T> {
    fn into_input(self) -> Given {
        Given::value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SpecificArtifact> IntoInput<Option<Artifact>> for Value<T> {
    fn into_input(self) -> Given {
        Given::value(self)
    }
}

/// Constants of a type that converts to a parameter type.
macro_rules! constants {
    ($($from:ty => $to:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Constant<$to> for $from {
            fn constant(self) -> Result<Literal, String> {
                constant(&<$to>::from(self))
            }
        }
        inputs!([] $from => $to);
    )*};
}

/// Whatever is a constant can be given for a required and for an optional input.
macro_rules! inputs {
    ([$($generics:tt)*] $from:ty => $to:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> IntoInput<$to> for $from {
            fn into_input(self) -> Given {
                Given::constant(Constant::<$to>::constant(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> IntoInput<Option<$to>> for $from {
            fn into_input(self) -> Given {
                Given::constant(Constant::<$to>::constant(self))
            }
        }
    };
}

// One impl for each of the small types, so that a literal takes the type of the input.
constants! {
    bool => bool,
    i64 => i64, i32 => i64, i16 => i64, i8 => i64, u32 => i64, u16 => i64, u8 => i64,
    i32 => i32, i16 => i16, i8 => i8, u32 => u32, u16 => u16, u8 => u8,
    f64 => f64, f32 => f64, f32 => f32,
    String => String, &str => String, &String => String,
    serde_json::Value => serde_json::Value,
}

/// A smaller integer is an `i64`, too.
macro_rules! widen {
    ($($from:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoInput<i64> for Value<$from> {
            fn into_input(self) -> Given {
                Given::value(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoInput<Option<i64>> for Value<$from> {
            fn into_input(self) -> Given {
                Given::value(self)
            }
        }
    )*};
}
widen!(i32, i16, i8, u32, u16, u8);

#[diagnostic::do_not_recommend]
impl IntoInput<f64> for Value<f32> {
    fn into_input(self) -> Given {
        Given::value(self)
    }
}

fn list<T, C: Constant<T>>(items: impl IntoIterator<Item = C>) -> Result<Literal, String> {
    let items = items.into_iter().enumerate();
    let items = items.map(|(i, item)| item.constant().map_err(|e| format!("item {i}: {e}")));
    items.collect::<Result<_, _>>().map(Literal::list)
}

fn map<T, C: Constant<T>>(entries: impl IntoIterator<Item = (String, C)>) -> Result<Literal, String> {
    let entries = entries.into_iter().map(|(key, value)| match value.constant() {
        Ok(value) => Ok((key, value)),
        Err(error) => Err(format!("`{key}`: {error}")),
    });
    entries.collect::<Result<_, _>>().map(Literal::map)
}

#[diagnostic::do_not_recommend]
impl<T, C: Constant<T>> Constant<Vec<T>> for Vec<C> {
    fn constant(self) -> Result<Literal, String> {
        list(self)
    }
}
inputs!([T, C: Constant<T>] Vec<C> => Vec<T>);

#[diagnostic::do_not_recommend]
impl<T, C: Constant<T>, const N: usize> Constant<Vec<T>> for [C; N] {
    fn constant(self) -> Result<Literal, String> {
        list(self)
    }
}
inputs!([T, C: Constant<T>, const N: usize] [C; N] => Vec<T>);

#[diagnostic::do_not_recommend]
impl<T, C: Constant<T>> Constant<BTreeMap<String, T>> for BTreeMap<String, C> {
    fn constant(self) -> Result<Literal, String> {
        map(self)
    }
}
inputs!([T, C: Constant<T>] BTreeMap<String, C> => BTreeMap<String, T>);

#[diagnostic::do_not_recommend]
impl<T, C: Constant<T>> Constant<HashMap<String, T>> for HashMap<String, C> {
    fn constant(self) -> Result<Literal, String> {
        map(self)
    }
}
inputs!([T, C: Constant<T>] HashMap<String, C> => HashMap<String, T>);
