//! The types of a program as Rust types, and values whose type is known only when the program is.

use std::marker::PhantomData;

use kfp_dsl::author::{Given, Leaves, Literal};
use kfp_dsl::{
    Artifact, Bundle, Constant, Dataset, FinalStatus, Html, IntoInput, Item, Kind, KindSpec, Markdown,
    Metrics, Model, Parameter, Value,
};
use kfp_ir::model::Value as IrValue;

use super::program::{Art, Base, Ty};

/// The struct type of programs.
#[derive(Clone, Debug, Parameter)]
pub(super) struct Job {
    /// Text.
    pub(super) title: String,
    /// An integer.
    pub(super) epochs: i64,
    /// A double.
    pub(super) rate: f64,
    /// A list.
    pub(super) tags: Vec<String>,
}

/// What is to be done with the Rust type of a [`Ty`].
pub(super) trait WithType {
    type Result;

    fn with<T: Kind>(self) -> Self::Result;
}

/// Does it.
pub(super) fn with_type<W: WithType>(ty: Ty, then: W) -> W::Result {
    match ty {
        Ty::One(base) => with_base(base, then),
        Ty::List(base) => with_base(base, Listed(then)),
        Ty::Deep(base) => with_base(base, Listed(Listed(then))),
        Ty::Status => then.with::<FinalStatus>(),
        Ty::Art(art) => with_artifact(art, then),
        Ty::Arts(art) => with_artifact(art, Listed(then)),
    }
}

fn with_base<W: WithType>(base: Base, then: W) -> W::Result {
    match base {
        Base::Text => then.with::<String>(),
        Base::Int => then.with::<i64>(),
        Base::Num => then.with::<f64>(),
        Base::Flag => then.with::<bool>(),
        Base::Map => then.with::<serde_json::Value>(),
        Base::Job => then.with::<Job>(),
    }
}

fn with_artifact<W: WithType>(art: Art, then: W) -> W::Result {
    match art {
        Art::Artifact => then.with::<Artifact>(),
        Art::Dataset => then.with::<Dataset>(),
        Art::Model => then.with::<Model>(),
        Art::Metrics => then.with::<Metrics>(),
        Art::Html => then.with::<Html>(),
        Art::Markdown => then.with::<Markdown>(),
    }
}

/// The same with the list of the type.
struct Listed<W>(W);

impl<W: WithType> WithType for Listed<W> {
    type Result = W::Result;

    fn with<T: Kind>(self) -> W::Result {
        self.0.with::<Vec<T>>()
    }
}

/// How the IR describes a type.
pub(super) fn kind(ty: Ty) -> KindSpec {
    struct Of;
    impl WithType for Of {
        type Result = KindSpec;

        fn with<T: Kind>(self) -> KindSpec {
            T::KIND
        }
    }
    with_type(ty, Of)
}

/// A handle of whatever type: the Rust type says nothing, `ty` does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Any {
    value: Value<i64>,
    pub(super) ty: Ty,
}

impl Any {
    /// A handle that came without its type.
    pub(super) fn new(value: Value<i64>, ty: Ty) -> Self {
        Any { value, ty }
    }

    pub(super) fn of<T: Kind>(value: Value<T>, ty: Ty) -> Self {
        Any { value: cast(value), ty }
    }

    /// One list instead of lists in a list, of what loops in loops collected.
    pub(super) fn flat(self) -> Any {
        Any { value: cast(self.typed::<Vec<Vec<i64>>>().flatten()), ..self }
    }

    /// The handle as the library gives it to authors.
    pub(super) fn typed<T: Kind>(self) -> Value<T> {
        cast(self.value)
    }
}

/// A bundle gives its handles back as whatever type is asked for; it is only there to be rebuilt.
fn cast<A: Kind, B>(value: Value<A>) -> Value<B> {
    let mut leaves = Leaves::default();
    value.leaves(&mut leaves);
    leaves.next()
}

/// The most values that a body returns.
pub(super) const MOST: usize = 4;

/// The values that a body returns.
#[derive(Clone, Debug, Default)]
pub(super) struct Many(pub(super) Vec<Any>);

impl Many {
    /// The types of handles that were rebuilt.
    pub(super) fn typed(self, types: &[Ty]) -> Vec<Any> {
        self.0.into_iter().zip(types).map(|(any, ty)| Any { ty: *ty, ..any }).collect()
    }
}

impl Bundle for Many {
    type Collected = Many;

    fn leaves(&self, leaves: &mut Leaves) {
        struct Add<'a>(Any, &'a mut Leaves);
        impl WithType for Add<'_> {
            type Result = ();

            fn with<T: Kind>(self) {
                self.0.typed::<T>().leaves(self.1);
            }
        }
        for any in &self.0 {
            with_type(any.ty, Add(*any, leaves));
        }
    }

    fn rebuild(leaves: &mut Leaves) -> Self {
        // How many there were is not known here. Those too many belong nowhere, and are dropped by `typed`.
        Many((0..MOST).map(|_| Any { value: leaves.next(), ty: Ty::One(Base::Int) }).collect())
    }

    fn collected(leaves: &mut Leaves) -> Self {
        Self::rebuild(leaves)
    }
}

/// A constant of type `T`.
pub(super) struct Raw<T>(IrValue, PhantomData<fn() -> T>);

impl<T> Raw<T> {
    pub(super) fn new(value: IrValue) -> Self {
        Raw(value, PhantomData)
    }
}

impl<T> Constant<T> for Raw<T> {
    fn constant(self) -> Result<Literal, String> {
        Ok(self.0.into())
    }
}

impl<T: Kind> Item for Raw<T> {
    type Kind = T;
}

impl<T> IntoInput<T> for Raw<T> {
    fn into_input(self) -> Given {
        Given::constant(self.constant())
    }
}
