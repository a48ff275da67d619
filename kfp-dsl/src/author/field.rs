//! Fields of derived structs: one trait for each use, so that a field of a wrong type gives one error.

use kfp_ir::model::{Struct, Value as IrValue};

use crate::author::{Bundle, FieldCursor, Leaves, NamedOutputs, Value};
use crate::kinds::{KindSpec, Parameter, ValueError};

/// What a field of a `#[derive(Parameter)]` struct may be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a parameter",
    label = "not a parameter type",
    note = "a field is a `bool`, an integer, `f64`, `String`, a list or map of these, an `Option`, or has `#[derive(Parameter)]`"
)]
pub trait FieldParameter: Sized {
    /// How the IR describes it.
    const KIND: KindSpec;

    /// Puts the field into the value of the struct.
    fn put(&self, key: &'static str, fields: &mut Struct) -> Result<(), ValueError>;

    /// Takes the field from the value of the struct.
    fn take(fields: &Struct, key: &'static str) -> Result<Self, ValueError>;

    /// The handle of the field.
    fn handle(next: &mut FieldCursor) -> Value<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> FieldParameter for T {
    const KIND: KindSpec = T::KIND;

    fn put(&self, key: &'static str, fields: &mut Struct) -> Result<(), ValueError> {
        let value = self.to_value().map_err(|e| e.under(key))?;
        fields.0.insert(key.to_owned(), value);
        Ok(())
    }

    fn take(fields: &Struct, key: &'static str) -> Result<Self, ValueError> {
        match fields.0.get(key) {
            Some(value) => T::from_value(value).map_err(|e| e.under(key)),
            None => Err(ValueError::new(format!("the field `{key}` is missing"))),
        }
    }

    fn handle(next: &mut FieldCursor) -> Value<Self> {
        next.field(T::KIND)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> FieldParameter for Option<T> {
    const KIND: KindSpec = T::KIND;

    fn put(&self, key: &'static str, fields: &mut Struct) -> Result<(), ValueError> {
        self.as_ref().map_or(Ok(()), |value| value.put(key, fields))
    }

    fn take(fields: &Struct, key: &'static str) -> Result<Self, ValueError> {
        match fields.0.get(key) {
            None | Some(IrValue::Null) => Ok(None),
            Some(_) => <T as FieldParameter>::take(fields, key).map(Some),
        }
    }

    fn handle(next: &mut FieldCursor) -> Value<Self> {
        next.field(T::KIND)
    }
}

/// What a field of a `#[derive(Outputs)]` struct may be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an output parameter",
    label = "not a parameter type",
    note = "a field is a `bool`, an integer, `f64`, `String`, a list or map of these, or has `#[derive(Parameter)]`"
)]
pub trait OutputParameter: Sized {
    /// How the IR describes it.
    const KIND: KindSpec;

    /// The value in the IR, of the output of that name.
    fn output(&self, name: &'static str) -> Result<IrValue, ValueError>;

    /// Adds a handle to the values of a bundle.
    fn leaf(handle: Value<Self>, leaves: &mut Leaves);

    /// Adds a handle to the outputs of a pipeline.
    fn named(
        outputs: NamedOutputs,
        name: &'static str,
        docs: &'static str,
        handle: Value<Self>,
    ) -> NamedOutputs;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> OutputParameter for T {
    const KIND: KindSpec = T::KIND;

    fn output(&self, name: &'static str) -> Result<IrValue, ValueError> {
        self.to_value().map_err(|e| e.under(name))
    }

    fn leaf(handle: Value<Self>, leaves: &mut Leaves) {
        handle.leaves(leaves);
    }

    fn named(
        outputs: NamedOutputs,
        name: &'static str,
        docs: &'static str,
        handle: Value<Self>,
    ) -> NamedOutputs {
        outputs.with(name, docs, handle)
    }
}

/// The fields of the value of a struct, which has no others than these.
#[doc(hidden)]
pub fn struct_fields<'a>(value: &'a IrValue, keys: &[&str]) -> Result<&'a Struct, ValueError> {
    let IrValue::Struct(fields) = value else { return Err(ValueError::expected("a struct", value)) };
    match fields.0.keys().find(|key| !keys.contains(&key.as_str())) {
        None => Ok(fields),
        Some(key) => {
            let keys = listed(keys);
            Err(ValueError::new(format!("there is no field `{key}`; the fields are {keys}")))
        }
    }
}

/// The values that an enumeration may have.
#[doc(hidden)]
pub fn literals(names: &[&str]) -> Vec<IrValue> {
    names.iter().map(|name| IrValue::String((*name).to_owned())).collect()
}

/// The text of a value of an enumeration.
#[doc(hidden)]
pub fn literal<'a>(value: &'a IrValue, names: &[&str]) -> Result<&'a str, ValueError> {
    match value {
        IrValue::String(text) => Ok(text),
        other => Err(not_a_literal(other, names)),
    }
}

/// The error about a value that an enumeration does not have.
#[doc(hidden)]
pub fn not_a_literal(value: &IrValue, names: &[&str]) -> ValueError {
    ValueError::expected(&format!("one of {}", listed(names)), value)
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
