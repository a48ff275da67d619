//! The settings of a task, as data.

use kfp_ir::model::{ParameterType, Struct, Value};

use crate::kinds::{Kind, KindSpec, Parameter, ValueError};

/// The settings of the task that a component runs as: an argument of this type is filled in by KFP (its `TaskConfig`).
///
/// The component names the settings that it wants
/// ([`TaskConfigPassthrough`](crate::TaskConfigPassthrough)). Each part is what Kubernetes has at that place of a pod, as JSON, and
/// `None` when the task does not say it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TaskConfig {
    /// `spec.affinity`.
    pub affinity: Option<serde_json::Value>,
    /// `spec.tolerations`.
    pub tolerations: Option<serde_json::Value>,
    /// `spec.nodeSelector`.
    pub node_selector: Option<serde_json::Value>,
    /// `env` of the container.
    pub env: Option<serde_json::Value>,
    /// `spec.volumes`.
    pub volumes: Option<serde_json::Value>,
    /// `volumeMounts` of the container.
    pub volume_mounts: Option<serde_json::Value>,
    /// `resources` of the container.
    pub resources: Option<serde_json::Value>,
}

impl Kind for TaskConfig {
    const KIND: KindSpec = KindSpec::parameter(ParameterType::TaskConfig);
}

impl Parameter for TaskConfig {
    fn to_value(&self) -> Result<Value, ValueError> {
        Err(ValueError::new("the settings of a task come from the engine and cannot be given"))
    }

    fn from_value(value: &Value) -> Result<Self, ValueError> {
        let Value::Struct(Struct(fields)) = value else {
            return Err(ValueError::expected("the settings of a task", value));
        };
        let part = |key: &str| match fields.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::Value::from_value(value).map(Some).map_err(|e| e.under(key)),
        };
        Ok(TaskConfig {
            affinity: part("affinity")?,
            tolerations: part("tolerations")?,
            node_selector: part("nodeSelector")?,
            env: part("env")?,
            volumes: part("volumes")?,
            volume_mounts: part("volumeMounts")?,
            resources: part("resources")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_task_does_not_say_is_missing() {
        let limits = Value::Struct(Struct([("cpu".to_owned(), Value::String("2".to_owned()))].into()));
        let resources = Value::Struct(Struct([("limits".to_owned(), limits)].into()));
        let config = Value::Struct(Struct(
            [("resources".to_owned(), resources), ("affinity".to_owned(), Value::Null)].into(),
        ));
        let config = TaskConfig::from_value(&config).unwrap();
        assert_eq!(config.resources, Some(serde_json::json!({ "limits": { "cpu": "2" } })));
        assert_eq!((config.affinity, config.env), (None, None));
        assert!(TaskConfig::from_value(&Value::String("x".to_owned())).is_err());
    }
}
