//! Fields of which at most one can be set: readers of protobuf's JSON form refuse two, readers of the binary form keep the
//! last.

use crate::model::platform::kubernetes::PvcMount;
use crate::model::{ArtifactTypeSchema, LegacyValue, ValueOrRuntimeParameter};
use crate::path::At;
use crate::valid::context::Context;
use crate::valid::rules;

pub(crate) fn artifact_type(cx: &mut Context<'_>, at: &At<'_>, schema: &ArtifactTypeSchema) {
    let ArtifactTypeSchema { schema_title, schema_uri, instance_schema, schema_version: _ } = schema;
    let fields = [
        ("schemaTitle", schema_title.is_some()),
        ("schemaUri", schema_uri.is_some()),
        ("instanceSchema", instance_schema.is_some()),
    ];
    at_most_one(cx, at, &fields);
}

pub(crate) fn value(cx: &mut Context<'_>, at: &At<'_>, value: &ValueOrRuntimeParameter) {
    let ValueOrRuntimeParameter { constant_value, runtime_parameter, constant } = value;
    let fields = [
        ("constant", constant.is_some()),
        ("constantValue", constant_value.is_some()),
        ("runtimeParameter", runtime_parameter.is_some()),
    ];
    at_most_one(cx, at, &fields);
    if let Some(LegacyValue { int_value, double_value, string_value }) = constant_value.as_deref() {
        let fields = [
            ("intValue", int_value.is_some()),
            ("doubleValue", double_value.is_some()),
            ("stringValue", string_value.is_some()),
        ];
        at_most_one(cx, &at.key("constantValue"), &fields);
    }
}

/// `pvcNameParameter` stands beside the others: the SDK writes both.
pub(crate) fn mount(cx: &mut Context<'_>, at: &At<'_>, mount: &PvcMount) {
    let fields = [
        ("constant", mount.constant.is_some()),
        ("componentInputParameter", mount.component_input_parameter.is_some()),
        ("taskOutputParameter", mount.task_output_parameter.is_some()),
    ];
    at_most_one(cx, at, &fields);
}

fn at_most_one(cx: &mut Context<'_>, at: &At<'_>, fields: &[(&str, bool)]) {
    let set: Vec<String> =
        fields.iter().filter(|(_, set)| *set).map(|(name, _)| format!("`{name}`")).collect();
    if set.len() > 1 {
        let message = format!("only one of {} can be set", set.join(" and "));
        cx.report(rules::ONE_OF, at, message, Some("remove the others".to_owned()));
    }
}
