//! The parameter types that are one value: truth, numbers, text.

use kfp_ir::model::{ParameterType, Value};

use crate::kinds::{Kind, KindSpec, Parameter, ValueError};

/// Doubles hold every integer up to here.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Kind for bool {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::Boolean);
}

impl Parameter for bool {
    fn to_value(&self) -> Result<Value, ValueError> {
        Ok(Value::Bool(*self))
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        match value {
            Value::Bool(b) => Ok(*b),
            other => Err(ValueError::expected("`true` or `false`", other)),
        }
    }
}

impl Kind for String {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::String);
}

impl Parameter for String {
    fn to_value(&self) -> Result<Value, ValueError> {
        Ok(Value::String(self.clone()))
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        match value {
            Value::String(s) => Ok(s.clone()),
            other => Err(ValueError::expected("text", other)),
        }
    }
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Kind for $ty {
            const KIND: KindSpec = KindSpec::parameter(ParameterType::NumberInteger);
        }

        impl Parameter for $ty {
            fn to_value(&self) -> Result<Value, ValueError> {
                integer(i64::from(*self))
            }

            fn from_value(value: &Value) -> Result<Self, ValueError> {
                let wide = whole(value)?;
                <$ty>::try_from(wide).map_err(|_| {
                    ValueError::new(format!("`{wide}` is not between {} and {}", <$ty>::MIN, <$ty>::MAX))
                })
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32);

fn integer(wide: i64) -> Result<Value, ValueError> {
    let number = wide as f64;
    match wide.unsigned_abs() <= 1 << 53 {
        true => Ok(Value::Number(number)),
        false => Err(ValueError::new(format!(
            "`{wide}` is outside ±2^53: the IR holds numbers as doubles and would change it"
        ))),
    }
}

fn whole(value: &Value) -> Result<i64, ValueError> {
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the guard admits whole numbers within ±2^53 only"
        )]
        Value::Number(n) if n.fract() == 0.0 && n.abs() <= EXACT => Ok(*n as i64),
        other => Err(ValueError::expected("an integer", other)),
    }
}

impl Kind for f64 {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::NumberDouble);
}

impl Parameter for f64 {
    fn to_value(&self) -> Result<Value, ValueError> {
        match self.is_finite() {
            true => Ok(Value::Number(*self)),
            false => Err(ValueError::new(format!("`{self}` is not a finite number: the IR cannot hold it"))),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        match value {
            Value::Number(n) => Ok(*n),
            other => Err(ValueError::expected("a number", other)),
        }
    }
}

impl Kind for f32 {
    const KIND: KindSpec = f64::KIND;
}

impl Parameter for f32 {
    fn to_value(&self) -> Result<Value, ValueError> {
        f64::from(*self).to_value()
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        let wide = f64::from_value(value)?;
        let narrow = wide as f32;
        match narrow.is_finite() {
            true => Ok(narrow),
            false => Err(ValueError::new(format!("`{wide}` is too large for 32 bits"))),
        }
    }
}
