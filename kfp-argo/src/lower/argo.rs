//! The `argo` platform: what Argo has and KFP cannot say.

use kfp_ir::lang::placeholder::Template as Text;
use kfp_ir::model::platform::argo::{Approval, ArgoExecutorConfig, DECISION, ResourceStep};
use kfp_ir::model::{Struct, Value};
use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::entry::{Entry, Patch};
use crate::lower::facts::Facts;
use crate::lower::instance::Use;
use crate::lower::leaf::Leaf;
use crate::lower::placeholder::Texts;
use crate::model::{
    ConfigMapKey, Empty, Inputs, MutexRef, Parameter, ResourceAction, RetryAffinity, SemaphoreRef, Suspend,
    Synchronization, Template, ValueFrom,
};

fn path(label: &str) -> IrPath {
    IrPath::new(["platforms", "argo", "deploymentSpec", "executors", label])
}

/// Every text in the object of a resource step.
pub(super) fn texts(step: &ResourceStep) -> Vec<Text> {
    let values = step.manifest.iter().flat_map(|manifest| manifest.0.values());
    values.flat_map(Value::texts).map(Text::parse).collect()
}

/// A step that waits for a decision. It has no pod.
///
/// The input of the name of the decision makes Argo's user interface offer the choices. Argo takes its value for what is
/// decided when time is up.
pub(super) fn approval(facts: &Facts<'_>, approval: &Approval, mut template: Template) -> Template {
    let supplied = |default: &str| {
        let default = Some(default.to_owned());
        Some(Box::new(ValueFrom { supplied: Some(Empty {}), default, ..ValueFrom::default() }))
    };
    let outputs = facts.outputs.parameters.iter().map(|(output, name)| {
        let default = if output == DECISION { approval.on_timeout.as_str() } else { "" };
        Parameter { value_from: supplied(default), ..Parameter::named(name) }
    });
    template.outputs = Inputs { parameters: outputs.collect(), artifacts: Vec::new() };
    let until = match approval.on_timeout.as_str() {
        "" => approval.choices.last().cloned().unwrap_or_default(),
        decided => decided.to_owned(),
    };
    let name = facts.outputs.parameters.get(DECISION).map_or(DECISION, String::as_str);
    template.inputs.parameters.push(Parameter {
        description: Some(approval.prompt.clone()).filter(|text| !text.is_empty() && !text.contains("{{")),
        choices: approval.choices.clone(),
        default: Some(until),
        ..Parameter::named(name)
    });
    let duration = (approval.timeout_seconds > 0).then(|| approval.timeout_seconds.to_string());
    Template { suspend: Some(Suspend { duration }), retry_strategy: None, ..template }
}

/// Work on a Kubernetes object.
pub(super) fn resource(
    cx: &mut Context<'_>,
    facts: &Facts<'_>,
    leaf: &Leaf<'_>,
    use_: &Use,
    step: &ResourceStep,
    mut template: Template,
) -> Template {
    let path = path(leaf.label).key("resource");
    let texts = Texts::new(facts, leaf, use_);
    let manifest = Value::Struct(step.manifest.clone().unwrap_or_default());
    let manifest = manifest_of(cx, &texts, &manifest, &path.key("manifest"));
    let outputs = facts.outputs.parameters.iter().map(|(output, name)| {
        let field = step.outputs.iter().find(|field| field.name == *output);
        let json_path = field.map(|field| field.json_path.clone());
        let value_from = Some(Box::new(ValueFrom { json_path, ..ValueFrom::default() }));
        Parameter { value_from, ..Parameter::named(name) }
    });
    template.outputs = Inputs { parameters: outputs.collect(), artifacts: Vec::new() };
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    template.resource = Some(Box::new(ResourceAction {
        action: step.action.clone(),
        merge_strategy: given(&step.merge_strategy),
        set_owner_reference: step.set_owner_reference,
        success_condition: given(&step.success_condition),
        failure_condition: given(&step.failure_condition),
        manifest: manifest.carried().tag(),
    }));
    template
}

/// A field whose value is an input that nobody gave is not there.
fn manifest_of(cx: &mut Context<'_>, texts: &Texts<'_>, value: &Value, path: &IrPath) -> Expr {
    match value {
        Value::String(text) => texts.value(cx, text, path),
        Value::List(items) => {
            let items = items.iter().enumerate();
            Expr::List(items.map(|(i, item)| manifest_of(cx, texts, item, &path.index(i))).collect())
        }
        Value::Struct(Struct(fields)) => {
            let there = |value: &Value| !matches!(value, Value::String(text) if texts.is_absent(text));
            let fields = fields.iter().filter(|(_, value)| there(value));
            let fields = fields.map(|(key, value)| {
                let path = path.key(key);
                (key.clone(), manifest_of(cx, texts, value, &path))
            });
            Expr::Map(fields.collect())
        }
        other => Expr::constant(other),
    }
}

/// Puts what an executor says about its pods into its template.
pub(super) fn pods(
    cx: &mut Context<'_>,
    label: &str,
    settings: &ArgoExecutorConfig,
    template: &mut Template,
    patch: &mut Patch,
) {
    let namespace = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
    let mutexes = settings.mutexes.iter();
    let mutexes =
        mutexes.map(|mutex| MutexRef { name: mutex.name.clone(), namespace: namespace(&mutex.namespace) });
    let semaphores = settings.semaphores.iter().map(|semaphore| SemaphoreRef {
        config_map_key_ref: ConfigMapKey { name: semaphore.config_map.clone(), key: semaphore.key.clone() },
        namespace: namespace(&semaphore.namespace),
    });
    let locks = Synchronization { mutexes: mutexes.collect(), semaphores: semaphores.collect() };
    template.synchronization = Some(locks).filter(|locks| *locks != Synchronization::default()).map(Box::new);
    if let Some(retry) = template.retry_strategy.as_mut().filter(|_| settings.retry_on_other_node) {
        retry.affinity = Some(RetryAffinity::default());
    }
    template.priority_class_name = Some(settings.priority_class.clone()).filter(|name| !name.is_empty());
    for (field, value) in settings.pod_patch.iter().flat_map(|patch| &patch.0) {
        let other = field == "containers" && !patch.main.is_empty();
        if other || patch.pod.iter().any(|(known, _)| known == field) {
            let path = path(label).key("podPatch").key(field);
            let message = format!("`{field}` of the pod is patched by another setting of the task, too");
            cx.report.error("AR115", &path, message, "say it in one of the two places");
        } else {
            patch.pod.push((field.clone(), Entry::Always(Expr::constant(value))));
        }
    }
}
