//! What the body of a branch or loop may return.

use crate::author::Value;
use crate::author::graph::{Graph, Handle, ValueId};
use crate::kinds::{Kind, KindSpec};

/// What the body of a branch or loop may return: `()`, a [`Value`], a tuple of these, a struct with
/// `#[derive(Bundle)]`, or the handles of a `#[derive(Outputs)]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot leave a branch or loop",
    label = "not a pipeline value",
    note = "return `()`, a `Value<T>`, a tuple of values, or a struct with `#[derive(Bundle)]`"
)]
pub trait Bundle: Sized {
    /// The same, with a list in every place: what a loop gives.
    type Collected;

    /// Adds the values in it, in order.
    #[doc(hidden)]
    fn leaves(&self, leaves: &mut Leaves);

    /// Makes it of as many values.
    #[doc(hidden)]
    fn rebuild(leaves: &mut Leaves) -> Self;

    /// Makes the lists of as many values.
    #[doc(hidden)]
    fn collected(leaves: &mut Leaves) -> Self::Collected;
}

/// The values of a bundle, in order: filled and then read from the front.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Leaves {
    leaves: Vec<Leaf>,
    read: usize,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) handle: Handle,
    pub(crate) kind: KindSpec,
}

/// Belongs to no pipeline: building reports it, should a bundle ever ask for more values than it gave.
const NOWHERE: Handle = Handle::new(0, ValueId(0));

impl Leaves {
    pub(crate) fn of<B: Bundle>(bundle: &B) -> Self {
        let mut leaves = Leaves::default();
        bundle.leaves(&mut leaves);
        leaves
    }

    pub(crate) fn push(&mut self, handle: Handle, kind: KindSpec) {
        self.leaves.push(Leaf { handle, kind });
    }

    pub(crate) fn handles(&self) -> Vec<Handle> {
        self.leaves.iter().map(|leaf| leaf.handle).collect()
    }

    /// The same values, each replaced by a new one.
    pub(crate) fn map(
        &self,
        graph: &mut Graph,
        mut change: impl FnMut(&mut Graph, usize, &Leaf) -> Handle,
    ) -> Self {
        let change = |(i, leaf): (usize, &Leaf)| Leaf { handle: change(graph, i, leaf), kind: leaf.kind };
        Leaves { leaves: self.leaves.iter().enumerate().map(change).collect(), read: 0 }
    }

    /// The next value.
    #[expect(clippy::should_implement_trait, reason = "the type of the value is the caller's choice")]
    pub fn next<T>(&mut self) -> Value<T> {
        let handle = self.leaves.get(self.read).map_or(NOWHERE, |leaf| leaf.handle);
        self.read += 1;
        Value::new(handle)
    }
}

impl<T: Kind> Bundle for Value<T> {
    type Collected = Value<Vec<T>>;

    fn leaves(&self, leaves: &mut Leaves) {
        leaves.push(self.handle, T::KIND);
    }

    fn rebuild(leaves: &mut Leaves) -> Self {
        leaves.next()
    }

    fn collected(leaves: &mut Leaves) -> Value<Vec<T>> {
        leaves.next()
    }
}

impl Bundle for () {
    type Collected = ();

    fn leaves(&self, _: &mut Leaves) {}

    fn rebuild(_: &mut Leaves) {}

    fn collected(_: &mut Leaves) {}
}

macro_rules! tuples {
    ($(($($t:ident $i:tt),+))*) => {$(
        impl<$($t: Bundle),+> Bundle for ($($t,)+) {
            type Collected = ($($t::Collected,)+);

            fn leaves(&self, leaves: &mut Leaves) {
                $(self.$i.leaves(leaves);)+
            }

            fn rebuild(leaves: &mut Leaves) -> Self {
                ($($t::rebuild(leaves),)+)
            }

            fn collected(leaves: &mut Leaves) -> Self::Collected {
                ($($t::collected(leaves),)+)
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
