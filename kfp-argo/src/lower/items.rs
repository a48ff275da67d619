//! What a loop runs over: a constant list, a list from elsewhere, or the artifacts of a list.

use kfp_ir::model::{ArtifactIteratorSpec, ParameterIteratorSpec};
use kfp_ir::path::At;

use crate::lower::Context;
use crate::lower::artifact::Bag;
use crate::lower::graph::Scope;
use crate::lower::inputs::Bindings;
use crate::lower::source::Source;

impl<'t> Bindings<'t> {
    /// The input that receives the item of a loop, and the items; `None` for other tasks, or with an error.
    pub(super) fn items(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        path: &At<'_>,
    ) -> Option<(&'t str, Source)> {
        if let Some(iterator) = &self.task.artifact_iterator {
            return Some((&iterator.item_input, self.artifact_items(cx, scope, iterator, path)?));
        }
        let iterator = self.task.parameter_iterator.as_ref()?;
        Some((&iterator.item_input, self.parameter_items(cx, scope, iterator, path)?))
    }

    fn artifact_items(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        iterator: &ArtifactIteratorSpec,
        path: &At<'_>,
    ) -> Option<Source> {
        let name = iterator.items.as_ref().map(|i| i.input_artifact.as_str()).unwrap_or_default();
        let list = |bag: &Bag| Source::Computed(bag.record.value().get("artifacts"));
        if let Some(bag) = self.artifacts.get(name) {
            return Some(list(bag));
        }
        let path = path.key("artifactIterator");
        let path = path.key("items");
        let path = path.key("inputArtifact");
        let given = self.task.inputs.as_ref().and_then(|i| i.artifacts.get(name));
        let bag = given.and_then(|input| scope.input_artifact(cx, input, self.tolerant, &path));
        if bag.is_none() && cx.report.errors.is_empty() {
            let message = format!("the task has no input artifact `{name}` to loop over");
            cx.report.error("AR106", &path, message, "check the document first");
        }
        bag.as_ref().map(list)
    }

    fn parameter_items(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        iterator: &ParameterIteratorSpec,
        path: &At<'_>,
    ) -> Option<Source> {
        let path = path.key("parameterIterator");
        let path = path.key("items");
        let items = iterator.items.as_ref();
        if let Some(raw) = items.and_then(|i| i.raw.as_ref()) {
            return match serde_json::from_str(raw) {
                Ok(list @ serde_json::Value::Array(_)) => Some(Source::Constant(list.into())),
                _ => {
                    let message = "the items of the loop are not a JSON list";
                    cx.report.error("AR106", &path.key("raw"), message, "write a list such as `[1, 2]`");
                    None
                }
            };
        }
        let name = items.and_then(|i| i.input_parameter.as_ref())?;
        if let Some(bound) = self.parameter(name) {
            return Some(bound.source.clone());
        }
        let input = self.task.inputs.as_ref().and_then(|i| i.parameters.get(name));
        let Some(input) = input else {
            let message = format!("the task has no input `{name}` to loop over");
            cx.report.error("AR106", &path.key("inputParameter"), message, "check the document first");
            return None;
        };
        self.source(cx, scope, input, None, &path).map(|b| b.source)
    }
}
