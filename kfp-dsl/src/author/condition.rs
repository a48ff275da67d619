//! Conditions that the pipeline evaluates when it runs.

use std::ops;
use std::panic::Location;

use kfp_ir::lang::condition::Operator;

use crate::author::graph::{Argument, At, Cond as Tree, Operand};
use crate::author::{IntoInput, Value};
use crate::kinds::Kind;

/// A condition for [`Scope::when`](crate::Scope::when). Combine conditions with `&`, `|` and `!`.
///
/// ```
/// use kfp_dsl::{Cond, Value};
///
/// fn is_good(accuracy: Value<f64>, auc: Value<f64>, threshold: Value<f64>) -> Cond {
///     accuracy.ge(threshold) & !auc.lt(0.75)
/// }
/// ```
#[must_use = "a condition does nothing until it is given to `p.when(..)`"]
#[derive(Clone, Debug)]
pub struct Cond(pub(crate) Tree);

/// Parameter types that can be compared: `bool`, numbers, `String`, and enums with `#[derive(Parameter)]`.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` cannot be compared in a pipeline",
    label = "not comparable",
    note = "`bool`, numbers, `String` and enums with `#[derive(Parameter)]` can; compare a field of a struct"
)]
pub trait Comparable: Kind {}

/// Parameter types with an order: numbers and `String`.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` have no order in a pipeline",
    label = "has no order",
    note = "numbers and `String` have; `.eq(..)` and `.ne(..)` compare other types"
)]
pub trait Ordered: Comparable {}

macro_rules! ordered {
    ($($ty:ty),*) => {$(
        impl Comparable for $ty {}
        impl Ordered for $ty {}
    )*};
}
ordered!(i8, i16, i32, i64, u8, u16, u32, f32, f64, String);
impl Comparable for bool {}

macro_rules! comparisons {
    ($($(#[$meta:meta])* $name:ident $op:ident;)*) => {$(
        $(#[$meta])*
        #[track_caller]
        pub fn $name(self, right: impl IntoInput<T>) -> Cond {
            compare(self, Operator::$op, right, Location::caller())
        }
    )*};
}

impl<T: Comparable> Value<T> {
    comparisons! {
        /// Whether both are equal.
        eq Equal;
        /// Whether they differ.
        ne NotEqual;
    }
}

impl<T: Ordered> Value<T> {
    comparisons! {
        /// Whether this one is less.
        lt Less;
        /// Whether this one is less, or both are equal.
        le LessOrEqual;
        /// Whether this one is greater.
        gt Greater;
        /// Whether this one is greater, or both are equal.
        ge GreaterOrEqual;
    }
}

fn compare<T: Kind>(left: Value<T>, op: Operator, right: impl IntoInput<T>, at: At) -> Cond {
    let right = match right.into_input().0 {
        Some(Argument::Value(handle)) => Operand::Value(handle),
        Some(Argument::Constant(constant)) => Operand::Constant(constant, T::KIND),
        Some(Argument::Composed(_)) => {
            let fault = "a text that is put together in the run cannot be compared; make it in a task";
            Operand::Constant(Err(fault.to_owned()), T::KIND)
        }
        None | Some(Argument::Omitted) => {
            Operand::Constant(Err("nothing was given to compare with".to_owned()), T::KIND)
        }
    };
    Cond(Tree::Compare { left: Operand::Value(left.handle), op, right, at })
}

impl From<Value<bool>> for Cond {
    #[track_caller]
    fn from(flag: Value<bool>) -> Self {
        flag.eq(true)
    }
}

/// Everything that can be a condition: a [`Cond`], or a `Value<bool>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition of a pipeline",
    label = "neither a `Cond` nor a `Value<bool>`",
    note = "compare a value, such as `accuracy.gt(0.9)`, and combine comparisons by `&`, `|`, `!`; decide about a Rust `bool` with a Rust `if`"
)]
pub trait IntoCond {
    /// The condition.
    #[doc(hidden)]
    fn into_cond(self) -> Cond;
}

impl IntoCond for Cond {
    fn into_cond(self) -> Cond {
        self
    }
}

impl IntoCond for Value<bool> {
    #[track_caller]
    fn into_cond(self) -> Cond {
        Cond::from(self)
    }
}

impl<C: IntoCond> ops::BitAnd<C> for Cond {
    type Output = Cond;

    fn bitand(self, right: C) -> Cond {
        let mut all = match self.0 {
            Tree::All(parts) => parts,
            one => vec![one],
        };
        match right.into_cond().0 {
            Tree::All(parts) => all.extend(parts),
            one => all.push(one),
        }
        Cond(Tree::All(all))
    }
}

impl<C: IntoCond> ops::BitOr<C> for Cond {
    type Output = Cond;

    fn bitor(self, right: C) -> Cond {
        let mut any = match self.0 {
            Tree::Any(parts) => parts,
            one => vec![one],
        };
        match right.into_cond().0 {
            Tree::Any(parts) => any.extend(parts),
            one => any.push(one),
        }
        Cond(Tree::Any(any))
    }
}

impl ops::Not for Cond {
    type Output = Cond;

    fn not(self) -> Cond {
        match self.0 {
            Tree::Not(inner) => Cond(*inner),
            other => Cond(Tree::Not(Box::new(other))),
        }
    }
}

impl ops::Not for Value<bool> {
    type Output = Cond;

    #[track_caller]
    fn not(self) -> Cond {
        self.eq(false)
    }
}
