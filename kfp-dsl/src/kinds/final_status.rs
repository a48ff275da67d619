//! How the tasks before an exit task ended.

use kfp_ir::model::{ParameterType, Struct, Value};

use crate::kinds::{Kind, KindSpec, Parameter, ValueError};

/// How the body of `p.finally(..)` ended: an argument of this type is filled in by the engine.
///
/// Only the component that `finally` runs can have one (KFP's `PipelineTaskFinalStatus`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FinalStatus {
    /// `SUCCEEDED`, `FAILED`, `COMPLETE`, .. as the engine writes it.
    pub state: String,
    /// The run.
    pub job: String,
    /// The task that ended: the group of tasks inside `finally`.
    pub task: String,
    /// The message of the failure, where the engine gives one; KFP's own backend never does.
    pub message: String,
    /// The code of the failure (`google.rpc.Code`), where the engine gives one; else 0.
    pub code: i32,
}

impl FinalStatus {
    /// Whether all went well: `SUCCEEDED`, or, in the words of KFP's own backend, `COMPLETE` or `CACHED`.
    pub fn succeeded(&self) -> bool {
        matches!(self.state.as_str(), "SUCCEEDED" | "COMPLETE" | "CACHED")
    }
}

impl Kind for FinalStatus {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::TaskFinalStatus);
}

impl Parameter for FinalStatus {
    fn to_value(&self) -> Result<Value, ValueError> {
        Err(ValueError::new("a final status comes from the engine and cannot be given"))
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        let Value::Struct(fields) = value else {
            return Err(ValueError::expected("a final status", value));
        };
        let text = |fields: &Struct, key: &str| match fields.0.get(key) {
            Some(Value::String(s)) => s.clone(),
            _ => String::new(),
        };
        let none = Struct::default();
        let error = match fields.0.get("error") {
            Some(Value::Struct(error)) => error,
            _ => &none,
        };
        Ok(FinalStatus {
            state: text(fields, "state"),
            job: text(fields, "pipelineJobResourceName"),
            task: text(fields, "pipelineTaskName"),
            message: text(error, "message"),
            code: error
                .0
                .get("code")
                .map_or(Ok(0), i32::from_value)
                .map_err(|e| e.under("code").under("error"))?,
        })
    }
}
