//! What a component function may take and give.

use kfp_ir::model::Value;

use crate::kinds::{ArtifactType, KindSpec, Parameter, ValueError};
use crate::run::{Context, Input, Output, Result};

/// A type that an argument of a `#[component]` function may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a component",
    label = "not an input or output type",
    note = "parameters are `bool`, integers, `f64`, `String`, lists and maps of these, and types with `#[derive(Parameter)]`",
    note = "artifacts are taken as `Input<T>` and made as `Output<T>`, where `T` is `Dataset`, `Model`, .. or has `#[derive(Artifact)]`"
)]
pub trait Argument: Sized {
    /// How the IR describes it.
    const KIND: KindSpec;

    /// The argument of that name, in a running container.
    ///
    /// # Errors
    /// The launcher did not pass it, or passed something else.
    fn take(cx: &Context, name: &'static str) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> Argument for T {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        let value = cx.parameter(name)?.unwrap_or_default();
        T::from_value(&value).map_err(|e| format!("input `{name}`: {e}").into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Argument> Argument for Option<T> {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        let given = match T::KIND {
            KindSpec::Parameter { .. } => cx.parameter(name)?.is_some(),
            KindSpec::Artifact { .. } | KindSpec::ArtifactList { .. } => !cx.artifacts(name).is_empty(),
        };
        given.then(|| T::take(cx, name)).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> Argument for Input<T> {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        match cx.artifacts(name).first() {
            Some(artifact) => Ok(Input::new(std::slice::from_ref(artifact))),
            None => Err(format!("input artifact `{name}` was not passed").into()),
        }
    }
}

/// A loop over nothing makes an empty list, so a list that was not passed is empty.
#[diagnostic::do_not_recommend]
impl<T: ArtifactType> Argument for Input<Vec<T>> {
    const KIND: KindSpec = T::KIND.list();

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        Ok(Input::new(cx.artifacts(name)))
    }
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> Argument for Output<T> {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        cx.output(name).map(Output::new)
    }
}

/// The parameter outputs that a function returned, by name.
pub type Returned = std::result::Result<Vec<(&'static str, Value)>, ValueError>;

/// Keeps what a component function returned; it is written when the component has ended well.
///
/// # Errors
/// A value that KFP cannot hold.
pub fn finish(cx: &Context, returned: Returned) -> Result<()> {
    cx.keep(returned.map_err(|e| format!("the returned value: {e}"))?);
    Ok(())
}
