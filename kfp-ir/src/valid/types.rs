//! Which values and artifacts fit which types, as KFP and its SDK see it.

use crate::model::{ArtifactTypeSchema, ParameterType, PrimitiveType, Value};

/// The type of a parameter, also from the field that KFP used before 2.0.
pub(crate) fn effective(kind: ParameterType, old: PrimitiveType) -> ParameterType {
    match (kind, old) {
        (ParameterType::Unspecified, PrimitiveType::Int) => ParameterType::NumberInteger,
        (ParameterType::Unspecified, PrimitiveType::Double) => ParameterType::NumberDouble,
        (ParameterType::Unspecified, PrimitiveType::String) => ParameterType::String,
        (kind, _) => kind,
    }
}

pub(crate) fn fits(value: &Value, kind: ParameterType) -> bool {
    use ParameterType as P;
    match (kind, value) {
        (P::Unspecified, _) => true,
        (P::NumberInteger, Value::Number(n)) => n.fract() == 0.0,
        (P::NumberDouble, Value::Number(_))
        | (P::String, Value::String(_))
        | (P::Boolean, Value::Bool(_))
        | (P::List, Value::List(_))
        | (P::Struct | P::TaskFinalStatus | P::TaskConfig, Value::Struct(_)) => true,
        _ => false,
    }
}

/// A value for a message: short, and with its kind.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the truth value `{value}`"),
        Value::Number(value) => format!("the number `{value}`"),
        Value::String(value) => {
            let short: String = value.chars().take(40).collect();
            let dots = if short.len() < value.len() { "..." } else { "" };
            format!("the text `{short}{dots}`")
        }
        Value::List(_) => "a list".to_owned(),
        Value::Struct(_) => "a map".to_owned(),
    }
}

/// How a value of one type fits an input of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Exact,
    /// The KFP driver turns anything into text, and has one kind of number.
    Converted,
    Not,
}

pub(crate) fn parameter_fit(from: ParameterType, to: ParameterType) -> Fit {
    use ParameterType as P;
    match (from, to) {
        (P::Unspecified, _) | (_, P::Unspecified) => Fit::Exact,
        (a, b) if a == b => Fit::Exact,
        (_, P::String) | (P::NumberInteger, P::NumberDouble) => Fit::Converted,
        (P::TaskFinalStatus | P::TaskConfig, P::Struct) => Fit::Converted,
        _ => Fit::Not,
    }
}

/// Whether an artifact of one type may be given where another is wanted (`type_utils.py` of the SDK).
pub(crate) fn artifact_fits(from: Option<&ArtifactTypeSchema>, to: Option<&ArtifactTypeSchema>) -> bool {
    const ANY: &str = "system.Artifact";
    let (Some(from), Some(to)) = (from, to) else { return true };
    let (Some(a), Some(b)) = (&from.schema_title, &to.schema_title) else { return true };
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
    let versions = from.schema_version.is_empty()
        || to.schema_version.is_empty()
        || major(&from.schema_version) == major(&to.schema_version);
    a == ANY || b == ANY || (a == b && versions)
}

/// The type of an artifact for a message.
pub(crate) fn artifact_name(of: Option<&ArtifactTypeSchema>, list: bool) -> String {
    let title = of.and_then(|t| t.schema_title.as_deref()).unwrap_or("artifact");
    let version = of.map(|t| t.schema_version.as_str()).filter(|v| !v.is_empty());
    let version = version.map(|v| format!(" {v}")).unwrap_or_default();
    if list { format!("list of `{title}{version}`") } else { format!("`{title}{version}`") }
}

/// The SDK gives the items of loops over lists of unknown type to any input, typed as text.
pub(crate) fn is_untyped_item(name: &str, kind: ParameterType) -> bool {
    kind == ParameterType::String && (name.contains("-loop-item") || name.contains("--loop-item-param-"))
}
