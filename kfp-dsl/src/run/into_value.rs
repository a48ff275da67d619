//! Rust values for metadata, and for parameters given by name.

use kfp_ir::model::Value;

use crate::kinds::{Parameter, ValueError};

/// What can become metadata of an artifact: every parameter type, and `&str`, `&String`, `u64`, `usize`.
///
/// KFP keeps metadata as JSON whose numbers are doubles. So NaN, infinity and integers outside ±2^53 are errors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept by KFP",
    label = "not a value",
    note = "values are truth values, numbers, text, lists and maps of these, and types with `#[derive(Parameter)]`"
)]
pub trait IntoValue {
    /// The value as KFP keeps it.
    ///
    /// # Errors
    /// KFP cannot keep it.
    fn into_value(self) -> Result<Value, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> IntoValue for T {
    fn into_value(self) -> Result<Value, ValueError> {
        self.to_value()
    }
}

impl IntoValue for &str {
    fn into_value(self) -> Result<Value, ValueError> {
        Ok(Value::String(self.to_owned()))
    }
}

impl IntoValue for &String {
    fn into_value(self) -> Result<Value, ValueError> {
        self.as_str().into_value()
    }
}

impl IntoValue for u64 {
    fn into_value(self) -> Result<Value, ValueError> {
        i64::try_from(self).unwrap_or(i64::MAX).to_value()
    }
}

impl IntoValue for usize {
    fn into_value(self) -> Result<Value, ValueError> {
        (self as u64).into_value()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn counts_and_text_are_metadata() {
        assert_eq!(3_usize.into_value(), Ok(Value::Number(3.0)));
        assert_eq!("a".into_value(), Ok(Value::from("a")));
        assert_eq!((&"a".to_owned()).into_value(), Ok(Value::from("a")));
        assert!(BTreeMap::from([("k".to_owned(), vec![true])]).into_value().is_ok());
    }

    #[test]
    fn what_a_double_or_json_has_not_is_refused() {
        assert!((1_u64 << 53).into_value().is_ok());
        assert!(((1_u64 << 53) + 1).into_value().is_err());
        assert!(u64::MAX.into_value().is_err());
        assert!(vec![1.0, f64::INFINITY].into_value().is_err());
    }
}
