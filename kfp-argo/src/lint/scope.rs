//! Which names mean something at a place of a workflow.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::codec::nearest;

use super::types::Type;
use crate::object::{Inputs, Outputs, Template};

/// What a task or step gives to others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Producer<'o> {
    /// The template that it calls, when that is known.
    pub(super) template: Option<&'o Template>,
    /// Whether it runs once for each item.
    pub(super) many: bool,
    /// Whether it may be left out.
    pub(super) conditional: bool,
}

/// Tasks of a graph, or steps of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calls {
    Tasks,
    Steps,
}

impl Calls {
    pub(super) fn root(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Steps => "steps",
        }
    }
}

/// The parts of a workflow that are known everywhere in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Globals {
    /// The names of its parameters; `None` when others may come from the run that uses it.
    pub(super) parameters: Option<BTreeSet<String>>,
}

/// What can be referred to at a place.
#[derive(Clone, Debug)]
pub(super) struct Scope<'s, 'o> {
    pub(super) globals: &'s Globals,
    pub(super) inputs: Option<&'o Inputs>,
    pub(super) outputs: Option<&'o Outputs>,
    /// The calls around the place, and those that are over when it is reached.
    pub(super) calls: Option<(Calls, &'s BTreeMap<&'o str, Producer<'o>>)>,
    pub(super) over: Option<&'s BTreeSet<&'o str>>,
    /// Whether the place is in a call that runs once for each item.
    pub(super) item: bool,
    /// The place is in a template within a task, into which the graph around it puts its own values.
    pub(super) inline: bool,
    /// Further names, each with anything below it.
    pub(super) extra: &'static [&'static str],
}

impl<'s> Scope<'s, '_> {
    /// Outside of all templates, with further names.
    pub(super) fn outside(globals: &'s Globals, extra: &'static [&'static str]) -> Self {
        Scope {
            globals,
            inputs: None,
            outputs: None,
            calls: None,
            over: None,
            item: false,
            inline: true,
            extra,
        }
    }
}

/// Why a reference means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Lost {
    fn new(message: String, help: Option<String>) -> Self {
        Lost { code: "AR323", message, help }
    }
}

/// What a run knows about itself.
const WORKFLOW: &[&str] = &[
    "name",
    "namespace",
    "uid",
    "parameters",
    "labels",
    "annotations",
    "creationTimestamp",
    "scheduledTime",
    "serviceAccountName",
    "mainEntrypoint",
    "priority",
    "status",
    "failures",
    "duration",
    "outputs",
];

/// What is known about a task.
const TASK: &[&str] =
    &["id", "ip", "status", "startedAt", "finishedAt", "hostNodeName", "exitCode", "outputs", "name"];

/// Names that are known here or there, and are not followed.
const LOOSE: &[&str] = &["retries", "lastRetry", "node", "pod", "sprig", "cronworkflow"];

fn meant<'k>(name: &str, known: impl IntoIterator<Item = &'k str> + Clone) -> Option<String> {
    if let Some(near) = nearest(name, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let mut names: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    names.sort();
    if names.is_empty() || names.len() > 12 { None } else { Some(format!("there is {}", names.join(", "))) }
}

impl<'o> Scope<'_, 'o> {
    /// What is wrong with a reference, if anything is.
    pub(super) fn lost(&self, chain: &[&str]) -> Option<Lost> {
        let (root, rest) = chain.split_first()?;
        if self.extra.contains(root) {
            return None;
        }
        match *root {
            "inputs" => self.input(rest),
            "outputs" => self.output(rest),
            "workflow" => self.workflow(rest),
            "tasks" => self.call(Calls::Tasks, rest),
            "steps" => self.call(Calls::Steps, rest),
            "item" if self.item || self.inline => None,
            "item" => {
                let help =
                    "pass it as an argument, or give the task `withItems`, `withParam` or `withSequence`";
                Some(Lost::new("`item` is only known in a call that loops".to_owned(), Some(help.to_owned())))
            }
            root if LOOSE.contains(&root) => None,
            root => {
                let known =
                    ["inputs", "outputs", "workflow", "tasks", "steps", "item", "pod", "node", "retries"];
                let near = nearest(root, known).map(|near| format!("did you mean `{near}`?"));
                Some(Lost::new(format!("nothing is called `{root}` here"), near))
            }
        }
    }

    fn input(&self, rest: &[&str]) -> Option<Lost> {
        let inputs = self.inputs?;
        let (kind, names): (&str, Vec<&str>) = match rest.first().copied() {
            None => return None,
            Some("parameters") => ("parameter", parameters(inputs.parameters.as_deref())),
            Some("artifacts") => {
                let artifacts = inputs.artifacts.iter().flatten();
                ("artifact", artifacts.filter_map(|a| a.name.as_deref()).collect())
            }
            Some(other) => {
                let help = meant(other, ["parameters", "artifacts"]);
                return Some(Lost::new(format!("inputs have no `{other}`"), help));
            }
        };
        let name = *rest.get(1)?;
        if names.contains(&name) || (self.inline && kind == "parameter") {
            return None;
        }
        let message = format!("the template has no input {kind} `{name}`");
        Some(Lost::new(message, meant(name, names)))
    }

    fn output(&self, rest: &[&str]) -> Option<Lost> {
        let outputs = self.outputs?;
        let (kind, names): (&str, Vec<&str>) = match rest.first().copied()? {
            "parameters" => ("parameter", parameters(outputs.parameters.as_deref())),
            "artifacts" => {
                let artifacts = outputs.artifacts.iter().flatten();
                ("artifact", artifacts.filter_map(|a| a.name.as_deref()).collect())
            }
            _ => return None,
        };
        let name = *rest.get(1)?;
        if names.contains(&name) {
            return None;
        }
        Some(Lost::new(format!("the template has no output {kind} `{name}`"), meant(name, names)))
    }

    fn workflow(&self, rest: &[&str]) -> Option<Lost> {
        let field = *rest.first()?;
        if !WORKFLOW.contains(&field) {
            let help = meant(field, WORKFLOW.iter().copied());
            return Some(Lost::new(format!("a workflow has no `{field}`"), help));
        }
        let (known, name) = (self.globals.parameters.as_ref()?, *rest.get(1)?);
        if field != "parameters" || known.contains(name) || name == "json" {
            return None;
        }
        let help = meant(name, known.iter().map(String::as_str));
        Some(Lost::new(format!("the workflow has no parameter `{name}`"), help))
    }

    fn call(&self, calls: Calls, rest: &[&str]) -> Option<Lost> {
        let name = *rest.first()?;
        if self.inline || (name == "name" && rest.len() == 1) {
            return None;
        }
        let one = calls.root().trim_end_matches('s');
        let Some((_, known)) = self.calls.filter(|(kind, _)| *kind == calls) else {
            let message = format!("{} are not known in this template", calls.root());
            let help = "pass the value as an argument, and read it as an input".to_owned();
            return Some(Lost::new(message, Some(help)));
        };
        let Some(producer) = known.get(name) else {
            let help = meant(name, known.keys().copied());
            return Some(Lost::new(format!("there is no {one} `{name}`"), help));
        };
        if let Some(over) = self.over
            && !over.contains(name)
        {
            let message = format!("the {one} `{name}` need not be over when this is read");
            let help = match calls {
                Calls::Tasks => format!("add `{name}` to `depends`: without it the run waits for ever"),
                Calls::Steps => {
                    "a step sees those of earlier groups only: move it into a later one".to_owned()
                }
            };
            return Some(Lost { code: "AR324", message, help: Some(help) });
        }
        let field = *rest.get(1)?;
        if !TASK.contains(&field) {
            let help = meant(field, TASK.iter().copied());
            return Some(Lost::new(format!("a {one} has no `{field}`"), help));
        }
        if field == "outputs" { produced(name, producer, rest.get(2..).unwrap_or_default()) } else { None }
    }

    /// The call that a chain reads the outputs of, when it reads those.
    pub(super) fn producer(&self, chain: &[&str]) -> Option<Producer<'o>> {
        let (calls, known) = self.calls?;
        match chain {
            [root, name, "outputs", ..] if *root == calls.root() => known.get(name).copied(),
            _ => None,
        }
    }

    /// The type of what a chain names.
    pub(super) fn type_of(&self, chain: &[&str]) -> Type {
        match chain {
            ["inputs" | "workflow", "parameters"] | ["inputs" | "workflow" | "tasks" | "steps"] => Type::Any,
            ["inputs" | "workflow", "parameters", _] => Type::RunText,
            ["workflow", field] if !matches!(*field, "labels" | "annotations" | "outputs") => Type::RunText,
            ["tasks" | "steps", _, field] if *field != "outputs" => Type::RunText,
            ["tasks" | "steps", _, "outputs", "result" | "exitCode"] => Type::RunText,
            ["tasks" | "steps", _, "outputs", "parameters", _] => Type::RunText,
            ["lastRetry", _] if !self.extra.contains(&"lastRetry") => Type::RunText,
            ["lastRetry", "exitCode" | "status" | "message"] => Type::RunText,
            _ => Type::Any,
        }
    }
}

fn parameters(list: Option<&[crate::object::Parameter]>) -> Vec<&str> {
    list.unwrap_or_default().iter().filter_map(|p| p.name.as_deref()).collect()
}

/// Whether the template of a call has that output.
fn produced(name: &str, producer: &Producer<'_>, rest: &[&str]) -> Option<Lost> {
    let template = producer.template?;
    let no = |message: String, help| Some(Lost { code: "AR325", message, help });
    let outputs = template.outputs.as_ref();
    let (kind, names): (&str, Vec<&str>) = match rest.first().copied()? {
        "parameters" => ("parameter", parameters(outputs.and_then(|o| o.parameters.as_deref()))),
        "artifacts" => {
            let artifacts = outputs.and_then(|o| o.artifacts.as_deref()).unwrap_or_default();
            ("artifact", artifacts.iter().filter_map(|a| a.name.as_deref()).collect())
        }
        "result" if template.dag.is_some() || template.steps.is_some() || template.suspend.is_some() => {
            let help = "only a template that runs something has a result: give it an output parameter";
            return no(format!("`{name}` has no result"), Some(help.to_owned()));
        }
        "result" | "exitCode" => return None,
        other => {
            let help = meant(other, ["parameters", "artifacts", "result", "exitCode"]);
            return no(format!("outputs have no `{other}`"), help);
        }
    };
    let wanted = *rest.get(1)?;
    if names.contains(&wanted) {
        return None;
    }
    no(format!("`{name}` has no output {kind} `{wanted}`"), meant(wanted, names))
}
