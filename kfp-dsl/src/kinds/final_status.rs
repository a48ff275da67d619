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
}

impl Kind for FinalStatus {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::TaskFinalStatus);
}

impl Parameter for FinalStatus {
    fn to_value(&self) -> Result<Value, ValueError> {
        Err(ValueError::new("a final status comes from the engine and cannot be given"))
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        let Value::Struct(Struct(fields)) = value else {
            return Err(ValueError::expected("a final status", value));
        };
        let text = |key: &str| match fields.get(key) {
            Some(Value::String(s)) => s.clone(),
            _ => String::new(),
        };
        let message = match fields.get("error") {
            Some(Value::Struct(Struct(error))) => match error.get("message") {
                Some(Value::String(s)) => s.clone(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        Ok(FinalStatus {
            state: text("state"),
            job: text("pipelineJobResourceName"),
            task: text("pipelineTaskName"),
            message,
        })
    }
}
