//! Handles of values that exist when the pipeline runs.

use std::fmt;
use std::marker::PhantomData;

use crate::author::graph::{Handle, ValueId};
use crate::kinds::{Kind, KindSpec};

/// A value that exists when the pipeline runs: a pipeline input, an output of a task, the item of a loop.
///
/// A handle is small and `Copy`. It cannot be read while the pipeline is built, so `value > 0.9` and `if value {..}` do
/// not compile; [`Value::gt`] makes a condition for [`Scope::when`](crate::Scope::when).
pub struct Value<T> {
    pub(crate) handle: Handle,
    kind: PhantomData<fn() -> T>,
}

/// The list of what the body of a loop returned.
pub type Collected<T> = Value<Vec<T>>;

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Value<T> {}

impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value<{}>(#{})", std::any::type_name::<T>(), self.handle.value.0)
    }
}

impl<T> Value<T> {
    pub(crate) fn new(handle: Handle) -> Self {
        Value { handle, kind: PhantomData }
    }
}

/// The integer types. KFP has one: a value is checked against the width when a component reads it.
pub trait Integer: Kind {}

macro_rules! integers {
    ($($ty:ty),*) => {$(impl Integer for $ty {})*};
}
integers!(i8, i16, i32, i64, u8, u16, u32);

impl<T: Integer> Value<T> {
    /// The same number for an input of a smaller integer type, which reports a number that does not fit.
    #[must_use]
    pub fn narrow<N: Integer>(self) -> Value<N> {
        Value::new(self.handle)
    }
}

/// A struct parameter whose fields can be read one by one; `#[derive(Parameter)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no fields that a pipeline can read",
    label = "not a struct with `#[derive(Parameter)]`"
)]
pub trait StructParameter: Kind {
    /// A handle for each field.
    type Fields;

    /// Makes the handles.
    #[doc(hidden)]
    fn fields(next: &mut FieldCursor) -> Self::Fields;
}

impl<T: StructParameter> Value<T> {
    /// Handles of the fields of a struct.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[derive(Parameter)]
    /// struct Config {
    ///     learning_rate: f64,
    ///     epochs: i64,
    /// }
    ///
    /// #[container_component]
    /// fn train(learning_rate: f64) -> Container {
    ///     Container::image("busybox").command(["echo"]).args([format!("{learning_rate}")])
    /// }
    ///
    /// #[pipeline]
    /// fn demo(p: &mut Scope, config: Value<Config>) {
    ///     p.task(train().learning_rate(config.fields().learning_rate));
    /// }
    /// ```
    pub fn fields(self) -> T::Fields {
        T::fields(&mut FieldCursor { handle: self.handle, next: self.handle.value.0.saturating_add(1) })
    }
}

impl<T> Value<Vec<Vec<T>>> {
    /// What a loop in a loop collected, as one list. KFP's backend makes nothing else of it, so that it can only be used
    /// this way; a list of lists that a task made is no such value.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// fn all(models: Collected<Vec<Model>>) -> Value<Vec<Model>> {
    ///     models.flatten()
    /// }
    /// ```
    #[must_use]
    pub fn flatten(self) -> Value<Vec<T>> {
        let Handle { graph, value, flat } = self.handle;
        Value::new(Handle { graph, value, flat: flat.saturating_add(1) })
    }
}

/// Walks over the field values that recording put right behind their struct.
#[doc(hidden)]
#[derive(Debug)]
pub struct FieldCursor {
    handle: Handle,
    next: u32,
}

impl FieldCursor {
    /// The handle of the next field.
    pub(crate) fn field<T>(&mut self, kind: KindSpec) -> Value<T> {
        let value = ValueId(self.next);
        self.next = self.next.saturating_add(places(kind));
        Value::new(Handle::new(self.handle.graph, value))
    }
}

/// How many values recording makes for one of that kind: itself and all fields below it.
fn places(kind: KindSpec) -> u32 {
    kind.fields().iter().fold(1, |sum, field| sum.saturating_add(places(field.kind)))
}
