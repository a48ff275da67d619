//! What Kubernetes settings put into a container: secrets, config maps, volumes, fields of the pod, init containers.

use crate::codec::value::{from_struct, to_value};
use crate::digest::source::Sources;
use crate::flat::{Task, TaskId};
use crate::model::{Struct, Value};

/// The Kubernetes settings that put data into a container, by their JSON names: they enter the digest. The others say where
/// and how the pod runs.
pub const MOUNTS: &[&str] = &[
    "configMapAsEnv",
    "configMapAsVolume",
    "emptyDirMounts",
    "fieldPathAsEnv",
    "genericEphemeralVolume",
    "initContainers",
    "pvcMount",
    "secretAsEnv",
    "secretAsVolume",
];

/// Those of a task, with sources in place of names of tasks and inputs.
pub(super) fn value(sources: &Sources<'_, '_>, id: TaskId, task: &Task<'_>) -> Option<Value> {
    let Value::Struct(fields) = chosen(to_value(task.kubernetes?).ok()?)? else { return None };
    let fields = fields.0.into_iter().map(|(key, value)| (key, resolve(sources, id, value)));
    Some(Value::Struct(fields.collect()))
}

/// Those of an executor, as they stand there.
pub(super) fn chosen(settings: Value) -> Option<Value> {
    let Value::Struct(Struct(fields)) = settings else { return None };
    let chosen = fields.into_iter().filter(|(key, _)| MOUNTS.contains(&key.as_str()));
    Some(Value::Struct(chosen.collect())).filter(|v| !super::content::is_empty(v))
}

/// The settings are read with a few levels of nesting, never deep ones.
fn resolve(sources: &Sources<'_, '_>, id: TaskId, value: Value) -> Value {
    match value {
        Value::List(items) => {
            items.into_iter().map(|item| resolve(sources, id, item)).collect::<Vec<_>>().into()
        }
        Value::Struct(fields) => {
            let refers = ["taskOutputParameter", "componentInputParameter", "runtimeValue"];
            if refers.iter().any(|key| fields.get(key).is_some()) {
                return reference(sources, id, fields);
            }
            // The SDK writes old fields with the same name beside the new ones.
            let mut fields = fields;
            for (new, old) in
                [("secretNameParameter", "secretName"), ("configMapNameParameter", "configMapName")]
            {
                if fields.get(new).is_some() {
                    fields.0.remove(old);
                }
            }
            let fields = fields.0.into_iter().map(|(key, value)| (key, resolve(sources, id, value)));
            Value::Struct(fields.collect())
        }
        other => other,
    }
}

/// A reference to an input or output, perhaps with the fields of a volume mount beside it.
fn reference(sources: &Sources<'_, '_>, id: TaskId, mut fields: Struct) -> Value {
    let mut own = Struct::default();
    for key in
        ["taskOutputParameter", "componentInputParameter", "runtimeValue", "parameterExpressionSelector"]
    {
        if let Some(value) = fields.0.remove(key) {
            own.insert(key, value);
        }
    }
    let Ok(given) = from_struct(&own) else { return Value::Struct(own) };
    if fields.is_empty() {
        return sources.around(id, &given);
    }
    if fields.get("pvcNameParameter").is_none() {
        fields.insert("pvcNameParameter", sources.around(id, &given));
        return Value::Struct(fields);
    }
    resolve(sources, id, Value::Struct(fields))
}
