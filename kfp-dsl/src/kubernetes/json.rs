//! Settings as a whole JSON value, which may come from a run.

use std::collections::{BTreeMap, HashMap};

use kfp_ir::model::{TaskInputParameter, Value as IrValue};

use super::{Fragment, Slot};
use crate::author::Value;
use crate::author::graph::Handle;
use crate::kinds::Parameter;

/// A JSON object in the settings of a task: a `serde_json::Value` or a value of the run with an object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no JSON object for a setting of a task",
    label = "not a JSON object",
    note = "give a `serde_json::Value`, or a value of the run of a map type, such as `Value<BTreeMap<String, String>>`"
)]
pub trait SettingJson {
    /// What the setting records.
    #[doc(hidden)]
    fn json(self) -> Json;
}

/// A list of JSON objects in the settings of a task, from a run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of JSON objects for a setting of a task",
    label = "not a list of JSON objects",
    note = "give a value of the run of a list type, such as `Value<Vec<serde_json::Value>>`"
)]
pub trait SettingList {
    /// What the setting records.
    #[doc(hidden)]
    fn json(self) -> Json;
}

/// JSON, as it was given.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Json(pub(super) Given);

#[derive(Clone, Debug)]
pub(super) enum Given {
    /// The error is why the IR cannot hold it, in words.
    Constant(Result<IrValue, String>),
    Value(Handle),
}

impl SettingJson for serde_json::Value {
    fn json(self) -> Json {
        Json(Given::Constant(self.to_value().map_err(|e| e.to_string())))
    }
}

impl SettingJson for Value<serde_json::Value> {
    fn json(self) -> Json {
        Json(Given::Value(self.handle))
    }
}

impl<T> SettingJson for Value<BTreeMap<String, T>> {
    fn json(self) -> Json {
        Json(Given::Value(self.handle))
    }
}

impl<T> SettingJson for Value<HashMap<String, T>> {
    fn json(self) -> Json {
        Json(Given::Value(self.handle))
    }
}

impl<T> SettingList for Value<Vec<T>> {
    fn json(self) -> Json {
        Json(Given::Value(self.handle))
    }
}

impl Json {
    /// What the configuration says now; a value of the run is filled in when the pipeline is emitted.
    pub(super) fn input(self, fragment: &mut Fragment, slot: Slot) -> Option<TaskInputParameter> {
        match self.0 {
            Given::Constant(Ok(value @ IrValue::Struct(_))) => Some(TaskInputParameter::constant(value)),
            Given::Constant(Ok(_)) => {
                let message = format!("{} as JSON is an object", slot.what());
                fragment.fault(message, "write `serde_json::json!({ .. })`");
                None
            }
            Given::Constant(Err(why)) => {
                let message = format!("the JSON of {} cannot be written: {why}", slot.what());
                fragment.fault(message, "write text, numbers and truth values that JSON can hold");
                None
            }
            Given::Value(handle) => {
                fragment.values.push((slot, handle));
                None
            }
        }
    }
}
