//! The one trait that parameter types, artifact types and lists of them share.

use kfp_ir::model::{ParameterType, Value};

/// Anything that can flow along an edge: a parameter type, an artifact type, or a list of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a parameter type nor an artifact type",
    label = "cannot be an input or output",
    note = "parameters are `bool`, integers, `f64`, `String`, lists and maps of these, and types with `#[derive(Parameter)]`",
    note = "artifacts are taken as `Input<T>` and made as `Output<T>`, where `T` is `Dataset`, `Model`, .. or has `#[derive(Artifact)]`"
)]
pub trait Kind: 'static {
    /// How the IR describes the type.
    const KIND: KindSpec;
}

/// How the IR describes a type.
#[derive(Clone, Copy, Debug)]
pub enum KindSpec {
    /// A parameter: a small value that travels by value.
    Parameter {
        /// The parameter type.
        ty: ParameterType,
        /// The only values allowed; `None` when there is no such list.
        literals: Option<fn() -> Vec<Value>>,
        /// The fields that can be read one by one; none when the type is no struct with known fields.
        fields: fn() -> &'static [FieldDef],
    },
    /// An artifact: data that travels by reference.
    Artifact {
        /// The schema title, such as `system.Model`.
        title: &'static str,
        /// The schema version, such as `0.0.1`.
        version: &'static str,
    },
    /// A list of artifacts of one type.
    ArtifactList {
        /// The schema title of the items.
        title: &'static str,
        /// The schema version of the items.
        version: &'static str,
    },
}

/// A field of a struct parameter.
#[derive(Clone, Copy, Debug)]
pub struct FieldDef {
    /// The key in the value.
    pub key: &'static str,
    /// The type.
    pub kind: KindSpec,
}

const fn no_fields() -> &'static [FieldDef] {
    &[]
}

impl KindSpec {
    /// A parameter type whose values are not limited to a list.
    pub const fn parameter(ty: ParameterType) -> Self {
        KindSpec::Parameter { ty, literals: None, fields: no_fields }
    }

    /// A struct with known fields.
    #[doc(hidden)]
    pub const fn structure(fields: fn() -> &'static [FieldDef]) -> Self {
        KindSpec::Parameter { ty: ParameterType::Struct, literals: None, fields }
    }

    /// Text that may only be one of these.
    #[doc(hidden)]
    pub const fn literals(literals: fn() -> Vec<Value>) -> Self {
        KindSpec::Parameter { ty: ParameterType::String, literals: Some(literals), fields: no_fields }
    }

    /// The fields that can be read one by one.
    pub fn fields(self) -> &'static [FieldDef] {
        match self {
            KindSpec::Parameter { fields, .. } => fields(),
            _ => &[],
        }
    }

    /// The type of a list of these.
    pub const fn list(self) -> Self {
        match self {
            KindSpec::Artifact { title, version } | KindSpec::ArtifactList { title, version } => {
                KindSpec::ArtifactList { title, version }
            }
            KindSpec::Parameter { .. } => KindSpec::parameter(ParameterType::List),
        }
    }
}
