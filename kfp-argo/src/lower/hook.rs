//! Hooks: containers that run beside a task or a run, or when that is over.
//!
//! Each is lowered as a component of its own that no task calls, so a hook is a container as any other.

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::model::platform::argo::Hook;
use kfp_ir::model::{ComponentSpec, ContainerSpec, PlatformExecutor};
use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::instance::{Key, Use};
use crate::model::LifecycleHook;

/// The name of the hook that Argo runs at the end.
const EXIT: &str = "exit";

/// The hooks of a document.
#[derive(Debug, Default)]
pub(super) struct Hooks {
    /// By the keys of their components.
    all: BTreeMap<String, Known>,
    /// What is wrong with those of the pipeline.
    faults: Vec<String>,
}

#[derive(Debug)]
struct Known {
    hook: Hook,
    path: IrPath,
    /// What its template is called.
    base: String,
    component: ComponentSpec,
}

/// A hook as the components are collected.
pub(super) struct Component<'a> {
    pub(super) key: &'a str,
    pub(super) base: &'a str,
    pub(super) path: &'a IrPath,
    pub(super) spec: &'a ComponentSpec,
    pub(super) container: &'a ContainerSpec,
}

/// The key of the component of a hook; the pipeline's own have no label.
fn key(label: &str, position: usize) -> String {
    format!("\u{0}hook:{label}:{position}")
}

/// What a hook is called in Argo: by its phase, as there is one of each in most cases.
fn event(hook: &Hook) -> String {
    if hook.phase.is_empty() { EXIT.to_owned() } else { hook.phase.to_lowercase() }
}

impl Hooks {
    pub(super) fn of(document: &Document) -> Self {
        let mut hooks = Hooks::default();
        let Some(platform) = &document.platform else { return hooks };
        let at = IrPath::new(["platforms", "argo"]);
        match platform.argo_pipeline() {
            Ok(config) => hooks.add("", "run", &config.hooks, &at.key("config").key("hooks")),
            Err(error) => hooks.faults.extend(error.findings.into_iter().map(|finding| finding.message)),
        }
        let argo = platform.platforms.get("argo").and_then(|argo| argo.deployment_spec.as_ref());
        for (label, executor) in argo.iter().flat_map(|deployment| &deployment.executors) {
            let PlatformExecutor::Argo(config) = executor else { continue };
            let at = at.key("deploymentSpec").key("executors").key(label).key("hooks");
            hooks.add(label, label.strip_prefix("exec-").unwrap_or(label), &config.hooks, &at);
        }
        hooks
    }

    fn add(&mut self, label: &str, base: &str, hooks: &[Hook], at: &IrPath) {
        for (position, hook) in hooks.iter().enumerate() {
            let known = Known {
                hook: hook.clone(),
                path: at.index(position),
                base: format!("{base}-{}", event(hook)),
                component: ComponentSpec::default(),
            };
            self.all.insert(key(label, position), known);
        }
    }

    /// What is wrong with the form of the hooks.
    pub(super) fn faults(&self) -> &[String] {
        &self.faults
    }

    pub(super) fn components(&self) -> impl Iterator<Item = Component<'_>> {
        self.all.iter().filter_map(|(key, known)| {
            let container = known.hook.container.as_deref()?;
            Some(Component { key, base: &known.base, path: &known.path, spec: &known.component, container })
        })
    }

    /// Those of an executor, or of the pipeline, in their order.
    fn of_label(&self, label: &str) -> impl Iterator<Item = (String, &Known)> {
        (0..).map_while(move |position| {
            let key = key(label, position);
            self.all.get(&key).map(|known| (key, known))
        })
    }
}

/// The hooks of a task, by their names.
pub(super) fn of_task(cx: &mut Context<'_>, label: &str, task: &str) -> BTreeMap<String, LifecycleHook> {
    lower(cx, label, |phase| Expr::Status(task.to_owned()).equals(Expr::text(phase)).field())
}

/// The hooks of the run, by their names.
pub(super) fn of_run(cx: &mut Context<'_>) -> BTreeMap<String, LifecycleHook> {
    lower(cx, "", |phase| format!("workflow.status == \"{phase}\""))
}

fn lower(
    cx: &mut Context<'_>,
    label: &str,
    condition: impl Fn(&str) -> String,
) -> BTreeMap<String, LifecycleHook> {
    let mut hooks = BTreeMap::new();
    let known = cx.hooks;
    for (key, known) in known.of_label(label) {
        let event = event(&known.hook);
        let mut name = event.clone();
        let mut number = 1;
        while hooks.contains_key(&name) {
            number += 1;
            name = format!("{event}-{number}");
        }
        let use_ = Use { component: key, ..Use::default() };
        let template = cx.instances.template(Key::Component(use_), &known.base);
        let expression = (!known.hook.phase.is_empty()).then(|| condition(&known.hook.phase));
        hooks.insert(name, LifecycleHook { template, expression, ..LifecycleHook::default() });
    }
    hooks
}
