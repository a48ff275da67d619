//! Whole objects: the spec, where it begins, and what each template is checked with.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::codec::nearest;
use kfp_ir::codec::value::to_value;
use kfp_ir::path::IrPath;

use super::scope::{Globals, Scope};
use super::{Library, Report, argument, expression, limit, name, setting, tags, template};
use crate::Limits;
use crate::object::{LifecycleHook, Object, Template, TemplateRef, WorkflowSpec};

/// What the checks of templates know about the object around them.
pub(super) struct Around<'o, 'l> {
    pub(super) spec: &'o WorkflowSpec,
    pub(super) templates: BTreeMap<&'o str, &'o Template>,
    pub(super) library: &'l Library<'o>,
    pub(super) globals: Globals,
    pub(super) limits: &'l Limits,
}

impl<'o> Around<'o, '_> {
    /// The template of a call, when the files at hand have it.
    pub(super) fn template(
        &self,
        own: Option<&str>,
        other: Option<&TemplateRef>,
        inline: Option<&'o Template>,
    ) -> Option<&'o Template> {
        if let Some(inline) = inline {
            return Some(inline);
        }
        if let Some(own) = own {
            return self.templates.get(own).copied();
        }
        let other = other?;
        let name = other.template.as_deref()?;
        let spec = self.referred(other)?;
        spec.templates.iter().flatten().find(|t| t.name.as_deref() == Some(name))
    }

    fn referred(&self, reference: &TemplateRef) -> Option<&'o WorkflowSpec> {
        let object = reference.name.as_deref()?;
        let known = match reference.cluster_scope {
            Some(true) => &self.library.cluster,
            _ => &self.library.namespaced,
        };
        known.get(object).copied()
    }

    /// Reports a call of something that is not there.
    pub(super) fn called(
        &self,
        own: Option<&str>,
        other: Option<&TemplateRef>,
        path: &IrPath,
        report: &mut Report<'_, '_>,
    ) {
        // The templates may be those of the object that the workflow names.
        let elsewhere = self.spec.workflow_template_ref.is_some();
        if let Some(name) = own.filter(|name| !name.contains("{{") && !elsewhere)
            && !self.templates.contains_key(name)
        {
            missing(name, self.templates.keys().copied(), &path.key("template"), report);
        }
        let Some(other) = other else { return };
        let (Some(spec), Some(name)) = (self.referred(other), other.template.as_deref()) else { return };
        let names = spec.templates.iter().flatten().filter_map(|t| t.name.as_deref());
        if !name.contains("{{") && !names.clone().any(|known| known == name) {
            missing(name, names, &path.key("templateRef").key("template"), report);
        }
    }
}

fn missing<'n>(name: &str, known: impl Iterator<Item = &'n str>, path: &IrPath, report: &mut Report<'_, '_>) {
    let help = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
    report.error("AR326", path, format!("there is no template `{name}`"), help.as_deref());
}

pub(super) fn object<'o>(
    object: &'o Object,
    library: &Library<'o>,
    limits: &Limits,
    report: &mut Report<'_, '_>,
) {
    limit::object(object, limits, report);
    let Some(spec) = object.spec() else { return };
    let path = match object {
        Object::CronWorkflow(_) => IrPath::new(["spec", "workflowSpec"]),
        _ => IrPath::new(["spec"]),
    };
    let arguments = spec.arguments.iter().flat_map(|a| a.parameters.iter().flatten());
    let parameters: BTreeSet<String> = arguments.filter_map(|p| p.name.clone()).collect();
    let closed = matches!(object, Object::Workflow(_) | Object::CronWorkflow(_));
    let closed = closed && spec.workflow_template_ref.is_none();
    let named = |template: &'o Template| Some((template.name.as_deref()?, template));
    let around = Around {
        spec,
        templates: spec.templates.iter().flatten().filter_map(named).collect(),
        library,
        globals: Globals { parameters: closed.then_some(parameters) },
        limits,
    };
    name::object(object, report);
    begin(object, &around, &path, report);
    given(object, &around, &path, report);
    let arguments = path.key("arguments");
    name::parameters(spec.arguments.as_ref().and_then(|a| a.parameters.as_deref()), &arguments, report);
    let templates = path.key("templates");
    name::unique(spec.templates.iter().flatten().map(|t| t.name.as_deref()), "template", &templates, report);
    for (i, one) in spec.templates.iter().flatten().enumerate() {
        template::check(one, &around, &templates.index(i), false, report);
    }
    if let Some(defaults) = &spec.template_defaults {
        setting::check(defaults, &path.key("templateDefaults"), report);
    }
    rest(&around, &path, report);
    hooks(spec.hooks.iter().flatten(), &around, &path.key("hooks"), report);
}

/// Where a run begins and ends.
fn begin(object: &Object, around: &Around<'_, '_>, path: &IrPath, report: &mut Report<'_, '_>) {
    let spec = around.spec;
    if spec.workflow_template_ref.is_some() {
        return;
    }
    match spec.entrypoint.as_deref() {
        None if matches!(object, Object::Workflow(_) | Object::CronWorkflow(_)) => {
            let help = "name the template that a run begins with";
            report.error("AR326", path, "there is no `entrypoint`", Some(help));
        }
        None => {}
        Some(name) if name.contains("{{") || around.templates.contains_key(name) => {}
        Some(name) => missing(name, around.templates.keys().copied(), &path.key("entrypoint"), report),
    }
    if let Some(name) = spec.on_exit.as_deref()
        && !name.contains("{{")
        && !around.templates.contains_key(name)
    {
        missing(name, around.templates.keys().copied(), &path.key("onExit"), report);
    }
}

/// What the first and the last template take has to be among the arguments of the run.
fn given(object: &Object, around: &Around<'_, '_>, path: &IrPath, report: &mut Report<'_, '_>) {
    let runs = matches!(object, Object::Workflow(_) | Object::CronWorkflow(_));
    let ends = [around.spec.entrypoint.as_deref(), around.spec.on_exit.as_deref()];
    for template in ends.into_iter().flatten().filter_map(|name| around.templates.get(name)) {
        if runs && around.spec.workflow_template_ref.is_none() {
            argument::missing_inputs(around.spec.arguments.as_ref(), template, path, report);
        }
    }
}

/// Tags outside of templates.
fn rest(around: &Around<'_, '_>, path: &IrPath, report: &mut Report<'_, '_>) {
    let Ok(value) = to_value(around.spec) else { return };
    let scope = Scope::outside(&around.globals, &["status", "duration", "resourcesDuration", "exitCode"]);
    let skip = ["templates", "hooks", "templateDefaults"];
    tags::texts(&value, path, &skip, &mut |text, path| expression::text(text, path, &scope, report));
}

fn hooks<'o>(
    hooks: impl Iterator<Item = (&'o String, &'o LifecycleHook)>,
    around: &Around<'o, '_>,
    path: &IrPath,
    report: &mut Report<'_, '_>,
) {
    let scope = Scope::outside(&around.globals, &[]);
    for (name, hook) in hooks {
        super::call::hook(hook, around, &scope, &path.key(name), report);
    }
}
