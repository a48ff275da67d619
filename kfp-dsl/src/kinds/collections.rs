//! Lists, maps and free-form JSON as parameters.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use kfp_ir::model::{ParameterType, Struct, Value};

use crate::kinds::{Kind, KindSpec, Parameter, ValueError};

/// A list of parameters is a parameter; a list of artifacts is an artifact list.
impl<T: Kind> Kind for Vec<T> {
    const KIND: KindSpec = T::KIND.list();
}

impl<T: Parameter> Parameter for Vec<T> {
    fn to_value(&self) -> Result<Value, ValueError> {
        let items = self.iter().enumerate().map(|(i, item)| item.to_value().map_err(|e| e.at(i)));
        items.collect::<Result<_, _>>().map(Value::List)
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        match value {
            Value::List(items) => {
                items.iter().enumerate().map(|(i, item)| T::from_value(item).map_err(|e| e.at(i))).collect()
            }
            other => Err(ValueError::expected("a list", other)),
        }
    }
}

impl<T: Parameter> Kind for BTreeMap<String, T> {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::Struct);
}

impl<T: Parameter> Parameter for BTreeMap<String, T> {
    fn to_value(&self) -> Result<Value, ValueError> {
        map_to_value(self.iter())
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        map_from_value(value)
    }
}

impl<T: Parameter, S: BuildHasher + Default + 'static> Kind for HashMap<String, T, S> {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::Struct);
}

impl<T: Parameter, S: BuildHasher + Default + 'static> Parameter for HashMap<String, T, S> {
    fn to_value(&self) -> Result<Value, ValueError> {
        map_to_value(self.iter())
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        map_from_value(value)
    }
}

/// Any JSON: for settings whose shape the pipeline does not know. At the top it is a STRUCT, so an object.
impl Kind for serde_json::Value {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::Struct);
}

impl Parameter for serde_json::Value {
    fn to_value(&self) -> Result<Value, ValueError> {
        use serde_json::Value as Json;
        Ok(match self {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(n) => match (n.as_i64(), n.as_f64()) {
                (Some(whole), _) => return whole.to_value(),
                (None, Some(number)) if !n.is_u64() => return number.to_value(),
                _ => return Err(ValueError::new(format!("`{n}` is too large for a double"))),
            },
            Json::String(s) => Value::String(s.clone()),
            Json::Array(items) => return items.to_value(),
            Json::Object(fields) => return map_to_value(fields.iter()),
        })
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        use serde_json::Value as Json;
        Ok(match value {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Number(n) => match i64::from_value(value) {
                Ok(whole) => Json::from(whole),
                Err(_) => Json::from(*n),
            },
            Value::String(s) => Json::String(s.clone()),
            Value::List(_) => Json::Array(Parameter::from_value(value)?),
            Value::Struct(_) => Json::Object(map_from_value(value)?),
        })
    }
}

fn map_to_value<'a, T: Parameter>(
    entries: impl Iterator<Item = (&'a String, &'a T)>,
) -> Result<Value, ValueError> {
    let fields = entries.map(|(key, value)| match value.to_value() {
        Ok(value) => Ok((key.clone(), value)),
        Err(error) => Err(error.under(key)),
    });
    Ok(Value::Struct(Struct(fields.collect::<Result<_, _>>()?)))
}

fn map_from_value<T: Parameter, M: FromIterator<(String, T)>>(value: &Value) -> Result<M, ValueError> {
    match value {
        Value::Struct(Struct(fields)) => fields
            .iter()
            .map(|(key, value)| Ok((key.clone(), T::from_value(value).map_err(|e| e.under(key))?)))
            .collect(),
        other => Err(ValueError::expected("a struct", other)),
    }
}
