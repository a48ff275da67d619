//! What a component function may return.

use crate::author::{Bundle, OutputDef, Value};
use crate::kinds::Parameter;
use crate::run::Returned;

/// What a component function may return: nothing, one parameter, or a `#[derive(Outputs)]` struct of parameters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a component",
    label = "not a parameter type",
    note = "return `Result<()>`, `Result<T>` of a parameter type `T`, or of a struct with `#[derive(Outputs)]`",
    note = "an artifact is an argument: `model: Output<Model>`"
)]
pub trait Returns: Sized {
    /// The handles that a task has for it.
    type Handles: Bundle + Copy;

    /// The outputs, in order.
    const OUTPUTS: &'static [OutputDef];

    /// The values, by the names of the outputs.
    #[doc(hidden)]
    fn into_values(self) -> Returned;
}

impl Returns for () {
    type Handles = ();
    const OUTPUTS: &'static [OutputDef] = &[];

    fn into_values(self) -> Returned {
        Ok(Vec::new())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> Returns for T {
    type Handles = Value<T>;
    const OUTPUTS: &'static [OutputDef] = &[OutputDef { name: "Output", kind: T::KIND, docs: "" }];

    fn into_values(self) -> Returned {
        Ok(vec![("Output", self.to_value()?)])
    }
}
