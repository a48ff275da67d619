//! What a loop can run over.

use kfp_ir::model::Value as IrValue;

use crate::author::graph::Items as Recorded;
use crate::author::{Constant, Value};
use crate::kinds::Kind;

/// What [`Scope::for_each`](crate::Scope::for_each) can run over: a `Vec` or an array of constants, a list that is a
/// pipeline input, or a list that a task made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list the pipeline can loop over",
    label = "not a list",
    note = "loop over a `Vec` or an array of constants, a list parameter, or a list output"
)]
pub trait Items: Sized {
    /// What the body of the loop gets.
    type Item: Kind;

    /// Runs at most so many iterations at a time.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[container_component]
    /// fn train(rate: f64) -> Container {
    ///     Container::image("busybox").command(["echo"]).args([format!("{rate}")])
    /// }
    ///
    /// #[pipeline]
    /// fn sweep(p: &mut Scope) {
    ///     p.for_each([0.1, 0.01, 0.001].at_most(2), |p, rate| {
    ///         p.task(train().rate(rate));
    ///     });
    /// }
    /// ```
    fn at_most(self, iterations: u32) -> Limited<Self> {
        Limited { items: self, limit: iterations }
    }

    /// What the loop records.
    #[doc(hidden)]
    fn into_items(self) -> LoopItems;
}

/// Items with a limit on the iterations that run at a time; see [`Items::at_most`].
#[derive(Clone, Debug)]
pub struct Limited<I> {
    items: I,
    limit: u32,
}

/// The items of a recorded loop.
#[doc(hidden)]
#[derive(Debug)]
pub struct LoopItems {
    pub(crate) items: Recorded,
    pub(crate) limit: Option<u32>,
}

impl<I: Items> Items for Limited<I> {
    type Item = I::Item;

    fn into_items(self) -> LoopItems {
        LoopItems { limit: Some(self.limit), ..self.items.into_items() }
    }
}

impl<T: Kind> Items for Value<Vec<T>> {
    type Item = T;

    fn into_items(self) -> LoopItems {
        LoopItems { items: Recorded::Value(self.handle), limit: None }
    }
}

/// A constant as an item: which parameter type it stands for. Integers stand for `i64`, `&str` for `String`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the item of a constant list",
    label = "not a constant",
    note = "items are `bool`, numbers, text, lists of these, and types with `#[derive(Parameter)]`"
)]
pub trait Item: Constant<Self::Kind> {
    /// The parameter type.
    type Kind: Kind;
}

macro_rules! items {
    ($($from:ty => $to:ty),* $(,)?) => {$(
        impl Item for $from {
            type Kind = $to;
        }
    )*};
}

items! {
    bool => bool,
    i64 => i64, i32 => i64, i16 => i64, i8 => i64, u32 => i64, u16 => i64, u8 => i64,
    f64 => f64, f32 => f64,
    String => String, &str => String,
    serde_json::Value => serde_json::Value,
}

impl<C: Item> Item for Vec<C> {
    type Kind = Vec<C::Kind>;
}

fn constants<C: Item>(items: impl IntoIterator<Item = C>) -> LoopItems {
    let items = items.into_iter().enumerate();
    let items = items.map(|(i, item)| {
        let literal = item.constant().map_err(|e| format!("item {i}: {e}"))?;
        literal.0.plain().ok_or_else(|| format!("item {i} is only known in the run"))
    });
    LoopItems { items: Recorded::Constant(items.collect::<Result<Vec<IrValue>, _>>()), limit: None }
}

impl<C: Item> Items for Vec<C> {
    type Item = C::Kind;

    fn into_items(self) -> LoopItems {
        constants(self)
    }
}

impl<C: Item, const N: usize> Items for [C; N] {
    type Item = C::Kind;

    fn into_items(self) -> LoopItems {
        constants(self)
    }
}

impl Items for std::ops::Range<i64> {
    type Item = i64;

    fn into_items(self) -> LoopItems {
        constants(self)
    }
}
