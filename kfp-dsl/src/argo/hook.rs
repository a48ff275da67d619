//! Containers that run beside a task or a run, or when that is over.

use kfp_ir::codec::canonical;
use kfp_ir::lang::placeholder::{Placeholder, Segment, Template};
use kfp_ir::model::platform::argo::{self as ir, ArgoExecutorConfig};
use kfp_ir::model::{ContainerSpec, Value as IrValue};

use super::{ArgoSetting, Fragment};
use crate::author::composed::placeholder;
use crate::author::emit::{container, resolve_arguments};
use crate::author::graph::Argument;
use crate::author::literal::{Fact, Node, Part};
use crate::author::{Body, Call, Callee, ComponentDef, Parts};

/// A phase of a task or a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has started: of an approval, somebody is waited for.
    Running,
    /// It is over and well.
    Succeeded,
    /// Its program has failed.
    Failed,
    /// It could not be run, or what it made could not be kept.
    Error,
}

/// A container that Argo runs beside a task, or when that is over: the call of a container component.
///
/// A hook is no task. It starts by itself, so it is given constants, and facts about the run
/// ([`placeholders`](crate::placeholders)), and gives nothing back; settings of its own, it has none. What waits for the task
/// waits for its hooks, too, but a hook that fails fails nothing else. Of the end there is one hook, of each phase any number; a task
/// that is left out has none. [`PipelineConfig::argo_hook`](crate::PipelineConfig::argo_hook) takes those of the whole run.
///
/// ```
/// use kfp_dsl::argo::{Approval, Hook, Phase};
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::{BuildOptions, Target};
///
/// #[container_component]
/// fn tell(text: String) -> Container {
///     Container::image("busybox").command(["echo"]).args([text.to_string()])
/// }
///
/// #[container_component]
/// fn train() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.config(PipelineConfig::new().argo_hook(Hook::when(Phase::Failed, tell().text("the run has failed"))));
///     p.task(train()).argo(Hook::exit(tell().text("training is over")));
///     p.approval(Approval::ask("Go on?")).argo(Hook::when(Phase::Running, tell().text("please decide")));
/// }
///
/// let options = BuildOptions { target: Target::Argo41, ..BuildOptions::default() };
/// assert!(Pipeline::of(demo).build(&options).is_ok());
/// ```
#[must_use = "give it to `.argo(..)` of a task, or to `PipelineConfig::argo_hook`"]
#[derive(Clone, Debug)]
pub struct Hook {
    hook: ir::Hook,
    faults: Vec<(String, &'static str)>,
}

impl Hook {
    /// Runs at the end, whatever the result.
    pub fn exit(call: impl Call) -> Self {
        Hook::of("", call)
    }

    /// Starts in that phase.
    pub fn when(phase: Phase, call: impl Call) -> Self {
        let phase = match phase {
            Phase::Running => "Running",
            Phase::Succeeded => "Succeeded",
            Phase::Failed => "Failed",
            Phase::Error => "Error",
        };
        Hook::of(phase, call)
    }

    fn of(phase: &str, call: impl Call) -> Self {
        let mut faults = Vec::new();
        let container = called(call.into_parts(), &mut faults);
        Hook { hook: ir::Hook { phase: phase.to_owned(), container: Some(Box::new(container)) }, faults }
    }
}

impl ArgoSetting for Hook {
    fn fragment(self) -> Fragment {
        let config = ArgoExecutorConfig { hooks: vec![self.hook], ..ArgoExecutorConfig::default() };
        let mut fragment = Fragment::of("a hook", config);
        for (message, help) in self.faults {
            fragment.fault(message, help);
        }
        fragment
    }
}

/// The container of a call, with what is given in place of its inputs.
fn called(parts: Parts, faults: &mut Vec<(String, &'static str)>) -> ContainerSpec {
    let def = match parts.callee {
        Callee::Component(def) if matches!(def.body, Body::Container(_)) => def,
        Callee::Component(def) => {
            let message = format!("`{}` is no container component, and a hook runs a container", def.name);
            faults.push((message, "describe it by `#[container_component]`"));
            return ContainerSpec::default();
        }
        Callee::Pipeline(_) | Callee::Importer(_) => {
            let message = "a hook runs one container".to_owned();
            faults.push((message, "call a component with `#[container_component]`"));
            return ContainerSpec::default();
        }
    };
    if parts.settings.is_some() {
        let message = format!("the hook `{}` has settings, which are those of tasks", def.name);
        faults.push((message, "say all of it in the component"));
    }
    let mut problems = Vec::new();
    let (mut made, instead) = container(def, "", &mut problems);
    faults.extend(problems.into_iter().map(|problem| (problem.message, "correct the component of the hook")));
    if instead.is_some() {
        faults.push((format!("`{}` is no container on Argo", def.name), "run a container in the hook"));
    }
    let given = constants(def, parts.arguments.given, faults);
    let present = |name: &str| Some(given.iter().any(|(input, _)| *input == name));
    resolve_arguments(&mut made, &present);
    for text in made.command.iter_mut().chain(&mut made.args) {
        *text = filled(def, text, &given, faults);
    }
    made
}

/// What is given for each input, or its default.
fn constants(
    def: &ComponentDef,
    given: Vec<Option<Argument>>,
    faults: &mut Vec<(String, &'static str)>,
) -> Vec<(&'static str, IrValue)> {
    let mut found = Vec::new();
    let given = given.into_iter().chain(std::iter::repeat(None));
    for (input, argument) in def.inputs.iter().zip(given) {
        let constant = match argument {
            Some(Argument::Constant(constant)) => Some(constant),
            Some(Argument::Composed(node)) if facts(&node).is_some() => facts(&node).map(Ok),
            Some(Argument::Composed(_) | Argument::Value(_)) => {
                let message = format!("the hook `{}` is given a value for `{}`", def.name, input.name);
                faults
                    .push((message, "a hook starts by itself: give it a constant, or a fact about the run"));
                None
            }
            Some(Argument::Omitted) | None => input.default.map(|default| default()),
        };
        match constant {
            Some(Ok(value)) => found.push((input.name, value)),
            Some(Err(fault)) => faults.push((fault, "give a constant that can be written")),
            None => {}
        }
    }
    found
}

/// A text made of nothing but words and facts about the run.
fn facts(node: &Node) -> Option<IrValue> {
    let Node::Text(parts) = node else { return None };
    let text = parts.iter().map(|part| match part {
        Part::Text(text) => Some(text.clone()),
        Part::Fact(fact @ Fact::Run(_)) => Some(placeholder(*fact).to_string()),
        Part::Fact(Fact::Workspace) | Part::Value(_) => None,
    });
    text.collect::<Option<String>>().map(IrValue::from)
}

fn filled(
    def: &ComponentDef,
    text: &str,
    given: &[(&str, IrValue)],
    faults: &mut Vec<(String, &'static str)>,
) -> String {
    let template = Template::parse(text);
    let mut out = String::new();
    for segment in template.segments {
        match &segment {
            Segment::Placeholder(Placeholder::InputParameter(name), _) => {
                if let Some((_, value)) = given.iter().find(|(input, _)| input == name) {
                    out.push_str(&canonical::text(value));
                }
                continue;
            }
            Segment::Placeholder(placeholder, _) if !matches!(placeholder, Placeholder::Run(_)) => {
                let message = format!("the hook `{}` has no `{placeholder}`: it is no task", def.name);
                faults.push((message, "leave files, inputs and outputs out of it"));
            }
            _ => {}
        }
        out.push_str(&Template { segments: vec![segment] }.to_string());
    }
    out
}
